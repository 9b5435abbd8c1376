/**
 * `npm run bench:stalled`: what subscribers who stop reading cost those who play. A hundred of them listen to
 * everything, then leave their sockets unread, while a hundred games go on; the same without them in turn, and
 * the ratios within a round count.
 *
 *   npm run bench:stalled -- --rounds 2 --games 100 --stalled 100 --seconds 25
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../tests/support/free-port.ts';
import { startProbedServer } from '../tests/support/probed-server.ts';
import { NO_LIMITS, startChild } from './wire/child.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    games: { type: 'string', default: '100' },
    stalled: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '25' },
  },
});

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
const STALLED = fileURLToPath(new URL('./wire/stalled-load.ts', import.meta.url));
const WARM_UP_MS = 2_000;

interface Measured {
  readonly movesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly delayP50: number;
  readonly delayP99: number;
  readonly rssMiB: number;
  readonly cutOff: number;
}

async function measure(games: number, stalled: number, seconds: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'stalled-'));
  try {
    const port = await freePort();
    // The buffer is four times what is shipped, so that nobody is cut off while it is filled, but later, for having stalled.
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'bench.sqlite'),
      LOG_LEVEL: 'fatal',
      LIMIT_BUFFER_BYTES: String(4 * 1_048_576),
      ...NO_LIMITS,
    });
    const url = `ws://127.0.0.1:${port}/trpc`;
    const signInUrl = `http://127.0.0.1:${port}/trpc/sessions.start`;
    await using load = startChild(LOAD, {
      urls: [url],
      games,
      warmUpMs: WARM_UP_MS,
      measuredMs: seconds * 1_000,
      signInUrl,
    });
    await load.hear();
    await using idlers = startChild(STALLED, { url, stalled });
    await idlers.hear();
    load.tell('go');
    await load.hear();
    await server.ask('reset');
    load.tell('go');
    await load.hear();
    const after = await server.ask('look');
    idlers.tell('count');
    const { cutOff } = await idlers.hear<{ cutOff: number }>();
    load.tell('go');
    const result = await load.hear<{ moves: number; seconds: number; p50: number; p99: number }>();
    return {
      movesPerSecond: result.moves / result.seconds,
      p50: result.p50,
      p99: result.p99,
      delayP50: after.delayP50Ms,
      delayP99: after.delayP99Ms,
      rssMiB: after.rssBytes / 2 ** 20,
      cutOff,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
};

const [rounds, games, stalled, seconds] = [values.rounds, values.games, values.stalled, values.seconds].map(Number) as [
  number, number, number, number,
]; // prettier-ignore
const FIELDS = [
  ['moves/s', 'movesPerSecond'],
  ['move p50, ms', 'p50'],
  ['move p99, ms', 'p99'],
  ['event-loop delay p50, ms', 'delayP50'],
  ['event-loop delay p99, ms', 'delayP99'],
  ['RSS, MiB', 'rssMiB'],
] as const;

const all: { readonly alone: Measured; readonly beside: Measured }[] = [];
for (let round = 0; round < rounds; round += 1) {
  // Each round begins with the other, so that none has always the machine's best moment.
  const first = await measure(games, round % 2 === 0 ? 0 : stalled, seconds);
  const second = await measure(games, round % 2 === 0 ? stalled : 0, seconds);
  all.push(round % 2 === 0 ? { alone: first, beside: second } : { alone: second, beside: first });
}
console.log(`${games} games, medians of ${rounds} rounds of ${seconds} s; ratios within a round\n`);
console.log(`${' '.repeat(26)}${'alone'.padStart(10)}${`${stalled} stalled`.padStart(14)}     ratio`);
for (const [name, field] of FIELDS) {
  const alone = median(all.map((round) => round.alone[field]));
  const beside = median(all.map((round) => round.beside[field]));
  const ratio = median(all.map((round) => round.beside[field] / round.alone[field]));
  console.log(
    `${name.padEnd(26)}${alone.toFixed(2).padStart(10)}${beside.toFixed(2).padStart(14)}   × ${ratio.toFixed(2)}`,
  );
}
console.log(
  `\ncut off                   ${all.map(({ beside }) => `${beside.cutOff} of ${stalled}`).join(', ')}`,
);
