import type { Ended, UserId } from '@tic-tac-toe/domain/contracts';
import { loserOf } from '../game/seats.ts';
import { listed, t } from '../../languages/t.ts';

/** How a game came out, for somebody who does not know who "you" are. */
export function resultText(
  game: Pick<Ended, 'players' | 'result' | 'winner'>,
  aliasOf: (id: UserId) => string,
): string {
  const loser = loserOf(game);
  if (game.winner !== null && loser !== undefined)
    return t('{winner} won against {loser} at tic-tac-toe.', {
      winner: aliasOf(game.winner),
      loser: aliasOf(loser),
    });
  const names = listed(game.players.map(aliasOf));
  return game.result === 'DRAW'
    ? t('{names} drew at tic-tac-toe.', { names })
    : t('{names} played tic-tac-toe.', { names });
}
