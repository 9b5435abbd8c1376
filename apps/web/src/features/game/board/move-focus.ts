import type { Position } from '@tic-tac-toe/domain/contracts';

const steps: Readonly<Record<string, (from: Position) => Position>> = {
  ArrowLeft: ({ x, y }) => ({ x: x - 1, y }),
  ArrowRight: ({ x, y }) => ({ x: x + 1, y }),
  ArrowUp: ({ x, y }) => ({ x, y: y - 1 }),
  ArrowDown: ({ x, y }) => ({ x, y: y + 1 }),
  Home: ({ y }) => ({ x: 0, y }),
  End: ({ y }) => ({ x: 2, y }),
};

const within = (value: number): number => Math.min(2, Math.max(0, value));

/** Where a key takes the focus; undefined for a key that moves nothing. The focus stops at the edges. */
export function moveFocus(from: Position, key: string): Position | undefined {
  const to = steps[key]?.(from);
  return to && { x: within(to.x), y: within(to.y) };
}
