import { ReadableStream } from 'node:stream/web';
import type { ModuleEvent, Tracked } from '@tic-tac-toe/api';
import type { Client } from '@tic-tac-toe/api/client';
import { evolve, type Game, type GameId, games, isKnown } from '@tic-tac-toe/domain/contracts';

export interface FollowedGame {
  readonly game: Game;
  /** What has made the game what it is; null where it was asked for. */
  readonly event: Exclude<ModuleEvent<'games'>, { readonly type: 'Resync' }> | null;
}

/**
 * Keeps a copy of a game until it has ended: asks for it, then folds in what happens from that position on.
 * Nothing is missed or doubled, whatever happens to the connection.
 */
export async function* followGame(client: Client, gameId: GameId): AsyncGenerator<FollowedGame, void> {
  const ask = () => client.api.games.getGame.query({ gameId });
  let { game, position } = await ask();
  yield { game, event: null };
  if (game.stage === 'Ended') return;
  for await (const { id, data: event } of eventsAfter(client, gameId, position)) {
    const isNew = Number(id) > position;
    // What a newer server tells besides is in its answer.
    if (event.type === 'Resync' || (isNew && !isKnown(games, event))) {
      ({ game, position } = await ask());
      yield { game, event: null };
    } else if (isNew) {
      game = evolve(game, event);
      yield { game, event };
    }
    if (game.stage === 'Ended') return;
  }
}

/** The events as a stream: whoever stops reading it has unsubscribed. */
function eventsAfter({ api }: Client, gameId: GameId, position: number) {
  let unsubscribe = () => {};
  return new ReadableStream<Tracked<ModuleEvent<'games'>>>({
    start(events) {
      ({ unsubscribe } = api.games.events.subscribe(
        { gameId, lastEventId: position },
        { onData: (told) => events.enqueue(told), onError: (error) => events.error(error) },
      ));
    },
    cancel: () => unsubscribe(),
  });
}
