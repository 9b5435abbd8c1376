import { type Position, placeOf } from '@tic-tac-toe/domain/contracts';

/** Rows and columns count from 0 on the wire, and from 1 for people. */
export const squareName = ({ x, y }: Position): string => `row ${y + 1}, column ${x + 1}`;

const places = [
  ['top left', 'top', 'top right'],
  ['left', 'centre', 'right'],
  ['bottom left', 'bottom', 'bottom right'],
];

/** One of nine: a small board on the whole one, or a square on a small one. */
export const placeName = ({ x, y }: Position): string => places[y]?.[x] ?? '';

/** A square of an ultimate board, of which nobody wants to count the rows: by its small board, and its place in that. */
export function ultimateSquareName(position: Position): string {
  const { board, place } = placeOf(position);
  return `${placeName(place)} of the ${placeName(board)} board`;
}
