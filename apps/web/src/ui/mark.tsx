import { Stroke } from './stroke.tsx';

/* Drawn by hand in a square of 100, twice, so that neighbours are not copies of each other. */
const crosses = [
  ['M25 27C41 42 58 58 75 74', 'M74 25C60 42 42 59 26 76'],
  ['M27 25C40 43 60 59 73 76', 'M76 28C58 41 41 57 25 73'],
] as const;
const rings = [
  'M63 23C44 13 21 27 20 50C20 67 33 80 50 80C67 80 80 67 80 50C80 34 68 21 47 20',
  'M38 23C22 31 16 49 24 64C32 79 52 85 67 76C82 66 84 46 74 32C66 21 51 17 33 26',
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
