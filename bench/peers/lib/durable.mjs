// Keeps each move in SQLite before its event goes out: WAL, synchronous=FULL, one transaction for all moves of a turn of the
// event loop. A move is a game's row and two rows of a log, as little as a durable server can do.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** @returns {(unit: { id: string, version: number, state: string, payload: string, at: number }) => Promise<void>} settles once it is on disk */
export function durable() {
  const folder = mkdtempSync(join(tmpdir(), 'peer-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('SIGTERM', () => process.exit(0));
  const db = new Database(join(folder, 'db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`create table games (id text primary key, version integer not null, state text not null) strict;
    create table events (position integer primary key, game text not null, version integer not null, name text not null,
      payload text not null, at integer not null) strict;
    create unique index by_game on events (game, version, name);`);
  const game = db.prepare(
    'insert into games values (@id, @version, @state) on conflict (id) do update set version = @version, state = @state',
  );
  const event = db.prepare(
    'insert into events (game, version, name, payload, at) values (@id, @version, ?, @payload, @at)',
  );

  let waiting = [];
  const commit = db.transaction((batch) => {
    for (const { unit } of batch) {
      const { id, version, state, payload, at } = unit;
      game.run({ id, version, state });
      for (const name of ['Moved', 'Updated']) event.run(name, { id, version, payload, at });
    }
  });
  function flush() {
    const batch = waiting;
    waiting = [];
    commit(batch);
    for (const { resolve } of batch) resolve();
  }
  return (unit) =>
    new Promise((resolve) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ unit, resolve });
    });
}
