import type { Position } from '@tic-tac-toe/domain/contracts';
import { Stroke } from '../../../ui/stroke.tsx';

/*
 * Ruled by hand, in a square of 300: nearly straight. They are there from the beginning: while a stroke draws itself, the browser
 * draws frame after frame, and who presses Join meanwhile on a slow phone waited twice as long.
 */
const rules = [
  'M100 5C101 90 98.500 205 100.500 295',
  'M200.500 7C199 98 202 190 199.500 294',
  'M5 100.500C92 99 208 102 295 99.500',
  'M6 199.500C100 202 196 198.500 294 200.500',
];

const centre = ({ x, y }: Position) => ({ x: x * 100 + 50, y: y * 100 + 50 });

/** From a little before the first square's centre to a little behind the last one's, not quite straight. */
function swipe(line: readonly Position[]): string | undefined {
  const [first, , last] = line;
  if (first === undefined || last === undefined) return undefined;
  const from = centre(first);
  const to = centre(last);
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const start = { x: from.x - along.x * 45, y: from.y - along.y * 45 };
  const end = { x: to.x + along.x * 45, y: to.y + along.y * 45 };
  const bend = { x: 150 - along.y * 4, y: 150 + along.x * 4 };
  const middle = { x: (from.x + to.x) / 2 + bend.x - 150, y: (from.y + to.y) / 2 + bend.y - 150 };
  return `M${start.x} ${start.y}Q${middle.x} ${middle.y} ${end.x} ${end.y}`;
}

interface Props {
  readonly line: readonly Position[] | undefined;
}

/** What lies under the squares: the ruled lines, and the highlighter over three in a row. */
export function BoardPaper({ line }: Props) {
  const path = line && swipe(line);
  return (
    <svg viewBox="0 0 300 300" className="absolute inset-0 size-full overflow-visible" aria-hidden>
      {path && (
        <Stroke
          d={path}
          className="text-marker"
          strokeLinecap="butt"
          strokeWidth={56}
          delay={420}
          time={420}
        />
      )}
      <g className="text-ink">
        {rules.map((rule) => (
          <Stroke key={rule} d={rule} strokeWidth={5} drawn={false} />
        ))}
      </g>
    </svg>
  );
}
