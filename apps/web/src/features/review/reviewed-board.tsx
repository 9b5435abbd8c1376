import type { ComponentProps } from 'react';
import { Board } from '../game/board/board.tsx';
import type { Received } from '../game/story.ts';
import type { Practising } from '../game/use-practice.ts';
import { useReview } from './use-review.ts';

interface Props extends Omit<ComponentProps<typeof Board>, 'practice' | 'latest'> {
  readonly received: readonly Received[];
  readonly practice: Practising | null;
}

/** The board as one looks at it. Who steps through the marks has it drawn again, and nothing else of the table. */
export function ReviewedBoard({ received, practice, ...props }: Props) {
  const { game, latest } = useReview(props.game, props.rules, received);
  return (
    <Board {...props} game={game} practice={practice?.game} latest={practice ? practice.latest : latest} />
  );
}
