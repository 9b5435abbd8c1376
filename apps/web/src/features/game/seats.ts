import {
  type Ended,
  type Game,
  type InProgress,
  type Position,
  type Seat,
  type UserId,
  marksOn,
  takesMark,
} from '@tic-tac-toe/domain/contracts';

export type Mark = 'X' | 'O';

const marks = ['X', 'O'] as const;

/** The first to join plays first, and plays X. */
export const markOfSeat = (seat: Seat): Mark => marks[seat];

export function markOf(game: Game, player: UserId | null): Mark | undefined {
  return marks[game.players.findIndex((seated) => seated === player)];
}

/** Nobody is, who watches without an alias. */
export const isSeated = (game: Game, player: UserId | null): boolean =>
  game.players.some((seated) => seated === player);

export const opponentIn = (game: Game, me: UserId | null): UserId | undefined =>
  isSeated(game, me) ? game.players.find((player) => player !== me) : undefined;

/** Nobody where nobody has won. */
export const loserOf = ({ players, winner }: Pick<Ended, 'players' | 'winner'>): UserId | undefined =>
  winner === null ? undefined : players.find((player) => player !== winner);

/**
 * Whose move it is; nobody's in the moment between a mark and the news of the next turn: turn `n` is over
 * once there are `n` marks.
 */
export function playerToMove(game: Game): UserId | undefined {
  if (game.stage !== 'InProgress') return undefined;
  return marksOn(game.board) < game.turn ? game.playerId : undefined;
}

/** Whose turn it is, or is about to be where the news of it is still on its way. */
export const nextToMove = (game: InProgress): UserId =>
  playerToMove(game) ?? game.players.find((other) => other !== game.playerId) ?? game.playerId;

export const canMark = (game: Game, me: UserId | null, position: Position): boolean =>
  game.stage === 'InProgress' && playerToMove(game) === me && takesMark(game.board, position);

/** Who has made the last mark, and how many there are; undefined on an empty board. */
export function lastMarkIn({ players, board }: InProgress | Ended) {
  const number = marksOn(board);
  const by = number > 0 ? players[(number - 1) % 2] : undefined;
  return by && { by, number };
}
