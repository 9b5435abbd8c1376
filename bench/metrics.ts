/**
 * `npm run bench:metrics`: what metrics cost. As many games as is said are played on the built server, with metrics that are
 * read every second, and without, in turn; what counts is the ratio within a round.
 *
 *   npm run bench:metrics -- --rounds 4 --games 50 --seconds 10
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
    rounds: { type: 'string', default: '4' },
    games: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
  },
});
const [rounds, games, seconds] = [Number(values.rounds), Number(values.games), Number(values.seconds)];

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
const WARM_UP_MS = 2_000;
/** Fifteen times as often as Prometheus does by default. */
const READ_EVERY_MS = 1_000;

/** @returns microseconds of the server's processor for each move */
async function measure(hasMetrics: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  let reading: NodeJS.Timeout | undefined;
  try {
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'bench.sqlite'),
      ...(hasMetrics && { METRICS_PORT: String(metricsPort) }),
      ...NO_LIMITS,
    });
    await using load = startChild(LOAD, {
      urls: [`ws://127.0.0.1:${port}/trpc`],
      signInUrl: `http://127.0.0.1:${port}/trpc/sessions.start`,
      games,
      warmUpMs: WARM_UP_MS,
      measuredMs: seconds * 1_000,
    });
    await load.hear();
    load.tell('go');
    await load.hear();
    const read = () => fetch(`http://127.0.0.1:${metricsPort}/metrics`).then((response) => response.text());
    if (hasMetrics) reading = setInterval(() => void read().catch(() => {}), READ_EVERY_MS);
    const before = await server.ask('look');
    load.tell('go');
    await load.hear();
    const after = await server.ask('look');
    load.tell('go');
    const { moves } = await load.hear<{ moves: number }>();
    return (after.cpuMicroseconds - before.cpuMicroseconds) / moves;
  } finally {
    clearInterval(reading);
    rmSync(folder, { recursive: true, force: true });
  }
}

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

const all: { readonly off: number; readonly on: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  // Each round begins with the other, so that none has always the machine's best moment.
  const isFirst = round % 2 === 0;
  const first = await measure(isFirst);
  const second = await measure(!isFirst);
  all.push(isFirst ? { on: first, off: second } : { on: second, off: first });
}
const [off, on] = [middle(all.map((round) => round.off)), middle(all.map((round) => round.on))];
const ratio = middle(all.map((round) => round.on / round.off));
console.log(
  `server time a move, ${games} games: ${off.toFixed(0)} µs without metrics, ${on.toFixed(0)} µs with, ratio ${ratio.toFixed(2)}`,
);
console.log(`each round: ${all.map((round) => (round.on / round.off).toFixed(2)).join(', ')}`);
