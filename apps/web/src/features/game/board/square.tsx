import type { Position } from '@tic-tac-toe/domain/contracts';
import type { KeyboardEvent, Ref } from 'react';
import { MarkStrokes } from '../../../ui/mark.tsx';
import type { Mark } from '../seats.ts';
import { squareName } from '../story.ts';

interface Props {
  readonly ref: Ref<HTMLButtonElement>;
  readonly position: Position;
  readonly mark: Mark | undefined;
  /** The mark that a click would leave; undefined where none would. */
  readonly offered: Mark | undefined;
  /** Sent, and not yet confirmed. */
  readonly pending: boolean;
  readonly faded: boolean;
  readonly tabbable: boolean;
  readonly onMark: () => void;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A real button for every square, also where there is nothing to click, so that the board can be read. */
export function Square({ position, mark, offered, pending, faded, tabbable, onMark, ...button }: Props) {
  const form = position.y * 3 + position.x;
  return (
    <button
      {...button}
      type="button"
      tabIndex={tabbable ? 0 : -1}
      aria-label={`${squareName(position)}, ${mark ?? 'empty'}`}
      aria-disabled={offered === undefined}
      onClick={offered === undefined ? undefined : onMark}
      className="group relative grid size-full place-items-center rounded-xl focus-visible:outline-offset-[-6px]"
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
