import { type Position, placeOf } from '@tic-tac-toe/domain/contracts';
import { type PlainSentence, t } from '../../languages/t.ts';

/** Rows and columns count from 0 on the wire, and from 1 for people. */
export const squareName = ({ x, y }: Position): string =>
  t('row {row}, column {column}', { row: y + 1, column: x + 1 });

const places = [
  ['top left', 'top', 'top right'],
  ['left', 'centre', 'right'],
  ['bottom left', 'bottom', 'bottom right'],
] as const satisfies readonly (readonly PlainSentence[])[];

/** One of nine: a small board on the whole one, or a square on a small one. */
export const placeName = ({ x, y }: Position): string => {
  const name = places[y]?.[x];
  return name === undefined ? '' : t(name);
};

const boards = [
  ['top left board', 'top board', 'top right board'],
  ['left board', 'centre board', 'right board'],
  ['bottom left board', 'bottom board', 'bottom right board'],
] as const satisfies readonly (readonly PlainSentence[])[];

/** A small board on the whole one. */
export const boardName = ({ x, y }: Position): string => {
  const name = boards[y]?.[x];
  return name === undefined ? '' : t(name);
};

/** A square of an ultimate board, of which nobody wants to count the rows: by its small board, and its place in that. */
export function ultimateSquareName(position: Position): string {
  const { board, place } = placeOf(position);
  return t('{place} of the {board}', { place: placeName(place), board: boardName(board) });
}
