import {
  cellAt,
  type Game,
  isClassic,
  isFull,
  isOpenForNext,
  type Position,
  type Seat,
  type UltimateBoard,
  winnerOf,
  winningBoards,
} from '@tic-tac-toe/domain/contracts';
import { isAt } from './is-at.ts';

/** How one of the nine small boards is drawn. */
export interface SmallBoardLook {
  readonly at: Position;
  /** It takes the next mark. */
  readonly isLit: boolean;
  readonly winner: Seat | null;
  /** Won, or full without a winner: it takes no more marks, and what is on its squares matters no more. */
  readonly isDecided: boolean;
  /** The game was won with it. */
  readonly isInLine: boolean;
  /** The game was won with others. */
  readonly isFaded: boolean;
}

const lanes = [0, 1, 2];
const places: readonly Position[] = lanes.flatMap((y) => lanes.map((x) => ({ x, y })));

/** The board of a game by ultimate rules; none before it has started. */
export const ultimateBoardOf = (game: Game): UltimateBoard | undefined =>
  game.stage === 'WaitingForPlayers' || isClassic(game.board) ? undefined : game.board;

/** The three small boards in a row that have won the game. */
export function winningBoardsOf(game: Game): readonly Position[] | undefined {
  const board = ultimateBoardOf(game);
  return board && game.stage === 'Ended' ? winningBoards(board) : undefined;
}

/** The nine small boards, row by row. */
export function smallBoardsOf(game: Game): readonly SmallBoardLook[] {
  const board = ultimateBoardOf(game);
  const line = winningBoardsOf(game);
  return places.map((at) => {
    const cells = board && cellAt(board.boards, at);
    const winner = cells ? winnerOf(cells) : null;
    const isInLine = line?.some((small) => isAt(small, at)) ?? false;
    return {
      at,
      isLit: board !== undefined && game.stage === 'InProgress' && isOpenForNext(board, at),
      winner,
      isDecided: winner !== null || (cells !== undefined && isFull(cells)),
      isInLine,
      isFaded: line !== undefined && !isInLine,
    };
  });
}
