import type { ModuleEvent } from '@tic-tac-toe/api';
import type { Client } from '@tic-tac-toe/api/client';
import { evolve, type Game, type GameId } from '@tic-tac-toe/domain/contracts';

/**
 * Keeps a copy of a game: asks for it, then folds in what happens from that position on. Nothing is missed
 * or doubled, whatever happens to the connection.
 * @returns the function that ends it
 */
export async function followGame(
  { api }: Client,
  gameId: GameId,
  onChange: (game: Game, event: ModuleEvent<'games'> | null) => void,
): Promise<() => void> {
  const view = await api.games.getGame.query({ gameId });
  let game = view.game;
  onChange(game, null);
  const subscription = api.games.events.subscribe(
    { gameId, lastEventId: view.position },
    {
      onData({ data: event }) {
        if (event.type === 'Resync') return void askAnew();
        game = evolve(game, event);
        onChange(game, event);
      },
      onError: (error) => console.error(`The game can not be followed: ${error.message}`),
    },
  );

  async function askAnew(): Promise<void> {
    game = (await api.games.getGame.query({ gameId })).game;
    onChange(game, null);
  }

  return () => subscription.unsubscribe();
}
