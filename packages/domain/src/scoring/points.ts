import { isAgainstComputer } from '../games/computer/computer.ts';
import { GameEnded } from '../games/events.ts';
import { become, react } from '../kit/define/index.ts';
import { UserCreated } from '../users/events.ts';
import { PlayerScoreChanged } from './events.ts';
import { score } from './score.ts';

/** For a win against another human (DESIGN). */
export const POINTS_FOR_A_WIN = 100;

export const openScore = react(UserCreated, score, {
  find: ({ id }) => id,
  missing: ({ id, alias }) => become({ id, alias, score: 0 }),
});

/** Only a win has a winner: draws and aborted games give nothing, and neither does the computer. */
export const scoreWin = react(GameEnded, score, {
  find: ({ winner, players }) => (isAgainstComputer({ players }) ? null : winner),
  found: (before) => {
    const after = { ...before, score: before.score + POINTS_FOR_A_WIN };
    return become(after, PlayerScoreChanged({ playerId: after.id, alias: after.alias, score: after.score }));
  },
});
