/**
 * `npm run bench:restart`: how long a server with a long past is away. It has 100 000 games, a hundredth of them
 * running, all overdue, and a million events; the same server with an empty file starts in turn with it, and the
 * ratios within a round count. So do starts after a kill, with the write-ahead log that it has left.
 *
 *   npm run bench:restart -- --rounds 5 --games 100000
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '@tic-tac-toe/db';
import { freePort } from '../tests/support/free-port.ts';
import { type ProbedServer, startProbedServer } from '../tests/support/probed-server.ts';
import { copyDatabase, makePast, removeDatabase, TURN_MS } from './past.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    games: { type: 'string', default: '100000' },
  },
});
const [rounds, gameCount] = [Number(values.rounds), Number(values.games)];

/* Each start has a copy of its own: the first one on a file has the overdue turns to put off. */

interface Started {
  /** Milliseconds from the start of the process. */
  readonly answers: number;
  readonly ready: number;
  readonly topThree: number;
  /** What the process has used by then: the one figure that others on the machine leave alone. */
  readonly cpu: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function untilOk(url: string): Promise<void> {
  const isOk = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = Date.now() + 20_000;
  while (!(await isOk())) {
    if (Date.now() > deadline) throw new Error(`${url} did not answer in time.`);
    await pause(5);
  }
}

async function start(file: string): Promise<Started & { readonly server: ProbedServer }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const since = () => performance.now() - began;
  const starting = startProbedServer(port, { DATABASE_FILE: file, TURN_TIMEOUT_MS: String(TURN_MS) });
  // One after the other, so that asking for one does not keep another waiting.
  const answers = await untilOk(`${url}/healthz`).then(since);
  const ready = await untilOk(`${url}/readyz`).then(since);
  const topThree = await untilOk(`${url}/trpc/scoring.getTopThreePlayers`).then(since);
  const server = await starting;
  const { cpuMicroseconds } = await server.ask('look');
  return { server, answers, ready, topThree, cpu: cpuMicroseconds / 1_000 };
}

async function measure(original: string): Promise<Started> {
  const copy = join(folder, 'copy.sqlite');
  copyDatabase(original, copy);
  try {
    const { server, ...started } = await start(copy);
    await server.stop();
    return started;
  } finally {
    removeDatabase(copy);
  }
}

async function measureAfterKill(original: string): Promise<Round['killed']> {
  const copy = join(folder, 'killed.sqlite');
  copyDatabase(original, copy);
  try {
    const { server: killed } = await start(copy);
    await killed[Symbol.asyncDispose]();
    const walBytes = statSync(`${copy}-wal`).size;
    const { server, ...started } = await start(copy);
    await server.stop();
    return { ...started, walBytes };
  } finally {
    removeDatabase(copy);
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
};

interface Round {
  readonly empty: Started;
  readonly full: Started;
  readonly killed: Started & { readonly walBytes: number };
}

const FIELDS = [
  ['something is answered, ms', 'answers'],
  ['ready, ms', 'ready'],
  ['a query is answered, ms', 'topThree'],
  ['processor time, ms', 'cpu'],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'restart-'));
try {
  const [full, empty] = [join(folder, 'full.sqlite'), join(folder, 'empty.sqlite')];
  const began = performance.now();
  const eventCount = await makePast(full, gameCount);
  await openDatabase({ file: empty, kept: ['games'] }).close();
  const mebibytes = (statSync(full).size / 2 ** 20).toFixed(0);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${gameCount} games, ${eventCount} events, ${mebibytes} MiB, made in ${seconds} s`);

  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with the other, so that none has always the machine's best moment.
    const first = await measure(round % 2 === 0 ? empty : full);
    const second = await measure(round % 2 === 0 ? full : empty);
    const killed = await measureAfterKill(full);
    all.push(
      round % 2 === 0 ? { empty: first, full: second, killed } : { empty: second, full: first, killed },
    );
  }

  console.log(`medians of ${rounds} starts each; ratios to the empty file within a round\n`);
  console.log(`${' '.repeat(28)}     empty      full     ratio  after a kill     ratio`);
  for (const [name, field] of FIELDS) {
    const of = (which: keyof Round) =>
      median(all.map((round) => round[which][field]))
        .toFixed(0)
        .padStart(10);
    const ratio = (which: keyof Round) =>
      `   × ${median(all.map((round) => round[which][field] / round.empty[field])).toFixed(2)}`;
    console.log(
      `${name.padEnd(28)}${of('empty')}${of('full')}${ratio('full')}    ${of('killed')}${ratio('killed')}`,
    );
  }
  const walBytes = median(all.map(({ killed }) => killed.walBytes));
  console.log(`\nthe write-ahead log that a kill left: ${(walBytes / 2 ** 20).toFixed(1)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
