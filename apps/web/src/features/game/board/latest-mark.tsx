import type { Position } from '@tic-tac-toe/domain/contracts';
import { Stroke } from '../../../ui/stroke.tsx';

/* Around a square of 33. */
const FRAME =
  'M4 4.500C12 3.600 21 4.300 29.300 4C29.800 12 29 21 29.500 29.200C21 29.800 12 29 4.200 29.500C3.700 21 4.400 12 4 4.500';

interface Props {
  readonly at: Position;
  /** Of a square, where the board is one of 300. */
  readonly size: number;
  readonly width: number;
}

/** A frame around the mark that was made last. */
export function LatestMark({ at, size, width }: Props) {
  return (
    <g
      // Drawn anew for each mark.
      key={`${at.x},${at.y}`}
      className="text-ink"
      transform={`translate(${at.x * size} ${at.y * size}) scale(${(size * 3) / 100})`}
    >
      <Stroke d={FRAME} strokeWidth={width} delay={160} time={300} />
    </g>
  );
}
