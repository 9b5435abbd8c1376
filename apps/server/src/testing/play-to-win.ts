import type { GameId } from '@tic-tac-toe/domain';
import type { Player } from './world.ts';

/** The first player's three in the top row, the second's two in the middle. */
export async function playToWin(first: Player, second: Player, gameId: GameId): Promise<void> {
  const moves = [
    [first, 0, 0],
    [second, 0, 1],
    [first, 1, 0],
    [second, 1, 1],
    [first, 2, 0],
  ] as const;
  for (const [player, x, y] of moves) await player.api.games.placeMark.mutate({ gameId, x, y });
}
