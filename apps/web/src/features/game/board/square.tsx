import type { KeyboardEvent, Ref } from 'react';
import { MarkStrokes } from '../../../ui/mark.tsx';
import type { Mark } from '../seats.ts';

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
}

interface Props {
  readonly ref: Ref<HTMLButtonElement>;
  readonly content: SquareContent;
  /** Its corners, and the ring of the focus: inside of it, so that it covers no neighbour. */
  readonly shape: string;
  readonly tabbable: boolean;
  readonly onMark: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/* What is to be read keeps a contrast of 3 : 1, also on a line of the paper. */
const fades = { behind: 'opacity-75', under: 'opacity-35' };

/** A real button for every square, also where there is nothing to click, so that the board can be read. */
export function Square({ content, shape, tabbable, onMark, ...button }: Props) {
  const { name, form, mark, offered, pending, fade } = content;
  return (
    <button
      {...button}
      type="button"
      tabIndex={tabbable ? 0 : -1}
      aria-label={name}
      aria-disabled={offered === undefined}
      onClick={offered === undefined ? undefined : onMark}
      className={`group relative grid size-full place-items-center ${shape}`}
    >
      <svg
        viewBox="0 0 100 100"
        aria-hidden
        className={`size-full transition-opacity duration-300 ${fade ? fades[fade] : pending ? 'opacity-75' : ''}`}
      >
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
    </button>
  );
}
