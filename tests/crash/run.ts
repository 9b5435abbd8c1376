/**
 * Hundreds of crashes and cut connections: `npm run test:crash -- --rounds 300 --cuts 500 --pairs 8`. Ends with 1
 * where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { cutConnections } from './cuts.ts';
import { crashRounds } from './rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    cuts: { type: 'string', default: '500' },
    pairs: { type: 'string', default: '8' },
  },
});
const rounds = Number(values.rounds);
const pairs = Number(values.pairs);

const crashes = await crashRounds({
  rounds,
  pairs,
  onRound: (round) => {
    if (round % 10 === 0) console.log(`${round} crashes`);
  },
});
const cuts = await cutConnections({ cuts: Number(values.cuts), pairs });

console.log(`
crashes                  ${rounds}
acknowledged operations  ${crashes.acknowledged}, each looked for in the log
games played to the end  ${crashes.finished}
subscriptions compared   ${crashes.subscriptions}
slowest restart          ${crashes.slowestStart} ms
problems                 ${crashes.problems.length}

connections cut          ${cuts.cuts}
events heard             ${cuts.events}, compared with the log
games played to the end  ${cuts.finished}
problems                 ${cuts.problems.length}`);
const problems = [...crashes.problems, ...cuts.problems];
for (const problem of problems.slice(0, 20)) console.log(`- ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);
