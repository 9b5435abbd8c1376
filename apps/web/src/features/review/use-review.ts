import { boardAfter, type Game, type Position, type RulesName } from '@tic-tac-toe/domain/contracts';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Received } from '../game/story.ts';

/** A game as one looks at it. */
export interface Shown {
  readonly game: Game;
  /** Where the latest mark of those shown was made. */
  readonly latest: Position | undefined;
}

/** A game that is over, to be looked through mark by mark. */
export interface Review {
  readonly marks: readonly Position[];
  /** How many of the marks are shown. */
  readonly move: number;
  readonly show: (move: number) => void;
}

export const marksIn = (received: readonly Received[]): readonly Position[] =>
  received.flatMap(({ event }) => (event.type === 'MarkPlaced' ? [event.data] : []));

/** The mark that an address like `?move=4` names; the last one where it names none of them. */
export function moveIn(search: URLSearchParams, count: number): number {
  const text = search.get('move') ?? '';
  const move = /^\d{1,3}$/.test(text) ? Number(text) : count;
  return Math.min(move, count);
}

/** The game as it stands, or after the mark that the address names: a link to it leads to that very mark. */
export function useReview(
  game: Game,
  rules: RulesName,
  received: readonly Received[],
): Shown & { review: Review | null } {
  const [search, setSearch] = useSearchParams();
  const marks = useMemo(() => marksIn(received), [received]);
  const count = marks.length;
  const [first, second] = game.players;
  if (game.stage !== 'Ended' || count === 0 || first === undefined || second === undefined)
    return { game, latest: marks.at(-1), review: null };

  const move = moveIn(search, count);
  function show(next: number) {
    setSearch(
      (before) => {
        // A copy: what is shown is made of `before`, also where two steps within a frame lead back to it.
        const search = new URLSearchParams(before);
        search.delete('move');
        if (next < count) search.set('move', String(next));
        return search;
      },
      { replace: true },
    );
  }
  const shown = marks.slice(0, move);
  const board = move === count ? game.board : boardAfter(rules, [first, second], shown);
  return { game: { ...game, board }, latest: shown.at(-1), review: { marks, move, show } };
}
