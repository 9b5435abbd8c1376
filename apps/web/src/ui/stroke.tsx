import type { SVGProps } from 'react';

type Props = SVGProps<SVGPathElement> & {
  /** Milliseconds before it is drawn, and for how long. */
  readonly delay?: number;
  readonly time?: number;
  readonly drawn?: boolean;
};

/** One stroke of a pen, which draws itself. */
export function Stroke({ delay = 0, time = 240, drawn = true, className = '', ...path }: Props) {
  const timing = { animationDelay: `${delay}ms`, animationDuration: `${time}ms` };
  return (
    <path
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...path}
      {...(drawn && { pathLength: 1, style: timing })}
      className={drawn ? `stroke-drawn ${className}` : className}
    />
  );
}
