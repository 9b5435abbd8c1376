import type { Game, Position } from '@tic-tac-toe/domain/contracts';
import { useRef, useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';

interface Sent {
  readonly turn: number;
  readonly position: Position;
}

/**
 * Marks a square: it shows at once, and goes away again if the server refuses. Nothing more can be marked in
 * that turn meanwhile, so that a double click is one move.
 */
export function usePlaceMark(game: Game) {
  // The ref is what decides: of two clicks before the page is drawn again, the second must know of the first.
  const latest = useRef<Sent | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const keep = (next: Sent | null) => {
    latest.current = next;
    setSent(next);
  };

  const placeMark = trpc.games.placeMark.useMutation({
    onError: (error) => {
      keep(null);
      notify(sentenceFor(error));
    },
  });

  const turn = game.stage === 'InProgress' ? game.turn : undefined;
  return {
    pending: sent !== null && sent.turn === turn ? sent.position : undefined,
    /** @returns false where nothing is sent: the mark of this turn is on its way */
    place: (position: Position): boolean => {
      if (turn === undefined || latest.current?.turn === turn) return false;
      keep({ turn, position });
      placeMark.mutate({ gameId: game.gameId, ...position });
      return true;
    },
  };
}
