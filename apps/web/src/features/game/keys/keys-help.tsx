import type { Ref, ToggleEvent } from 'react';
import { buttonStyle } from '../../../ui/button.tsx';
import { type PlainSentence, t } from '../../../languages/t.ts';

const keys = [
  ['1–9', 'mark a square, as on a number pad'],
  ['Arrows', 'go from square to square'],
  ['Enter', 'mark the square that has the focus'],
  ['B', 'read the board'],
  ['T', 'read whose turn it is, and the time left'],
  ['?', 'show these keys'],
] as const satisfies readonly (readonly [key: string, does: PlainSentence])[];

/** A key's own letter is the same everywhere. */
const named = (key: (typeof keys)[number][0]): string => (key === 'Arrows' || key === 'Enter' ? t(key) : key);

const ID = 'keys-of-the-board';
const LIST_ID = 'list-of-keys';

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
        className={`${buttonStyle({ look: 'quiet', size: 'slim' })} pointer-coarse:hidden`}
      >
        {t('Keys')}
      </button>
      <div
        ref={ref}
        id={ID}
        popover="auto"
        role="dialog"
        aria-label={t('Keys of the board')}
        aria-describedby={LIST_ID}
        tabIndex={-1}
        // Else who does not see it hears nothing of it. Closed by Escape, it gives the focus back.
        onToggle={({ newState, currentTarget }: ToggleEvent<HTMLElement>) => {
          if (newState === 'open') currentTarget.focus();
        }}
        className="m-auto max-w-[calc(100vw-2rem)] rounded-2xl border border-line bg-sheet p-5 text-ink shadow-lift outline-hidden"
      >
        <h2 className="font-bold">{t('On the board')}</h2>
        <dl id={LIST_ID} className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2">
          {keys.map(([key, does]) => (
            <div key={key} className="contents">
              <dt>
                <kbd translate="no" className="font-semibold">
                  {named(key)}
                </kbd>
              </dt>
              <dd className="text-soft">{t(does)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}
