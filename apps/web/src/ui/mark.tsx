import { Stroke } from './stroke.tsx';

/* Drawn by hand in a square of 100, twice, so that neighbours are not copies of each other. */
const crosses = [
  ['M25 27C41 42 58 58 75 74', 'M74 25C60 42 42 59 26 76'],
  ['M27 25C40 43 60 59 73 76', 'M76 28C58 41 41 57 25 73'],
] as const;
const rings = [
  'M57 23C36 18 21 34 22 53C23 71 38 80 54 78C71 76 81 62 78 45C75 30 63 22 48 24',
  'M45 24C27 29 19 46 25 62C31 78 51 82 65 74C79 65 82 47 73 34C66 25 53 21 41 26',
] as const;

interface Props {
  readonly mark: 'X' | 'O';
  /** Which hand-drawn form it takes. */
  readonly form?: number;
  readonly drawn?: boolean;
  readonly width?: number;
  /** Milliseconds before it is drawn. */
  readonly delay?: number;
}

/** The strokes of a mark, for use inside an `svg` with a square of 100. */
export function MarkStrokes({ mark, form = 0, drawn = true, width = 11, delay = 0 }: Props) {
  const tilt = `rotate(${((form * 47) % 13) - 6} 50 50)`;
  if (mark === 'O') {
    return (
      <g className="text-o" transform={tilt}>
        <Stroke
          d={rings[form % 2 === 0 ? 0 : 1]}
          strokeWidth={width}
          time={380}
          delay={delay}
          drawn={drawn}
        />
      </g>
    );
  }
  const [down, up] = crosses[form % 2 === 0 ? 0 : 1];
  return (
    <g className="text-x" transform={tilt}>
      <Stroke d={down} strokeWidth={width} time={180} delay={delay} drawn={drawn} />
      <Stroke d={up} strokeWidth={width} time={180} delay={delay + 200} drawn={drawn} />
    </g>
  );
}

/** A mark among words, for the eye only: the words beside it say it too. */
export function MarkIcon({
  mark,
  className = 'size-5',
}: {
  readonly mark: 'X' | 'O';
  readonly className?: string;
}) {
  return (
    <svg viewBox="12 12 76 76" className={`shrink-0 ${className}`} aria-hidden>
      <MarkStrokes mark={mark} drawn={false} width={14} />
    </svg>
  );
}
