import type { Position } from '@tic-tac-toe/domain/contracts';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { moveFocus } from './move-focus.ts';
import { createOneSquare, type OneSquare } from './one-square.ts';
import { Square, type SquareContent } from './square.tsx';
import { t } from '../../../languages/t.ts';

/* Whole names, so that Tailwind finds them. Two taps on small neighbours are no wish to zoom. */
const looks = {
  3: { rows: 'grid-rows-3', columns: 'grid-cols-3', shape: 'rounded-xl focus-visible:outline-offset-[-6px]' },
  9: {
    rows: 'grid-rows-9',
    columns: 'grid-cols-9',
    shape: 'rounded-md touch-manipulation focus-visible:outline-offset-[-3px]',
  },
};

interface Props {
  /** Squares in a row, and rows. */
  readonly size: keyof typeof looks;
  readonly contentOf: (position: Position) => SquareContent;
  readonly pressed: OneSquare;
  readonly onMark: (position: Position) => void;
  /** What lies under the squares, and what over them. */
  readonly under: ReactNode;
  readonly over?: ReactNode;
}

/** The squares of a board, of which one at a time can be reached with Tab, and the others from there with the arrow keys. */
export function SquareGrid({ size, contentOf, pressed, onMark, under, over }: Props) {
  const squares = useRef(new Map<string, HTMLButtonElement>());
  const lanes = Array.from({ length: size }, (_, lane) => lane);
  const middle = (size - 1) / 2;
  const [tabStop] = useState(() => createOneSquare({ x: middle, y: middle }));
  const { rows, columns, shape } = looks[size];

  const move = (event: KeyboardEvent, from: Position) => {
    const to = moveFocus(from, event.key, size);
    if (!to) return;
    event.preventDefault();
    squares.current.get(`${to.x},${to.y}`)?.focus();
  };

  return (
    <div role="grid" dir="ltr" aria-label={t('Board')} className={`relative grid size-full ${rows}`}>
      {under}
      {lanes.map((y) => (
        <div key={y} role="row" className={`grid ${columns}`}>
          {lanes.map((x) => (
            <div key={x} role="gridcell">
              <Square
                ref={(square) => {
                  if (square) squares.current.set(`${x},${y}`, square);
                }}
                position={{ x, y }}
                content={contentOf({ x, y })}
                pressed={pressed}
                shape={shape}
                tabStop={tabStop}
                onMark={() => onMark({ x, y })}
                onFocus={() => tabStop.become({ x, y })}
                onKeyDown={(event) => move(event, { x, y })}
              />
            </div>
          ))}
        </div>
      ))}
      {over}
    </div>
  );
}
