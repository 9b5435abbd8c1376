import type { ReactNode } from 'react';
import type { Verdict } from './verdict.ts';

interface Props {
  readonly verdict: Verdict;
  /** Something that matters more at the moment than the verdict's detail. */
  readonly instead: ReactNode;
}

/** An alias may be long: then it takes two lines rather than four. */
const sizeFor = (headline: string): string =>
  headline.length > 18 ? 'text-2xl sm:text-4xl' : 'text-[2rem] sm:text-5xl';

/** The state of the game, in large letters. What concerns the reader most is highlighted. */
export function VerdictHeader({ verdict, instead }: Props) {
  const { headline, detail, tone } = verdict;
  return (
    <div className="min-w-0">
      <h1
        key={headline}
        className={`rising leading-[1.1] font-extrabold tracking-[-0.035em] break-words ${sizeFor(headline)}`}
      >
        <span className={tone === 'mine' || tone === 'good' ? 'highlighted' : ''}>{headline}</span>
      </h1>
      <p className="mt-1.5 text-soft">
        {/* Always there, so that screen readers notice what appears in it. */}
        <span role="status">{instead}</span>
        {!instead && detail}
      </p>
    </div>
  );
}
