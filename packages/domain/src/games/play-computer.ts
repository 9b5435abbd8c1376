import { become, type Context, type DataOf, handle, many } from '../kit/define/index.ts';
import { PlayComputer, Resign } from './commands.ts';
import { computerOf, isAgainstComputer } from './computer/computer.ts';
import { MAX_OPEN_GAMES } from './create-game.ts';
import { type Game, game } from './game.ts';
import { GAME_ALREADY_EXISTS, TOO_MANY_OPEN_GAMES } from './rejections.ts';
import { start } from './start-game.ts';

const isLeft = (other: Game): boolean => other.stage === 'InProgress' && isAgainstComputer(other);

/** Who begins another has given up the one before: no clock ends it, and it would keep them from other games. */
const begin =
  (timeout: number) =>
  (
    { gameId, level, rules }: DataOf<typeof PlayComputer>,
    { actor, now }: Context,
    { mine }: { readonly mine: readonly Game[] },
  ) => {
    const left = mine.filter(isLeft);
    if (mine.length - left.length >= MAX_OPEN_GAMES) return TOO_MANY_OPEN_GAMES;
    const players = [actor, computerOf(level)] as [typeof actor, typeof actor];
    const [next, effects] = start({ gameId, host: actor, players, rules }, timeout, now);
    return become(next, ...effects, ...left.map((other) => Resign({ gameId: other.gameId })));
  };

/** @param timeout milliseconds for each turn between people */
export const playComputer = (timeout: number) =>
  handle(PlayComputer, game, {
    find: ({ gameId }) => gameId,
    reads: { mine: many(game, 'participant', (_data, { actor }) => actor) },
    missing: begin(timeout),
    stages: {
      WaitingForPlayers: GAME_ALREADY_EXISTS,
      InProgress: GAME_ALREADY_EXISTS,
      Ended: GAME_ALREADY_EXISTS,
    },
  });
