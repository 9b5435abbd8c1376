import type { ReactNode } from 'react';
import { fitWords } from '../../ui/fit-words.ts';
import type { Verdict } from './verdict.ts';

interface Props {
  readonly verdict: Verdict;
  /** Something that matters more at the moment than the verdict's detail. */
  readonly instead: ReactNode;
  readonly clock: ReactNode;
  /** The detail asks for an answer. */
  readonly isAsked: boolean;
}

/** An alias may be long: then it takes two lines rather than four. */
function sizeFor({ length }: string): string {
  if (length > 24) return 'text-xl md:text-3xl';
  return length > 18 ? 'text-2xl md:text-4xl' : 'text-3xl md:text-5xl';
}

/**
 * The state of the game, in large letters. What concerns the reader most is highlighted. Over a board
 * there is room for two lines more often than they are needed: it must not move from under the finger.
 */
export function VerdictHeader({ verdict, instead, clock, isAsked }: Props) {
  const { headline, detail, tone } = verdict;
  const { className, style } = fitWords(headline);
  return (
    <div className="grid min-h-24 grid-cols-[minmax(0,1fr)_auto] content-start items-start gap-x-4 gap-y-1 md:min-h-[6.875rem] beside:min-h-0">
      <h1
        key={headline}
        // As high as the clock beside it: when that goes, nothing under it moves.
        className={`@container rising leading-[1.1] beside:min-h-[3.325rem] beside:md:min-h-[4.425rem] font-extrabold tracking-[-0.035em] ${sizeFor(headline)}`}
      >
        <span
          style={style}
          className={`${className} ${tone === 'mine' || tone === 'good' ? 'highlighted' : ''}`}
        >
          {headline}
        </span>
      </h1>
      {clock}
      <p className="col-span-2 text-soft">
        {/* Always there, so that screen readers notice what appears in it. */}
        <span role="status">{instead}</span>
        {!instead && <span className={isAsked ? 'font-semibold text-ink' : ''}>{detail}</span>}
      </p>
    </div>
  );
}
