import type { Position } from '@tic-tac-toe/domain/contracts';

/** Rows and columns count from 0 on the wire, and from 1 for people. */
export const squareName = ({ x, y }: Position): string => `row ${y + 1}, column ${x + 1}`;
