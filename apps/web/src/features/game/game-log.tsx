import type { Game } from '@tic-tac-toe/domain/contracts';
import { MarkIcon } from '../../ui/mark.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { markOf } from './seats.ts';
import type { Line } from './story.ts';
import { t } from '../../languages/t.ts';

interface Props {
  readonly game: Game;
  readonly lines: readonly Line[];
}

/**
 * The game in sentences, the latest first: what happened a moment ago is in sight without scrolling. While it is played
 * that is all that anybody looks for.
 */
export function GameLog({ game, lines }: Props) {
  if (game.stage === 'InProgress') {
    return (
      <ol aria-label={t('Messages of this game')} className="rounded-2xl border border-line bg-sheet px-5">
        {lines.slice(-1).map((line) => (
          <LogLine key={line.position} game={game} line={line} />
        ))}
      </ol>
    );
  }
  return (
    <Sheet title={t('What happened')}>
      <ol
        aria-label={t('Messages of this game')}
        reversed
        className="max-h-72 overflow-y-auto px-5 pb-4"
        tabIndex={0}
      >
        {lines.toReversed().map((line) => (
          <LogLine key={line.position} game={game} line={line} />
        ))}
        {lines.length === 0 && <li className="py-2.5 text-soft">{t('Nothing yet.')}</li>}
      </ol>
    </Sheet>
  );
}

function LogLine({ game, line: { text, by } }: { readonly game: Game; readonly line: Line }) {
  const mark = by === null ? undefined : markOf(game, by);
  return (
    <li className="flex items-start gap-2.5 border-t border-line py-2.5 first:border-t-0">
      {mark ? (
        <MarkIcon mark={mark} className="mt-1 size-4" />
      ) : (
        <span aria-hidden className="mt-2.5 ms-1 me-1 size-2 shrink-0 rounded-full bg-line" />
      )}
      <span className="min-w-0">{text}</span>
    </li>
  );
}
