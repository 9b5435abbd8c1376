import { MarkStrokes } from '../../ui/mark.tsx';
import { Stroke } from '../../ui/stroke.tsx';

/* A game worth winning, in the order of its moves. */
const moves = [
  { x: 1, y: 1 },
  { x: 0, y: 0 },
  { x: 2, y: 0 },
  { x: 0, y: 2 },
  { x: 0, y: 1 },
  { x: 2, y: 2 },
  { x: 2, y: 1 },
];

/** A finished game on a slip of squared paper, to say without words what this is. */
export function DemoBoard() {
  return (
    <div
      aria-hidden
      className="board-squares aspect-square w-full rotate-2 rounded-3xl border border-line bg-sheet p-[7.142857%] shadow-lift"
    >
      <svg viewBox="0 0 300 300" className="size-full">
        <Stroke
          d="M18 153Q150 146 283 151"
          className="text-marker"
          strokeWidth={58}
          delay={2500}
          time={420}
        />
        <g className="text-ink">
          <Stroke d="M100 5C101 90 98.500 205 100.500 295" strokeWidth={5} delay={100} time={300} />
          <Stroke d="M200.500 7C199 98 202 190 199.500 294" strokeWidth={5} delay={200} time={300} />
          <Stroke d="M5 100.500C92 99 208 102 295 99.500" strokeWidth={5} delay={300} time={300} />
          <Stroke d="M6 199.500C100 202 196 198.500 294 200.500" strokeWidth={5} delay={400} time={300} />
        </g>
        {moves.map(({ x, y }, index) => (
          <g key={index} className={y === 1 ? 'by-day' : ''} transform={`translate(${x * 100} ${y * 100})`}>
            <MarkStrokes mark={index % 2 === 0 ? 'X' : 'O'} form={y * 3 + x} delay={700 + index * 240} />
          </g>
        ))}
      </svg>
    </div>
  );
}
