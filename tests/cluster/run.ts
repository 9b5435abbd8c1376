/**
 * Many deaths and deploys of servers on one PostgreSQL: `npm run test:cluster -- --kills 100 --stops 20 --servers 3 --pairs 8`.
 * Ends with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { findPostgres, startCluster, WITHOUT_POSTGRES } from '@tic-tac-toe/db-postgres/testing';
import { killServers, type KillReport } from './kills.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    stops: { type: 'string', default: '20' },
    servers: { type: 'string', default: '3' },
    pairs: { type: 'string', default: '8' },
  },
});
const [servers, pairs] = [Number(values.servers), Number(values.pairs)];

const bin = findPostgres();
if (bin === null) throw new Error(WITHOUT_POSTGRES);
const cluster = await startCluster(bin);

async function endServers(by: 'kill' | 'stop', times: number): Promise<KillReport> {
  const report = await killServers({ url: await cluster.createDatabase(), servers, kills: times, by, pairs });
  console.log(`
servers ended by ${by}     ${times}
acknowledged operations  ${report.acknowledged}, each looked for in the log
games played to the end  ${report.finished}
calls sent again         ${report.repeated}
requests by others       ${report.asked}, of which ${report.unanswered.length} were refused or cut off
turns that ran out       ${report.lostTurns}
problems                 ${report.problems.length}`);
  for (const problem of report.problems.slice(0, 20)) console.log(`- ${problem}`);
  return report;
}

let isBroken = true;
try {
  const killed = await endServers('kill', Number(values.kills));
  const stopped = await endServers('stop', Number(values.stops));
  isBroken = killed.problems.length + stopped.problems.length + stopped.unanswered.length > 0;
} finally {
  await cluster.end();
}
process.exit(isBroken ? 1 : 0);
