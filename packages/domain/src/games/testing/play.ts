/** A game as tests tell it: `opening`, then moves as pairs of column and row, by turns. */
import { as } from '../../kit/testing/index.ts';
import { ann, bea, gameNumber } from '../../testing/people.ts';
import type { Reaction } from '../reaction.ts';
import type { ClassicBoard } from '../rules/tic-tac-toe.ts';
import { positionOf } from '../rules/ultimate.ts';
import {
  CancelGame,
  CreateGame,
  DeclineDraw,
  JoinGame,
  OfferDraw,
  OfferRematch,
  PlaceMark,
  Resign,
  SendReaction,
  WithdrawRematch,
} from '../commands.ts';

export const gameId = gameNumber(1);

export const create = as(ann, CreateGame({ gameId }));
export const annJoins = as(ann, JoinGame({ gameId }));
export const beaJoins = as(bea, JoinGame({ gameId }));

/** Ann plays first, since she joined first. */
export const opening = [create, annJoins, beaJoins] as const;

export const mark = (player: typeof ann, x: number, y: number) => as(player, PlaceMark({ gameId, x, y }));

export const ultimateOpening = [
  as(ann, CreateGame({ gameId, rules: 'ultimate' })),
  annJoins,
  beaJoins,
] as const;

const numbered = (digit: string | undefined) => ({ x: Number(digit) % 3, y: Math.floor(Number(digit) / 3) });

/** `cellOf('40')`: the first place of the board in the middle. Boards and places are numbered from 0 to 8, row by row. */
export const cellOf = ([board, place]: string) =>
  positionOf({ board: numbered(board), place: numbered(place) });

export const markIn = (player: typeof ann, told: string) => mark(player, cellOf(told).x, cellOf(told).y);

/** Ann and Bea mark these cells of an ultimate board by turns. */
export const ultimateMoves = (told: string) =>
  told.split(' ').map((cell, turn) => markIn(turn % 2 === 0 ? ann : bea, cell));

export const resigns = (player: typeof ann) => as(player, Resign({ gameId }));

export const offersDraw = (player: typeof ann) => as(player, OfferDraw({ gameId }));
export const declinesDraw = (player: typeof ann) => as(player, DeclineDraw({ gameId }));

export const reacts = (player: typeof ann, reaction: Reaction) =>
  as(player, SendReaction({ gameId, reaction }));
export const cancels = (player: typeof ann) => as(player, CancelGame({ gameId }));
export const wantsRematch = (player: typeof ann) => as(player, OfferRematch({ gameId }));
export const withdraws = (player: typeof ann) => as(player, WithdrawRematch({ gameId }));

type Cell = readonly [x: number, y: number];

/** Ann and Bea mark these cells by turns. */
export const moves = (...cells: readonly Cell[]) =>
  cells.map(([x, y], turn) => mark(turn % 2 === 0 ? ann : bea, x, y));

/** Ann needs only (2, 0) for the first row; Bea needs only (2, 1) for the second. */
export const annAboutToWin = moves([0, 0], [0, 1], [1, 0], [1, 1]);

/** Eight marks without a line; (2, 2) is left to Ann, and makes a draw. */
export const aboutToDraw = moves([0, 0], [1, 0], [2, 0], [1, 1], [1, 2], [2, 1], [0, 1], [0, 2]);

/** Eight marks without a line; (2, 2) is left to Ann, and completes her diagonal. */
export const annWinsWithTheLast = moves([0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1], [1, 2], [0, 2]);

/** `drawn('ab.', '...', '...')`: a and b for Ann and Bea. */
export function drawn(...rows: readonly [string, string, string]): ClassicBoard {
  const who: Readonly<Record<string, typeof ann>> = { a: ann, b: bea };
  return rows.map((row) => [...row].map((letter) => who[letter] ?? null)) as ClassicBoard;
}
