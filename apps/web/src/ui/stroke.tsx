import type { CSSProperties, SVGProps } from 'react';

type Props = SVGProps<SVGPathElement> & {
  /** Milliseconds before it is drawn, and for how long. */
  readonly delay?: number;
  readonly time?: number;
  readonly drawn?: boolean;
};

/** One stroke of a pen, which draws itself. */
export function Stroke({ delay = 0, time = 240, drawn = true, ...path }: Props) {
  const timing = { '--stroke-delay': `${delay}ms`, '--stroke-time': `${time}ms` } as CSSProperties;
  return (
    <path
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...path}
      {...(drawn ? { pathLength: 1, className: 'stroke-drawn', style: timing } : {})}
    />
  );
}
