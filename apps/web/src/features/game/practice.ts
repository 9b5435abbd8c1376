/** Loaded by those who wait alone: it is a game, and a computer that plays it. */
import { choose } from '@tic-tac-toe/domain/computer';
import {
  computerOf,
  type Ended,
  type InProgress,
  type Position,
  type RulesName,
  rulesFor,
  rulesNamed,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { opponentIn } from './seats.ts';

export { practiceNews } from './practice-news.ts';

/** A game against the computer in this page alone, on the board of a game that still waits for its players. */
export interface Practice {
  readonly game: InProgress | Ended;
  /** Where the latest mark was made. */
  readonly latest?: Position;
}

export const begun = ({ gameId, expiresAt }: WaitingForPlayers, rules: RulesName, me: UserId): Practice => ({
  game: {
    stage: 'InProgress',
    gameId,
    players: [me, computerOf('fair')],
    board: rulesNamed(rules).opening,
    turn: 1,
    playerId: me,
    // No clock runs.
    timeout: 1,
    deadline: expiresAt,
  },
});

/** After a mark that nothing is against, by whose turn it is. */
export function marked(before: InProgress, at: Position): Practice {
  const { gameId, players, playerId, turn } = before;
  const rules = rulesFor(before.board);
  const seat = players[0] === playerId ? 0 : 1;
  const board = rules.withMark(before.board, at, seat, players);
  const verdict = rules.verdict(board, at, seat, players);
  if (verdict) {
    const winner = verdict.result === 'WIN' ? playerId : null;
    return { game: { stage: 'Ended', gameId, players, board, ...verdict, winner }, latest: at };
  }
  const next = opponentIn(before, playerId) ?? playerId;
  return { game: { ...before, board, turn: turn + 1, playerId: next }, latest: at };
}

/** After the computer's mark, whose turn it is. */
export function answered(before: InProgress, random: number): Practice {
  const { board, players, playerId } = before;
  const seat = players[0] === playerId ? 0 : 1;
  return marked(before, choose({ board, players, seat }, 'fair', random));
}
