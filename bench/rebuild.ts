/**
 * `npm run bench:rebuild`: what it costs to make a projection anew while a server serves moves. The file has 100 000
 * games and a million events. The same server, at play, is measured with a rebuild and without one in turn; the
 * ratios within a round count. In the end it is killed in the middle of a rebuild, and started again.
 *
 *   npm run bench:rebuild -- --rounds 3 --games 100000 --playing 50
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { askForRebuild, projectionStates } from '@tic-tac-toe/db';
import { modules } from '@tic-tac-toe/domain';
import { rowsOf } from '@tic-tac-toe/domain/kit';
import SQLite from 'better-sqlite3';
import { freePort } from '../tests/support/free-port.ts';
import { type ProbedServer, startProbedServer } from '../tests/support/probed-server.ts';
import { makePast, TURN_MS } from './past.ts';
import { NO_LIMITS, startChild } from './wire/child.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '100000' },
    playing: { type: 'string', default: '50' },
  },
});
const [rounds, gameCount, playing] = [Number(values.rounds), Number(values.games), Number(values.playing)];

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
const [results] = modules({ turnTimeout: TURN_MS, sessionLifetime: 1 }).flatMap(
  ({ projections }) => projections,
);
if (!results) throw new Error('The product has no projection.');

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function stateOf(file: string) {
  const [state] = projectionStates(file, [results as NonNullable<typeof results>]);
  if (!state) throw new Error('Nobody knows how far the projection is.');
  return state;
}

/** @returns milliseconds until a generation answers that is newer than `before` */
async function untilRebuilt(file: string, before: number): Promise<number> {
  const began = performance.now();
  while ((stateOf(file).serving?.number ?? 0) <= before) await pause(20);
  return performance.now() - began;
}

const start = async (file: string, port: number) =>
  startProbedServer(port, { DATABASE_FILE: file, LOG_LEVEL: 'fatal', ...NO_LIMITS });

interface Measured {
  readonly movesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly delayP99: number;
  readonly rssMiB: number;
  /** Milliseconds; 0 without one. */
  readonly rebuild: number;
}

/** Plays for so many seconds, from the moment at which a rebuild is asked for where there is one. */
async function measure(
  server: ProbedServer,
  file: string,
  port: number,
  seconds: number,
  rebuilds: boolean,
): Promise<Measured> {
  await using load = startChild(LOAD, {
    urls: [`ws://127.0.0.1:${port}/trpc`],
    games: playing,
    warmUpMs: 2_000,
    measuredMs: seconds * 1_000,
    signInUrl: `http://127.0.0.1:${port}/trpc/sessions.start`,
  });
  await load.hear();
  load.tell('go');
  await load.hear();
  await server.ask('reset');
  load.tell('go');
  const before = stateOf(file).serving?.number ?? 0;
  if (rebuilds) askForRebuild(file, (results as NonNullable<typeof results>).name);
  const rebuilding = rebuilds ? untilRebuilt(file, before) : Promise.resolve(0);
  await load.hear();
  const after = await server.ask('look');
  load.tell('go');
  const {
    moves,
    seconds: played,
    p50,
    p99,
  } = await load.hear<{
    moves: number;
    seconds: number;
    p50: number;
    p99: number;
  }>();
  return {
    movesPerSecond: moves / played,
    p50,
    p99,
    delayP99: after.delayP99Ms,
    rssMiB: after.rssBytes / 2 ** 20,
    rebuild: await rebuilding,
  };
}

/** All rows of the generation that answers. */
function rowsIn(file: string): string {
  const { serving } = stateOf(file);
  const client = new SQLite(file, { readonly: true });
  const rows = client
    .prepare('SELECT id, data FROM states WHERE kind = ? ORDER BY id')
    .raw()
    .all(rowsOf(results as NonNullable<typeof results>, serving?.number ?? 0).kind);
  client.close();
  return `${rows.length} rows, ${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)}`;
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
};

const FIELDS = [
  ['moves/s', 'movesPerSecond'],
  ['move p50, ms', 'p50'],
  ['move p99, ms', 'p99'],
  ['event-loop delay p99, ms', 'delayP99'],
  ['RSS, MiB', 'rssMiB'],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
try {
  const file = join(folder, 'full.sqlite');
  console.log(`${gameCount} games, ${await makePast(file, gameCount)} events`);
  const port = await freePort();
  let server = await start(file, port);
  try {
    console.log(
      `the first start makes the projection: ${((await untilRebuilt(file, 0)) / 1_000).toFixed(1)} s`,
    );
    // Under play, to know how long to measure.
    const { rebuild } = await measure(server, file, port, 3, true);
    const seconds = Math.max(1, Math.floor(rebuild / 1_000));
    const all: { readonly alone: Measured; readonly beside: Measured }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Each round begins with the other, so that none has always the machine's best moment.
      const first = await measure(server, file, port, seconds, round % 2 === 1);
      const second = await measure(server, file, port, seconds, round % 2 === 0);
      all.push(round % 2 === 0 ? { alone: first, beside: second } : { alone: second, beside: first });
    }
    const times = all.map(({ beside }) => (beside.rebuild / 1_000).toFixed(1));
    console.log(`rebuilt beside ${playing} games in ${times.join(', ')} s\n`);
    console.log(`medians of ${rounds} rounds of ${seconds} s; ratios within a round\n`);
    console.log(`${' '.repeat(26)}${'alone'.padStart(10)}${'rebuilding'.padStart(14)}     ratio`);
    for (const [name, field] of FIELDS) {
      const alone = median(all.map((round) => round.alone[field]));
      const beside = median(all.map((round) => round.beside[field]));
      const ratio = median(all.map((round) => round.beside[field] / round.alone[field]));
      console.log(
        `${name.padEnd(26)}${alone.toFixed(2).padStart(10)}${beside.toFixed(2).padStart(14)}   × ${ratio.toFixed(2)}`,
      );
    }

    // Killed in the middle, with nobody at play, so that the rows must be the same.
    await pause(2_000);
    const rows = rowsIn(file);
    const before = stateOf(file).serving?.number ?? 0;
    askForRebuild(file, results.name);
    while ((stateOf(file).building?.position ?? 0) < stateOf(file).head / 2) await pause(5);
    await server[Symbol.asyncDispose]();
    const { building, head } = stateOf(file);
    server = await start(file, port);
    const resumedFrom = stateOf(file).building?.position ?? head;
    const rest = await untilRebuilt(file, before);
    console.log(
      `\nkilled at ${building?.position} of ${head}, resumed from ${resumedFrom}, done ${(rest / 1_000).toFixed(1)} s later`,
    );
    console.log(`before: ${rows}\nafter:  ${rowsIn(file)}`);
    if (rows !== rowsIn(file)) process.exitCode = 1;
  } finally {
    await server[Symbol.asyncDispose]();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
