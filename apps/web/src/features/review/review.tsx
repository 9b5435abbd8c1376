import type { Ended, Position } from '@tic-tac-toe/domain/contracts';
import { type DecidingMark, decidingMark } from '@tic-tac-toe/domain/deciding-mark';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { type ReactNode, useId, useMemo, useRef } from 'react';
import { afterPaint } from '../../ui/after-paint.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import type { Review as Reviewed } from './use-review.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

interface Props extends Reviewed {
  readonly reason: Ended['reason'];
  /** Whether the rules are those of which every position is known. */
  readonly isSolved: boolean;
  /** What was done with a mark: "Bea: centre.". */
  readonly sentenceFor: (move: number) => string;
}

/** Steps through the marks of a game that is over, and names the one that decided it. */
export default function Review({ marks, move, show, reason, isSolved, sentenceFor }: Props) {
  const id = useId();
  const count = marks.length;
  const slider = useRef<HTMLInputElement>(null);
  /** The slider answers the press, and the board follows: to draw it takes a slow phone longer than a finger waits for. */
  function go(to: number): void {
    if (slider.current) slider.current.valueAsNumber = to;
    afterPaint(() => show(to));
  }
  const at = () => slider.current?.valueAsNumber ?? move;
  // All positions of the game are looked up for it.
  const deciding = useMemo(() => (isSolved ? decisive(marks, reason) : undefined), [isSolved, marks, reason]);
  /** The button goes by that: from the slider, the arrow keys go on. */
  function seeDeciding(): void {
    slider.current?.focus({ preventScroll: true });
    if (deciding) go(deciding.move);
  }
  return (
    <Sheet
      title={t('Look back')}
      aside={
        <span className="text-sm text-soft tabular-nums">
          {t(count === 1 ? '{move} of {count}' : '{move} of {count} marks', { move, count })}
        </span>
      }
    >
      <div className="px-5 pb-4">
        <div className="flex items-center gap-2">
          <Step label={t('One mark back')} isOff={move === 0} onStep={() => go(Math.max(0, at() - 1))}>
            <ChevronLeft aria-hidden className="rtl:-scale-x-100" />
          </Step>
          <label htmlFor={id} className="sr-only">
            {t('Marks shown')}
          </label>
          <input
            ref={slider}
            id={id}
            type="range"
            min={0}
            max={count}
            value={move}
            aria-valuetext={t('{move} of {count}', { move, count })}
            onChange={(event) => show(event.currentTarget.valueAsNumber)}
            className="h-11 min-w-0 flex-1 accent-ink"
          />
          <Step label={t('One mark on')} isOff={move === count} onStep={() => go(Math.min(count, at() + 1))}>
            <ChevronRight aria-hidden className="rtl:-scale-x-100" />
          </Step>
        </div>
        <p className="mt-2 min-h-6" aria-live="polite">
          {move === 0
            ? t('The board is empty.')
            : `${sentenceFor(move)}${deciding?.move === move ? ` ${verdictOn(deciding)}` : ''}`}
        </p>
        {deciding && deciding.move !== move && (
          <p className="mt-3">
            <Button onClick={seeDeciding}>{t('See the mark that decided it')}</Button>
          </p>
        )}
        {isSolved && !deciding && reason === 'BOARD_FULL' && (
          <p className="mt-1 text-soft">{t('Nobody gave anything away.')}</p>
        )}
      </div>
    </Sheet>
  );
}

interface StepProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
  readonly children: ReactNode;
}

const Step = ({ label, isOff, onStep, children }: StepProps) => (
  <Button size="icon" aria-label={label} disabled={isOff} onClick={onStep}>
    {children}
  </Button>
);

/** A game that ended on the board was decided on it. */
const decisive = (marks: readonly Position[], reason: Ended['reason']): DecidingMark | undefined =>
  reason === 'THREE_IN_A_ROW' || reason === 'BOARD_FULL' ? decidingMark(marks) : undefined;

/** A mark may only give something away. */
const changes: Readonly<Partial<Record<string, PlainSentence>>> = {
  'win draw': 'Here a win became a draw.',
  'win loss': 'Here a win became a loss.',
  'draw loss': 'Here a draw became a loss.',
};

function verdictOn({ from, to }: DecidingMark): string {
  const change = changes[`${from} ${to}`];
  return change === undefined ? '' : t(change);
}
