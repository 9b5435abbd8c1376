import { z } from 'zod';
import { isAgainstComputer } from '../games/computer/computer.ts';
import { GameEnded } from '../games/events.ts';
import { projection } from './scope.ts';

const Count = z.number().int().min(0);
const Tally = z.object({ won: Count, drawn: Count, lost: Count });

/** How somebody's games came out: those in which they played first, and those in which they played second. */
export const Results = z.object({ first: Tally, second: Tally });
export type Results = z.output<typeof Results>;

const nothing = { won: 0, drawn: 0, lost: 0 };

/** By player. A game that was aborted counts for nobody, and neither does one against the computer. */
export const results = projection('results', Results, {
  events: [GameEnded],
  key: ({ data: { result, players } }) =>
    result === 'ABORTED' || isAgainstComputer({ players }) ? null : players,
  initial: { first: nothing, second: nothing },
  evolve(row, { data: { result, winner, players } }, player) {
    const outcome = result === 'DRAW' ? 'drawn' : winner === player ? 'won' : 'lost';
    const seat = players[0] === player ? 'first' : 'second';
    return { ...row, [seat]: { ...row[seat], [outcome]: row[seat][outcome] + 1 } };
  },
});
