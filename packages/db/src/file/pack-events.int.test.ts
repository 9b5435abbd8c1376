import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startOpening } from '../testing/child.ts';
import { open, temporaryFile } from '../testing/world.ts';
import { type OldEvent, toLogged } from './pack-events.ts';
import { storedEvents } from './stored-events.ts';

const MOVES = 2_000;
/** Their migration takes long enough to be interrupted. */
const MANY_MOVES = 6_000;

/** A file from before entries, whose log tells of many moves, each of them three events. */
function oldFile(operations: number): string {
  const file = temporaryFile();
  const fixture = new URL('../../fixtures/0004-names-of-modules.sqlite', import.meta.url);
  copyFileSync(fileURLToPath(fixture), file);
  const client = new SQLite(file);
  const uuid = (number: string, sort: string) => `printf('${sort}0ffee00-0000-4000-8000-%012d', ${number})`;
  client.exec(`
    DELETE FROM events;
    INSERT INTO events (position, previous, type, data, topic, audience, operation, correlation, sequence, causation, actor, recorded_at, schema_version)
    WITH RECURSIVE move(n) AS (VALUES(0) UNION ALL SELECT n + 1 FROM move WHERE n + 1 < ${operations}), event(e) AS (VALUES (1), (2), (3))
    SELECT 10 + 3 * n + e, 0,
      CASE e WHEN 1 THEN 'games.MarkPlaced' WHEN 2 THEN 'games.BoardUpdated' ELSE 'users.UserInvited' END,
      json_object('gameId', ${uuid('n % 10', 'a')}, 'player', ${uuid('n % 7', 'b')}, 'é "\n', n, 'list', json_array(e, null, ${uuid('n', 'c')})),
      CASE WHEN e < 3 THEN 'games/' || ${uuid('n % 10', 'a')} END,
      CASE WHEN n % 5 = 0 THEN json_array('ann', ${uuid('n % 7', 'b')}) END,
      CASE WHEN n % 11 = 0 THEN 'operation ' || n ELSE ${uuid('n', 'd')} END,
      CASE WHEN n % 13 = 0 THEN ${uuid('n', 'e')} WHEN n % 11 = 0 THEN 'operation ' || n ELSE ${uuid('n', 'd')} END,
      e, CASE WHEN e = 3 THEN 1 ELSE 0 END, ${uuid('n % 7', 'b')}, 1700000000000 + n, 1 + n % 2
    FROM move, event ORDER BY n, e;
    UPDATE events SET previous = before FROM (
      SELECT position AS at, lag(position, 1, 0) OVER (PARTITION BY topic ORDER BY position) AS before FROM events WHERE topic IS NOT NULL
    ) WHERE position = at;
    UPDATE events SET data = '{ "written" :' || char(10) || '"by hand" }' WHERE position = 13;`);
  client.close();
  return file;
}

/** What the file of before has, in the form of what it has now. */
function eventsBefore(file: string) {
  const client = new SQLite(file);
  const rows = client.prepare('SELECT * FROM events ORDER BY position').all() as OldEvent[];
  const tables = client.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  client.close();
  const events = rows.map(toLogged).map(({ schemaVersion, ...event }) => {
    expect([1, 2]).toContain(schemaVersion);
    return { ...event, type: event.name.slice(event.name.indexOf('.') + 1) };
  });
  return { events, tables };
}

test('a log of before tells the same after the migration, in a fraction of the rows', async () => {
  const file = oldFile(MOVES);
  const { events } = eventsBefore(file);
  expect(events).toHaveLength(3 * MOVES);
  await open(file).close();

  const client = new SQLite(file, { readonly: true });
  expect(storedEvents(client)).toEqual(events);
  expect(client.prepare('SELECT count(*) FROM entries').pluck().get()).toBeLessThan(2.3 * MOVES);
  const shapes = client
    .prepare('SELECT type, schema_version FROM event_shapes WHERE position > 0')
    .raw()
    .all();
  expect(shapes).toHaveLength(6);
  expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
  client.close();
});

/** Resolves when another process writes to the file. */
async function isWritten(file: string): Promise<void> {
  const other = new SQLite(file, { timeout: 0 });
  const isBusy = () => {
    try {
      other.exec('BEGIN IMMEDIATE; ROLLBACK');
      return false;
    } catch (error) {
      return error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY');
    }
  };
  await expect.poll(isBusy, { interval: 1, timeout: 60_000 }).toBe(true);
  other.close();
}

/** Kills a process so long after it has begun to migrate the file. */
async function killAfter(file: string, delay: number): Promise<void> {
  const child = await startOpening(file);
  await isWritten(file);
  await new Promise((resolve) => setTimeout(resolve, delay));
  await child.kill();
}

test('killed half way, the migration has changed nothing, and the next start makes it', async () => {
  const original = oldFile(MANY_MOVES);
  const before = eventsBefore(original);
  const copy = () => {
    const file = temporaryFile();
    copyFileSync(original, file);
    return file;
  };
  const began = performance.now();
  await open(copy()).close();
  let delay = (performance.now() - began) / 2;
  let file = copy();
  await killAfter(file, delay);
  // Where it was over already, the next one is killed sooner.
  while (new SQLite(file).prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() === undefined) {
    file = copy();
    await killAfter(file, (delay /= 2));
  }
  expect(isDeepStrictEqual(eventsBefore(file), before)).toBe(true);

  await open(file).close();
  const client = new SQLite(file, { readonly: true });
  expect(isDeepStrictEqual(storedEvents(client), before.events)).toBe(true);
  client.close();
});
