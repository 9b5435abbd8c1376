/**
 * Many troubles of servers, of their PostgreSQL and of the networks between, under play: `npm run test:cluster -- --kills 100
 * --promotions 3`. Then deploys, where nothing may be refused. Ends with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { findPostgres, startCluster, WITHOUT_POSTGRES } from '@tic-tac-toe/db-postgres/testing';
import { playThrough, type PlayReport } from './play.ts';
import { openPrimary } from './primary.ts';
import { type Counts } from './troubles.ts';

const number = (byDefault: number) => ({ type: 'string', default: String(byDefault) }) as const;
const { values } = parseArgs({
  options: {
    kills: number(100),
    standstills: number(10),
    restarts: number(10),
    promotions: number(3),
    cuts: number(10),
    stalls: number(10),
    stops: number(20),
    servers: number(3),
    pairs: number(8),
    /** How long a player thinks before a move, in milliseconds. */
    think: number(20),
  },
});
const { stops, servers, pairs, think, ...others } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as Record<keyof typeof values, number>;

const bin = findPostgres();
if (bin === null) throw new Error(WITHOUT_POSTGRES);

async function play(troubles: Counts, turnMs: number): Promise<PlayReport> {
  const primary = await openPrimary(await startCluster(bin ?? ''), (troubles.promotions ?? 0) > 0);
  try {
    const settings = { primary, servers, pairs, thinkMs: think, turnMs, troubles };
    const onTrouble = (name: string, longest: number) => console.log(`${name}: ${Math.round(longest)} ms`);
    return await playThrough({ ...settings, onTrouble });
  } finally {
    await primary.end();
  }
}

const seconds = (milliseconds: number | undefined) => `${((milliseconds ?? 0) / 1000).toFixed(1)} s`;

function print(title: string, report: PlayReport): void {
  const { lost, doubled, misheard } = report.broken;
  console.log(`
${title}
acknowledged operations        ${report.acknowledged}, of which lost ${lost.length}, doubled ${doubled.length}
events heard                   ${report.heard}; subscribers with a gap or a double ${misheard.length}
games played to the end        ${report.finished}
calls sent again               ${report.repeated}
requests by others             ${report.asked}, of which refused or cut off ${report.unanswered.length}
turns that ran out             ${report.lostTurns}
problems                       ${report.problems.length}

longest silence of a player    times    p50    max`);
  for (const [name, outages] of [...report.outages].toSorted(([a], [b]) => a.localeCompare(b))) {
    const sorted = outages.toSorted((a, b) => a - b);
    const figures = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)].map(seconds);
    console.log(
      [name.padEnd(30), String(sorted.length).padStart(6), ...figures.map((each) => each.padStart(6))].join(
        ' ',
      ),
    );
  }
  for (const problem of report.problems.slice(0, 20)) console.log(`- ${problem}`);
}

const troubled = await play(others, 120_000);
// A deploy leaves players half the time that they have by default.
const deployed = await play({ stops }, 10_000);
print('Troubles', troubled);
print('Deploys', deployed);
const { problems, unanswered, lostTurns } = deployed;
process.exit(troubled.problems.length + problems.length + unanswered.length + lostTurns > 0 ? 1 : 0);
