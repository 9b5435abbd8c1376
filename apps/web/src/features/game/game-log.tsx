import type { Game } from '@tic-tac-toe/domain/contracts';
import { MarkIcon } from '../../ui/mark.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { markOf } from './seats.ts';
import type { Line } from './story.ts';

/** The game in sentences, the latest first: what happened a moment ago is in sight without scrolling. */
export function GameLog({ game, lines }: { readonly game: Game; readonly lines: readonly Line[] }) {
  return (
    <Sheet title="What happened">
      <ol
        aria-label="Messages of this game"
        reversed
        className="max-h-72 overflow-y-auto px-5 pb-4"
        tabIndex={0}
      >
        {lines.toReversed().map(({ position, text, by }) => {
          const mark = by === null ? undefined : markOf(game, by);
          return (
            <li
              key={position}
              className="flex items-start gap-2.5 border-t border-line py-2.5 first:border-t-0"
            >
              {mark ? (
                <MarkIcon mark={mark} className="mt-1 size-4" />
              ) : (
                <span aria-hidden className="mt-2.5 ml-1 mr-1 size-2 shrink-0 rounded-full bg-line" />
              )}
              <span className="min-w-0">{text}</span>
            </li>
          );
        })}
        {lines.length === 0 && <li className="py-2.5 text-soft">Nothing yet.</li>}
      </ol>
    </Sheet>
  );
}
