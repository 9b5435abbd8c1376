import { type Position, placeOf } from '@tic-tac-toe/domain/contracts';
import { MarkStrokes } from '../../../ui/mark.tsx';
import { Stroke } from '../../../ui/stroke.tsx';
import { markOfSeat } from '../seats.ts';
import { isAt } from './is-at.ts';
import { LatestMark } from './latest-mark.tsx';
import type { SmallBoardLook } from './small-boards.ts';

/* By hand again, in a square of 100, and away from its edges: the lines between the boards are drawn there. */
const rules = [
  'M33.500 9C33 36 33.800 64 33.200 91',
  'M66.500 8.500C67 38 66.200 62 66.800 91.500',
  'M9 33.200C38 33.800 64 32.800 91 33.500',
  'M8.500 66.800C36 66.200 62 67.200 91.500 66.500',
];
const HIGHLIGHT = 'M6 50.500Q50 49.500 94 50.500';

const moved = ({ x, y }: Position, size: number): string => `translate(${x * size} ${y * size})`;

/** Boards that take a mark are ruled in ink, and others in pencil: colour is not all that tells them apart. */
const rulesOn = ({ isLit, isDecided }: SmallBoardLook, isMine: boolean): string => {
  if (isLit) return isMine ? 'text-on-marker' : 'text-ink';
  return isDecided ? 'text-line' : 'text-edge';
};

interface Props {
  readonly boards: readonly SmallBoardLook[];
  /** It is for the reader to mark one of the boards that are lit. */
  readonly isMine: boolean;
}

/** What lies under the squares of nine small boards: their lines, and the highlighter where the next mark goes. */
export function SmallBoardsPaper({ boards, isMine }: Props) {
  return (
    <svg viewBox="0 0 300 300" className="absolute inset-0 size-full" aria-hidden>
      {boards.map((board, index) => (
        <g key={index} transform={moved(board.at, 100)}>
          {board.isLit && (
            <Stroke
              d={HIGHLIGHT}
              className={isMine ? 'text-marker' : 'text-line'}
              strokeLinecap="butt"
              strokeWidth={86}
              time={320}
            />
          )}
          <g className={`transition-colors ${rulesOn(board, isMine)}`}>
            {rules.map((rule) => (
              <Stroke key={rule} d={rule} strokeWidth={1.4} drawn={false} />
            ))}
          </g>
        </g>
      ))}
    </svg>
  );
}

/** What makes a mark of a square as large as its small board. */
const LARGE = 1.25;

interface OverProps extends Props {
  readonly latest: Position | undefined;
}

/** What lies over the squares: the marks of who has won small boards, and a frame around the latest mark. */
export function LargeMarks({ boards, isMine, latest }: OverProps) {
  const isOnMarker =
    isMine && boards.some(({ at, isLit }) => isLit && latest && isAt(at, placeOf(latest).board));
  return (
    <svg viewBox="0 0 300 300" className="pointer-events-none absolute inset-0 size-full" aria-hidden>
      {boards.map(
        ({ at, winner, isInLine, isFaded }, index) =>
          winner !== null && (
            <g
              key={index}
              className={`transition-opacity duration-300 ${isFaded ? 'opacity-75' : ''} ${isInLine ? 'by-day [&_g]:transition-colors [&_g]:delay-500' : ''}`}
              transform={`${moved(at, 100)} translate(50 50) scale(${LARGE}) translate(-50 -50)`}
            >
              <MarkStrokes mark={markOfSeat(winner)} form={index} width={9} delay={320} />
            </g>
          ),
      )}
      {latest && (
        <g className={isOnMarker ? 'by-day' : ''}>
          <LatestMark at={latest} size={100 / 3} width={1.4} />
        </g>
      )}
    </svg>
  );
}
