import { type Game, type GameId, evolve, games, isKnown } from '@tic-tac-toe/domain/contracts';
import { skipToken, useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { useEffect, useMemo, useState } from 'react';
import { ASKED_AT_START_MS, noticeFeedEnded } from '../../api/client.ts';
import { coalesced } from '../../api/coalesced.ts';
import { trpc } from '../../api/trpc.ts';
import { reactionFeed } from '../reactions/feed.ts';
import type { Received } from './story.ts';
import { useTurnReading } from './use-turn-reading.ts';

/** A game as the server has answered it, and where the log stood for that. */
export interface Known {
  readonly game: Game;
  readonly position: number;
}

/**
 * A game, live: the server's copy of it, and on top of that every event since. The subscription begins at the
 * game's first event, so that its story is complete after a reload too; what the copy already contains is
 * told apart by position.
 *
 * @param onResync what was heard is of a past that the server no longer knows, as after a backup was restored:
 * the page has to begin anew, with nothing of it
 * @param known of a list of games that was asked for just now: then nothing more is asked, and nothing is told of before
 */
export function useGame(gameId: GameId, onResync: () => void, known?: Known) {
  const utils = trpc.useUtils();
  const { query, snapshot: asked } = useCopy(gameId, known !== undefined);
  // Of a list that is asked for anew the copy is newer; what was told goes on from where it began.
  const [from] = useState(known?.position ?? 0);
  const snapshot = known ?? asked;
  const [received, setReceived] = useState<readonly Received[]>([]);
  const readTurn = useTurnReading();
  const [askAnew] = useState(() => coalesced(() => utils.games.getGame.refetch({ gameId })));

  trpc.games.events.useSubscription(snapshot ? { gameId, lastEventId: from } : skipToken, {
    onError: noticeFeedEnded,
    onData: ({ id, data: event }) => {
      if (event.type === 'Resync') {
        void utils.games.getGame.reset({ gameId });
        return onResync();
      }
      if (!isKnown(games, event)) {
        // Of a newer server. What the copy was asked for after, it holds already.
        if (snapshot && Number(id) > snapshot.position) (known ? onResync : askAnew)();
        return;
      }
      // Refusals are told where they happen, and are no part of the game.
      if (event.type === 'GameErrorOccurred') return;
      if (event.type === 'ReactionSent') return reactionFeed.show(event.data);
      if (event.type === 'WaitingForPlayerPlay') readTurn(event.data);
      setReceived((before) => withEvent(before, { position: Number(id), event }));
    },
  });

  const game = useMemo(
    () =>
      snapshot &&
      received
        .filter(({ position }) => position > snapshot.position)
        .reduce((before: Game, { event }) => evolve(before, event), snapshot.game),
    [snapshot, received],
  );
  return { game, received, query };
}

/**
 * The server's copy of a game, asked for just now. What the server has told since an older one would be told as news: who came back to a
 * game of before would be taken to its rematch.
 */
function useCopy(gameId: GameId, isKnown: boolean) {
  const query = trpc.games.getGame.useQuery(isKnown ? skipToken : { gameId }, {
    gcTime: 0,
    staleTime: ASKED_AT_START_MS,
  });
  const [oldOne] = useState(query.isStale ? query.dataUpdatedAt : 0);
  const cache = useQueryClient();
  // It goes with its page, however long others who asked wanted it kept.
  useEffect(
    () => () => {
      const queryKey = getQueryKey(trpc.games.getGame, { gameId }, 'query');
      cache.removeQueries({ queryKey, exact: true, type: 'inactive' });
    },
    [cache, gameId],
  );
  return { query, snapshot: query.dataUpdatedAt > oldOne ? query.data : undefined };
}

/** Told again after a loss of the connection, an event stands in the list once. */
const withEvent = (before: readonly Received[], next: Received): readonly Received[] =>
  next.position > (before.at(-1)?.position ?? 0) ? [...before, next] : before;
