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
  readonly faded: boolean;
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

/** A real button for every square, also where there is nothing to click, so that the board can be read. */
export function Square({ content, shape, tabbable, onMark, ...button }: Props) {
  const { name, form, mark, offered, pending, faded } = content;
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
        className={`size-full transition-opacity duration-300 ${faded ? 'opacity-35' : pending ? 'opacity-70' : ''}`}
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
