// Tic-tac-toe rules, shared by every server that does not bring its own engine.

const LINES = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];
const MARKS = ['X', 'O'];

export const newGame = (id) => ({ id, cells: Array(9).fill('.'), moves: 0, winner: null });

export const hasLine = (cells, mark) =>
  LINES.some(([a, b, c]) => cells[a] === mark && cells[b] === mark && cells[c] === mark);

/** Puts the mark of `seat` (0 = X, 1 = O) on `cell`, or throws. */
export function place(game, seat, cell) {
  if (game.winner) throw new Error('the game is over');
  if (game.moves % 2 !== seat) throw new Error('not your turn');
  if (game.cells[cell] !== '.') throw new Error('cell taken');
  const mark = MARKS[seat];
  game.cells[cell] = mark;
  game.moves++;
  if (hasLine(game.cells, mark)) game.winner = mark;
  else if (game.moves === 9) game.winner = 'draw';
}

/** What both players are sent after each move. */
export const snapshot = (game) => ({
  id: game.id,
  board: game.cells.join(''),
  moves: game.moves,
  winner: game.winner,
  over: game.winner !== null,
});

/** The event of the fan-out workload: about the size of a snapshot. */
export const fanoutEvent = (n) => ({
  id: 'fan-out-topic',
  n,
  board: 'XOX.O.X..',
  moves: 5,
  winner: null,
  over: false,
  at: Date.now(),
});
