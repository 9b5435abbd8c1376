import type { Ended, UserId } from '@tic-tac-toe/domain/contracts';
import { loserOf } from '../game/seats.ts';

/** How a game came out, for somebody who does not know who "you" are. */
export function resultText(
  game: Pick<Ended, 'players' | 'result' | 'winner'>,
  aliasOf: (id: UserId) => string,
): string {
  const loser = loserOf(game);
  if (game.winner !== null && loser !== undefined)
    return `${aliasOf(game.winner)} won against ${aliasOf(loser)} at tic-tac-toe.`;
  const both = game.players.map(aliasOf).join(' and ');
  return game.result === 'DRAW' ? `${both} drew at tic-tac-toe.` : `${both} played tic-tac-toe.`;
}
