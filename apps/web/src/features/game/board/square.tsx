import type { Position } from '@tic-tac-toe/domain/contracts';
import { type KeyboardEvent, memo, type Ref, useSyncExternalStore } from 'react';
import { MarkStrokes } from '../../../ui/mark.tsx';
import type { Mark } from '../seats.ts';
import { isAt } from './is-at.ts';
import type { OneSquare } from './one-square.ts';

/** What a board says of each of its squares. */
export interface SquareContent {
  /** What it is called, and what is on it. */
  readonly name: string;
  /** Which hand-drawn form its mark takes. */
  readonly form: number;
  readonly mark: Mark | undefined;
  /** The mark that a click would leave; undefined where none would. */
  readonly offered: Mark | undefined;
  /** Sent, and not yet confirmed. */
  readonly pending: boolean;
  /** `behind`: of less weight than others now, and still to be read. `under`: a larger mark over it says all. */
  readonly fade: 'behind' | 'under' | undefined;
  /** The highlighter is on it: along its middle only, or all over it. */
  readonly highlight: keyof typeof highlights | undefined;
}

interface Props {
  readonly ref: Ref<HTMLButtonElement>;
  readonly position: Position;
  readonly content: SquareContent;
  readonly pressed: OneSquare;
  /** The square that Tab leads to. */
  readonly tabStop: OneSquare;
  /** Its corners, and the ring of the focus: inside of it, so that it covers no neighbour. */
  readonly shape: string;
  readonly onMark: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/* What is to be read keeps a contrast of 3 : 1, also on a line of the paper. */
const fades = { behind: 'opacity-75', under: 'opacity-35' };

/* Dark pens on yellow. The highlighter comes a little later than the mark that a line is won with. */
const highlights = {
  along: '[&_svg]:by-day [&_g]:transition-colors [&_g]:delay-500',
  over: 'by-day',
};

/** A finger points at nothing before it taps: what a click would leave is drawn for mice alone. */
const canPoint = matchMedia('(hover: hover)').matches;

/** A real button for every square, also where there is nothing to click, so that the board can be read. */
export function Square({ position, content, pressed, tabStop, shape, onMark, ...button }: Props) {
  const { name, form, mark, offered, pending, fade, highlight } = content;
  const isPressed = useIs(pressed, position);
  const isTabStop = useIs(tabStop, position);
  return (
    <button
      {...button}
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-label={name}
      aria-disabled={offered === undefined}
      onClick={offered === undefined ? undefined : onMark}
      // A mark lays out its square, and not the page.
      className={`group relative grid size-full place-items-center contain-strict ${shape} ${highlight ? highlights[highlight] : ''}`}
    >
      <Drawing
        mark={mark ?? (isPressed ? offered : undefined)}
        offered={canPoint ? offered : undefined}
        form={form}
        opacity={
          fade ? `transition-opacity duration-300 ${fades[fade]}` : pending || isPressed ? fades.behind : ''
        }
      />
    </button>
  );
}

const useIs = ({ subscribe, current }: OneSquare, position: Position): boolean =>
  useSyncExternalStore(subscribe, () => isAt(current(), position));

interface DrawingProps extends Pick<SquareContent, 'mark' | 'offered' | 'form'> {
  readonly opacity: string;
}

/** Most squares are as they were after a move: these are not drawn again. */
const Drawing = memo(function Drawing({ mark, offered, form, opacity }: DrawingProps) {
  return (
    <svg viewBox="0 0 100 100" aria-hidden className={`size-full ${opacity}`}>
      {mark ? (
        <MarkStrokes mark={mark} form={form} />
      ) : (
        offered && (
          <g className="opacity-0 transition-opacity group-hover:opacity-20 group-focus-visible:opacity-20">
            <MarkStrokes mark={offered} form={form} drawn={false} />
          </g>
        )
      )}
    </svg>
  );
});
