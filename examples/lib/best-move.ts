import {
  type ClassicBoard,
  cellAt,
  completedLine,
  type Players,
  type Position,
  type UserId,
  withMark,
} from '@tic-tac-toe/domain/contracts';

const cells: readonly Position[] = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x, y })));
const emptyCells = (board: ClassicBoard) => cells.filter((cell) => cellAt(board, cell) === null);

/** A move that gives the best result against perfect play; of several, any. Null where the game is over. */
export function bestMove(board: ClassicBoard, players: Players, player: UserId): Position | null {
  const opponent = player === players[0] ? players[1] : players[0];
  const rated = emptyCells(board).map((cell) => ({
    cell,
    value: -valueFor(withMark(board, cell, player), opponent, player),
  }));
  const best = Math.max(...rated.map(({ value }) => value));
  const choices = rated.filter(({ value }) => value === best);
  return choices[Math.floor(Math.random() * choices.length)]?.cell ?? null;
}

/** What a position is worth to whoever moves next: sooner wins are worth more, later losses cost less. */
function valueFor(board: ClassicBoard, player: UserId, opponent: UserId): number {
  const free = emptyCells(board);
  if (completedLine(board, opponent)) return -1 - free.length;
  if (free.length === 0) return 0;
  return Math.max(...free.map((cell) => -valueFor(withMark(board, cell, player), opponent, player)));
}
