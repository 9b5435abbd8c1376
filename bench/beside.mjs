/**
 * The kit's benchmark of this checkout beside that of another one, in turns, so that what disturbs the machine disturbs
 * both: `npm run bench:beside -- ../before --pairs 5 --rounds 20`. A ratio under 1 says that this one is faster.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '5' }, rounds: { type: 'string', default: '20' } },
});
const [other] = positionals;
if (other === undefined) throw new Error('Which checkout is it to be compared with?');
const here = fileURLToPath(new URL('..', import.meta.url));

/** One line for each number of games at once, microseconds a move. */
const LINE =
  /(\d+) games?.*\n\s+through the kit\s+(?<median>[\d.]+) µs \(fastest (?<fastest>[\d.]+), a quarter within (?<quarter>[\d.]+)/g;

function run(cwd) {
  const printed = execFileSync(process.execPath, ['bench/kit.mjs', values.rounds], { cwd, encoding: 'utf8' });
  return [...printed.matchAll(LINE)].map(([, games, median, fastest, quarter]) => ({
    games,
    median: Number(median),
    quarter: Number(quarter),
    fastest: Number(fastest),
  }));
}

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const pairs = [];
for (let pair = 0; pair < Number(values.pairs); pair += 1) {
  // Who goes first changes: what a first run warms up is for both.
  const order = pair % 2 === 0 ? [other, here] : [here, other];
  const results = new Map(order.map((folder) => [folder, run(folder)]));
  pairs.push({ before: results.get(other), after: results.get(here) });
}
for (const [index, { games }] of pairs[0].after.entries()) {
  for (const figure of ['median', 'quarter', 'fastest']) {
    const of = (side) => pairs.map((pair) => pair[side][index][figure]);
    const ratios = of('after').map((after, pair) => after / of('before')[pair]);
    const [before, after] = [middle(of('before')), middle(of('after'))].map((took) => took.toFixed(2));
    console.log(
      `${games.padStart(4)} at once, ${figure.padEnd(7)}  before ${before} µs, after ${after} µs, ratio ${middle(ratios).toFixed(2)}`,
    );
  }
}
