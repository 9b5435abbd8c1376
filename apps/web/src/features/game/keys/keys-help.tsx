import type { Ref } from 'react';
import { buttonStyle } from '../../../ui/button.tsx';

const keys: readonly (readonly [key: string, does: string])[] = [
  ['1–9', 'mark a square, as on a number pad'],
  ['Arrows', 'go from square to square'],
  ['Enter', 'mark the square that has the focus'],
  ['B', 'read the board'],
  ['T', 'read whose turn it is, and the time left'],
  ['?', 'show these keys'],
];

const ID = 'keys-of-the-board';

interface Props {
  readonly ref: Ref<HTMLDivElement>;
}

/** What the keyboard does on the board. Where there are fingers only, nobody asks. */
export function KeysHelp({ ref }: Props) {
  return (
    <>
      <button
        type="button"
        popoverTarget={ID}
        className={`${buttonStyle({ look: 'quiet' })} pointer-coarse:hidden`}
      >
        Keys
      </button>
      <div
        ref={ref}
        id={ID}
        popover="auto"
        role="dialog"
        aria-label="Keys of the board"
        tabIndex={-1}
        className="m-auto max-w-[calc(100vw-2rem)] rounded-2xl border border-line bg-sheet p-5 text-ink shadow-lift"
      >
        <h2 className="font-bold">On the board</h2>
        <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
          {keys.map(([key, does]) => (
            <div key={key} className="contents">
              <dt>
                <kbd translate="no" className="font-semibold">
                  {key}
                </kbd>
              </dt>
              <dd className="text-soft">{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
