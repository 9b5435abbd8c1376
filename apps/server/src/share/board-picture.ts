import {
  type Board,
  completedLine,
  type Game,
  type Grid,
  isClassic,
  type Position,
  rulesOf,
  type Seat,
  type UltimateBoard,
  winnerOf,
  winningBoards,
} from '@tic-tac-toe/domain/contracts';
import { colours, mark, placed, rules, stroke } from './strokes.ts';

/* As large as pages that show links ask for. There are no letters in it: no font has to know every name there is. */
export const WIDTH = 1_200;
export const HEIGHT = 630;

const SHEET = { x: 618, y: 54, side: 522 } as const;
const BOARD = { x: 644, y: 80, side: 470 } as const;

type Cells = Grid<Seat | null>;

/** A game of nobody's, for the product itself. */
const sample: Cells = [
  [0, 1, null],
  [1, 0, null],
  [null, null, 0],
];

const each = <Cell>(grid: Grid<Cell>, draw: (cell: Cell, at: Position, index: number) => string): string =>
  grid.flatMap((row, y) => row.map((cell, x) => draw(cell, { x, y }, 3 * y + x))).join('');

const marksIn = (cells: Cells, width: number): string =>
  each(cells, (seat, { x, y }, index) =>
    seat === null ? '' : placed((x * 100) / 3, (y * 100) / 3, 100 / 3, mark(seat, index, width)),
  );

/** The highlighter over three in a row: from before the first one's middle to behind the last one's. */
function swipe([from, , to]: readonly Position[]): string {
  if (!from || !to) return '';
  const middle = (at: number) => (at * 100) / 3 + 100 / 6;
  const beyond = (a: number, b: number) => middle(b) + Math.sign(b - a) * 12;
  const [start, end] = [
    [beyond(to.x, from.x), beyond(to.y, from.y)],
    [beyond(from.x, to.x), beyond(from.y, to.y)],
  ];
  return stroke(`M${start.join(' ')}L${end.join(' ')}`, colours.marker, 19, 'butt');
}

const lineIn = (cells: Cells): readonly Position[] =>
  completedLine(cells, 0) ?? completedLine(cells, 1) ?? [];

const classic = (cells: Cells, isOver: boolean): string =>
  `${isOver ? swipe(lineIn(cells)) : ''}${rules(colours.ink, 1.7)}${marksIn(cells, 11)}`;

/** Small boards that are won carry the mark of their winner, as large as they are. */
function ultimate(board: UltimateBoard, isOver: boolean): string {
  const small = each(board.boards, (cells, { x, y }, index) => {
    const winner = winnerOf(cells);
    const inside = `${rules(winner === null ? colours.edge : colours.line, 1.4)}${winner === null ? marksIn(cells, 12) : mark(winner, index, 9)}`;
    return placed((x * 100) / 3 + 3.6, (y * 100) / 3 + 3.6, 100 / 3 - 7.2, inside);
  });
  return `${isOver ? swipe(winningBoards(board) ?? []) : ''}${rules(colours.ink, 1.7)}${small}`;
}

function drawn(board: Board, players: readonly string[], isOver: boolean): string {
  if (!isClassic(board)) return ultimate(board, isOver);
  const seatOf = (player: string | null): Seat | null =>
    player === null ? null : player === players[0] ? 0 : 1;
  const [a, b, c] = board;
  const row = ([x, y, z]: (typeof board)[number]): Cells[number] => [seatOf(x), seatOf(y), seatOf(z)];
  return classic([row(a), row(b), row(c)], isOver);
}

const empty: Cells = [
  [null, null, null],
  [null, null, null],
  [null, null, null],
];

function boardOf(game: Game | null): string {
  if (game === null) return classic(sample, true);
  if (game.stage !== 'WaitingForPlayers') return drawn(game.board, game.players, game.stage === 'Ended');
  return rulesOf(game) === 'ultimate'
    ? ultimate(
        {
          rules: 'ultimate',
          boards: [
            [empty, empty, empty],
            [empty, empty, empty],
            [empty, empty, empty],
          ],
          next: null,
        },
        false,
      )
    : classic(empty, false);
}

/** Who is marked as the one who has won, or is to move. */
function chosen(game: Game | null): Seat | null {
  const player = game?.stage === 'InProgress' ? game.playerId : game?.stage === 'Ended' ? game.winner : null;
  return player == null ? null : game?.players[0] === player ? 0 : 1;
}

/** X and O, as large as they are in the name of the game; a seat that is free is drawn in pencil. */
function seats(game: Game | null): string {
  const seat = chosen(game);
  const isOver = game?.stage === 'Ended';
  const one = (which: Seat): string => {
    const isFree = game?.stage === 'WaitingForPlayers' && game.players.length <= which;
    const sign = mark(which, which, 14, isFree ? colours.line : undefined);
    if (seat !== which) return sign;
    return isOver
      ? `${stroke('M8 52L92 47', colours.marker, 62, 'butt')}${sign}`
      : `${sign}${stroke('M26 97C42 95 58 96 75 94.5', colours.ink, 5)}`;
  };
  return `${placed(66, 188, 254, one(0))}${placed(322, 188, 254, one(1))}`;
}

function squares(): string {
  const across = Array.from({ length: 15 }, (_, n) => `M0 ${n * 42 + 21}H${WIDTH}`);
  const down = Array.from({ length: 29 }, (_, n) => `M${n * 42 + 12} 0V${HEIGHT}`);
  return stroke([...across, ...down].join(''), colours.faint, 2);
}

/** The board of a game as it is now, as SVG; of the product where there is no game. */
export const pictureOf = (game: Game | null): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
  `<rect width="${WIDTH}" height="${HEIGHT}" fill="${colours.paper}"/>${squares()}` +
  `<rect x="${SHEET.x}" y="${SHEET.y}" width="${SHEET.side}" height="${SHEET.side}" rx="28" fill="${colours.sheet}" stroke="${colours.line}" stroke-width="3"/>` +
  `${placed(BOARD.x, BOARD.y, BOARD.side, boardOf(game))}${seats(game)}</svg>`;
