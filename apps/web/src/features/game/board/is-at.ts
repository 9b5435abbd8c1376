import type { Position } from '@tic-tac-toe/domain/contracts';

export const isAt = (a: Position | undefined, b: Position): boolean => a?.x === b.x && a.y === b.y;
