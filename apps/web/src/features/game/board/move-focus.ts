import type { Position } from '@tic-tac-toe/domain/contracts';

const steps: Readonly<Record<string, (from: Position, last: number) => Position>> = {
  ArrowLeft: ({ x, y }) => ({ x: x - 1, y }),
  ArrowRight: ({ x, y }) => ({ x: x + 1, y }),
  ArrowUp: ({ x, y }) => ({ x, y: y - 1 }),
  ArrowDown: ({ x, y }) => ({ x, y: y + 1 }),
  Home: ({ y }) => ({ x: 0, y }),
  End: ({ y }, last) => ({ x: last, y }),
};

/**
 * Where a key takes the focus; undefined for a key that moves nothing. The focus stops at the edges.
 * @param size how many squares the board has in a row
 */
export function moveFocus(from: Position, key: string, size: number): Position | undefined {
  const last = size - 1;
  const within = (value: number): number => Math.min(last, Math.max(0, value));
  const to = steps[key]?.(from, last);
  return to && { x: within(to.x), y: within(to.y) };
}
