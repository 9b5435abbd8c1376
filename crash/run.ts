/**
 * Hundreds of crashes: `npm run test:crash -- --rounds 300 --pairs 8`. Ends with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { crashRounds } from './rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, pairs: { type: 'string', default: '8' } },
});

const report = await crashRounds({
  rounds: Number(values.rounds),
  pairs: Number(values.pairs),
  onRound: (round) => {
    if (round % 10 === 0) console.log(`${round} crashes`);
  },
});

console.log(`
crashes                  ${report.rounds}
acknowledged operations  ${report.acknowledged}, each in the log exactly once
games played to the end  ${report.finished}
subscriptions compared   ${report.subscriptions}
slowest restart          ${report.slowestStart} ms
problems                 ${report.problems.length}`);
for (const problem of report.problems.slice(0, 20)) console.log(`- ${problem}`);
process.exit(report.problems.length > 0 ? 1 : 0);
