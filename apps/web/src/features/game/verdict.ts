import type { Game, Position, UserId } from '@tic-tac-toe/domain/contracts';
import { completedLine } from '@tic-tac-toe/domain/contracts';
import { type Cast, nameOf, possessiveOf } from '../players/cast.ts';
import { countMarks, isSeated, playerToMove } from './seats.ts';

/** What stands over the board: the state of the game in a few words, and what follows from it. */
export interface Verdict {
  readonly headline: string;
  readonly detail: string;
  readonly tone: 'mine' | 'theirs' | 'good' | 'bad' | 'quiet';
}

/** @param isSending the reader's mark for this turn is on its way to the server */
export function verdictOf(game: Game, cast: Cast, isSending = false): Verdict {
  switch (game.stage) {
    case 'WaitingForPlayers':
      return waiting(game, cast);
    case 'InProgress':
      return inProgress(game, cast, isSending);
    case 'Ended':
      return ended(game, cast);
    default:
      return game satisfies never;
  }
}

function waiting(game: Extract<Game, { stage: 'WaitingForPlayers' }>, cast: Cast): Verdict {
  if (isSeated(game, cast.me)) {
    return { headline: 'Waiting for your opponent', detail: 'You play X, and go first.', tone: 'quiet' };
  }
  const [first] = game.players;
  return first === undefined
    ? { headline: 'Both seats are free', detail: 'Whoever sits down first plays X.', tone: 'quiet' }
    : {
        headline: 'One seat is free',
        detail: `${nameOf(cast, first)} plays X and is waiting.`,
        tone: 'quiet',
      };
}

function inProgress(game: Extract<Game, { stage: 'InProgress' }>, cast: Cast, isSending: boolean): Verdict {
  const player = playerToMove(game) ?? game.players.find((other) => other !== game.playerId) ?? game.playerId;
  const headline = `${possessiveOf(cast, player)} turn`;
  const mine = player === cast.me;
  const detail = isSeated(game, cast.me)
    ? mine
      ? whatToDo(isSending)
      : 'Your turn is next.'
    : 'You are watching.';
  return { headline, detail, tone: mine ? 'mine' : 'theirs' };
}

const whatToDo = (isSending: boolean): string =>
  isSending ? 'Your mark is on its way.' : 'Pick an empty square.';

function ended(game: Extract<Game, { stage: 'Ended' }>, cast: Cast): Verdict {
  if (game.result === 'DRAW') {
    return { headline: 'A draw', detail: 'Nine marks, and no three in a row.', tone: 'quiet' };
  }
  if (game.result === 'WIN' && game.winner !== null) return won(game, game.winner, cast);
  if (game.reason === 'NOBODY_CAME') {
    return { headline: 'Nobody came', detail: 'A game waits ten minutes for its players.', tone: 'quiet' };
  }
  return { headline: 'Called off', detail: calledOff(game, cast), tone: 'quiet' };
}

/** Before somebody's first mark there is none on the board, or the one of who plays first. */
function calledOff(game: Extract<Game, { stage: 'Ended' }>, cast: Cast): string {
  const late = game.players[countMarks(game.board)];
  if (late === undefined) return 'Nobody gets points.';
  const whose = late === cast.me ? 'your' : 'their';
  return `${nameOf(cast, late)} ran out of time before ${whose} first mark. Nobody gets points.`;
}

function won(game: Extract<Game, { stage: 'Ended' }>, winner: UserId, cast: Cast): Verdict {
  const loser = game.players.find((player) => player !== winner);
  const iWon = winner === cast.me;
  const headline = iWon ? 'You win' : isSeated(game, cast.me) ? 'You lose' : `${nameOf(cast, winner)} wins`;
  const tone = iWon ? 'good' : isSeated(game, cast.me) ? 'bad' : 'quiet';
  if (game.reason === 'TURN_TIMEOUT' && loser !== undefined) {
    return { headline, detail: `${nameOf(cast, loser)} ran out of time.`, tone };
  }
  return { headline, detail: `${nameOf(cast, winner)} got three in a row.`, tone };
}

/** The line to mark on the board; none for a win by time. */
export const winningLine = (game: Game): readonly Position[] | undefined =>
  game.stage === 'Ended' && game.winner !== null ? completedLine(game.board, game.winner) : undefined;
