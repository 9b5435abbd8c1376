import type { Players, Seat } from '../seats.ts';
import { cellAt, type Position, positions } from '../rules/grid.ts';
import { type Board, isClassic, rulesFor } from '../rules/rules.ts';
import { openBoards, positionOf } from '../rules/ultimate.ts';
import { bestOnClassic } from './best-classic.ts';
import { bestOnUltimate } from './best-ultimate.ts';
import type { Level } from './computer.ts';

/** A board at the turn of a seat. */
export interface Turn {
  readonly board: Board;
  readonly seat: Seat;
  readonly players: Players;
}

/** How many marks ahead a fair player looks on an ultimate board. */
const FAIR_DEPTH = 2;

/**
 * Where the computer makes its mark: one of those that are equally good to it. The same anywhere: on a server, in a
 * script, in a page.
 * @param random from 0 to 1, without 1
 */
export function choose(turn: Turn, level: Level, random: number): Position {
  const choices = choicesAt(turn, level);
  const chosen = choices[Math.floor(random * choices.length)];
  if (!chosen) throw new Error('There is no place for a mark: the game is over.');
  return chosen;
}

/** All the marks that a player of this level might make. */
export function choicesAt(turn: Turn, level: Level): readonly Position[] {
  const { board, seat, players } = turn;
  switch (level) {
    case 'easy':
      return freeOn(board);
    case 'fair':
      return isClassic(board) ? withAnEyeOnTheNext(turn) : bestOnUltimate(board, seat, FAIR_DEPTH);
    case 'perfect':
      return isClassic(board) ? bestOnClassic(board, players[seat]) : bestOnUltimate(board, seat);
  }
}

/** The cells that may be marked now. */
function freeOn(board: Board): readonly Position[] {
  if (isClassic(board)) return positions.filter((at) => cellAt(board, at) === null);
  const { refusal } = rulesFor(board);
  return openBoards(board)
    .flatMap((small) => positions.map((place) => positionOf({ board: small, place })))
    .filter((at) => refusal(board, at) === undefined);
}

/** Wins where it can, keeps the other from winning with the next mark, and else marks anything. */
function withAnEyeOnTheNext(turn: Turn): readonly Position[] {
  const free = freeOn(turn.board);
  const wins = free.filter((at) => hasWon(turn, at));
  if (wins.length > 0) return wins;
  const safe = free.filter((at) => {
    const reply = replyTo(turn, at);
    return !freeOn(reply.board).some((next) => hasWon(reply, next));
  });
  return safe.length > 0 ? safe : free;
}

function hasWon({ board, seat, players }: Turn, at: Position): boolean {
  const { withMark, verdict } = rulesFor(board);
  return verdict(withMark(board, at, seat, players), at, seat, players)?.result === 'WIN';
}

const replyTo = ({ board, seat, players }: Turn, at: Position): Turn => ({
  board: rulesFor(board).withMark(board, at, seat, players),
  seat: seat === 0 ? 1 : 0,
  players,
});
