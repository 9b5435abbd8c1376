import { GameEnded } from '../games/events.ts';
import { become, react } from '../kit/define/index.ts';
import { UserCreated } from '../users/events.ts';
import { PlayerScoreChanged } from './events.ts';
import { POINTS_FOR_A_WIN, pointsFor } from './points-for-a-win.ts';
import { score } from './score.ts';

export const openScore = react(UserCreated, score, {
  find: ({ id }) => id,
  missing: ({ id, alias }) => become({ id, alias, score: 0 }),
});

export const scoreWin = react(GameEnded, score, {
  find: (ended) => (pointsFor(ended) > 0 ? ended.winner : null),
  found: (before) => {
    const after = { ...before, score: before.score + POINTS_FOR_A_WIN };
    return become(after, PlayerScoreChanged({ playerId: after.id, alias: after.alias, score: after.score }));
  },
});
