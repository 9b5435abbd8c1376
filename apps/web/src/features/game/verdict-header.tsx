import type { Verdict } from './verdict.ts';

/** The state of the game, in large letters. What concerns the reader most is highlighted. */
export function VerdictHeader({ verdict }: { readonly verdict: Verdict }) {
  const { headline, detail, tone } = verdict;
  return (
    <div className="min-w-0">
      <h1
        key={headline}
        className="rising text-[2rem] leading-[1.1] font-extrabold tracking-[-0.04em] break-words sm:text-5xl"
      >
        <span className={tone === 'mine' || tone === 'good' ? 'highlighted ml-0' : ''}>{headline}</span>
      </h1>
      <p className="mt-1.5 text-soft">{detail}</p>
    </div>
  );
}
