import { type Game, isClassic, type Position, positionOf } from '@tic-tac-toe/domain/contracts';

/** What a digit means on the pad: 7 is top left, 5 the centre, 3 bottom right. Undefined for any other key. */
export function placeOnPad(key: string): Position | undefined {
  if (!/^[1-9]$/.test(key)) return undefined;
  const number = Number(key) - 1;
  return { x: number % 3, y: 2 - Math.floor(number / 3) };
}

/** A square to mark, or, on an ultimate board whose reply is free, the small board that the next digit is of. */
export type Meant = { readonly square: Position } | { readonly board: Position } | undefined;

/** @param chosen the small board that the digit before has named */
export function meantBy(key: string, game: Game, chosen: Position | undefined): Meant {
  const place = placeOnPad(key);
  if (!place || game.stage !== 'InProgress') return undefined;
  if (isClassic(game.board)) return { square: place };
  const board = game.board.next ?? chosen;
  return board ? { square: positionOf({ board, place }) } : { board: place };
}
