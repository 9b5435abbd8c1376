import type { Game, Position } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
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
  const [sent, setSent] = useState<Sent | null>(null);
  const { gameId } = game;
  const placeMark = trpc.games.placeMark.useMutation({
    onError: (error) => {
      setSent(null);
      notify(sentenceFor(error));
    },
  });

  const turn = game.stage === 'InProgress' ? game.turn : undefined;
  const pending = sent !== null && sent.turn === turn ? sent.position : undefined;

  return {
    pending,
    place: (position: Position) => {
      if (turn === undefined || pending) return;
      setSent({ turn, position });
      placeMark.mutate({ gameId, ...position });
    },
  };
}
