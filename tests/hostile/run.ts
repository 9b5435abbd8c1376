/**
 * A hostile client through the real ports: `npm run test:hostile -- --frames 10000 --rounds 5 --seed 1`. Ends with
 * 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { type Round, withstand } from './withstand.ts';
import { quantile } from './quantile.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    frames: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    quiet: { type: 'string', default: '5' },
  },
});

const { tally, cpuSeconds, loopDelayMs, memory, rounds, finished, problems } = await withstand({
  rounds: Number(values.rounds),
  frames: Number(values.frames),
  seed: Number(values.seed),
  quietMs: Number(values.quiet) * 1_000,
  timeoutMs: 10_000,
});

const latency = (took: readonly number[]) =>
  `${String(took.length).padStart(6)} moves, p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms`;
const ratioOf = ({ quiet, attacked }: Round) => quantile(attacked, 0.99) / quantile(quiet, 0.99);
const ratios = rounds.map(ratioOf);
const ratio = quantile(ratios, 0.5);
const size = ({ rssMiB, heapMiB }: typeof memory.before) =>
  `${rssMiB.toFixed(0)} MiB, heap ${heapMiB.toFixed(1)} MiB`;

console.log(`
frames sent       ${tally.sent} in ${(tally.sendingMs / 1_000).toFixed(1)} s
answers judged    ${tally.answers}
server meanwhile  ${cpuSeconds.toFixed(1)} s of processor, event-loop delay p99 ${loopDelayMs.p99.toFixed(0)} ms, at most ${loopDelayMs.max.toFixed(0)} ms
memory before     ${size(memory.before)}
       at most    ${size(memory.during)} (not collected)
       after      ${size(memory.after)}
quiet             ${latency(rounds.flatMap(({ quiet }) => quiet))}
under attack      ${latency(rounds.flatMap(({ attacked }) => attacked))}
p99 under attack  × ${ratio.toFixed(2)} of the quiet times before and after, median of ${ratios.length} rounds (${ratios.map((one) => one.toFixed(2)).join(', ')})
games finished    ${finished}
problems          ${problems.length}
`);
for (const [kind, times] of Object.entries(tally.kinds).toSorted(([, a], [, b]) => b - a))
  console.log(`${String(times).padStart(7)}  ${kind}`);
for (const problem of problems) console.log(`- ${problem}`);
const isSlow = ratio >= 2;
if (isSlow) console.log('- the p99 under attack is not under twice the quiet one');
process.exit(problems.length > 0 || isSlow ? 1 : 0);
