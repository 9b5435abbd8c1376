import type { Game, Position } from '@tic-tac-toe/domain/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { trpc } from '../../api/trpc.ts';
import { afterPaint } from '../../ui/after-paint.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';
import { createOneSquare } from './board/one-square.ts';

interface Sent {
  readonly turn: number;
  readonly position: Position;
}

/**
 * Marks a square: it shows at once, and goes away again if the server refuses. Nothing more can be marked in
 * that turn meanwhile, so that a double click is one move. The square alone is drawn in the next frame; everything else
 * that follows from the mark comes after that, so that a slow phone answers the finger first.
 */
export function usePlaceMark(game: Game) {
  // The ref is what decides: of two clicks before the page is drawn again, the second must know of the first.
  const latest = useRef<Sent | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const [pressed] = useState(() => createOneSquare());
  const send = useSend(game);
  const turn = game.stage === 'InProgress' ? game.turn : undefined;
  useEffect(() => pressed.become(undefined), [pressed, turn]);

  const takeBack = (error: unknown) => {
    latest.current = null;
    pressed.become(undefined);
    setSent(null);
    notify(sentenceFor(error));
  };

  return {
    pressed,
    pending: sent !== null && sent.turn === turn ? sent.position : undefined,
    /** @returns false where nothing is sent: the mark of this turn is on its way */
    place: (position: Position): boolean => {
      if (turn === undefined || latest.current?.turn === turn) return false;
      const next = { turn, position };
      latest.current = next;
      flushSync(() => pressed.become(position));
      send(position).catch(takeBack);
      afterPaint(() => {
        if (latest.current === next) setSent(next);
      });
      return true;
    },
  };
}

/** As a mutation of the cache, which hears of its failure: the hook for one would draw the whole table as soon as it is sent. */
function useSend({ gameId }: Game) {
  const queryClient = useQueryClient();
  const { client } = trpc.useUtils();
  return (position: Position) =>
    queryClient
      .getMutationCache()
      .build(queryClient, { mutationFn: () => client.games.placeMark.mutate({ gameId, ...position }) })
      .execute(undefined);
}
