import {
  completedLine,
  type Ended,
  type Game,
  type InProgress,
  isClassic,
  marksOn,
  type Position,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type Cast, nameOf, possessiveOf } from '../players/cast.ts';
import { isSeated, loserOf, opponentIn, playerToMove } from './seats.ts';
import { placeName } from './square-names.ts';

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

function waiting(game: WaitingForPlayers, cast: Cast): Verdict {
  if (isSeated(game, cast.me)) {
    return { headline: 'Waiting for your opponent', detail: 'You play X, and go first.', tone: 'quiet' };
  }
  const [first] = game.players;
  return first === undefined
    ? { headline: 'Both seats are free', detail: 'Whoever sits down first plays X.', tone: 'quiet' }
    : {
        headline: `${nameOf(cast, first)} is waiting`,
        detail: 'You are O.',
        tone: 'quiet',
      };
}

function inProgress(game: InProgress, cast: Cast, isSending: boolean): Verdict {
  const player = playerToMove(game) ?? game.players.find((other) => other !== game.playerId) ?? game.playerId;
  const headline = `${possessiveOf(cast, player)} turn`;
  const mine = player === cast.me;
  const detail = isSeated(game, cast.me)
    ? isAskedForDraw(game, cast.me)
      ? `${nameOf(cast, game.draw.by)} offers a draw.`
      : mine
        ? whatToDo(game, isSending)
        : 'Your turn is next.'
    : 'You are watching.';
  return { headline, detail, tone: mine ? 'mine' : 'theirs' };
}

type AskedForDraw = InProgress & { readonly draw: NonNullable<InProgress['draw']> };

/** The other offers a draw, and waits for me. */
export const isAskedForDraw = (game: Game, me: UserId | null): game is AskedForDraw =>
  game.stage === 'InProgress' &&
  game.draw !== undefined &&
  !game.draw.declined &&
  game.draw.by !== me &&
  isSeated(game, me);

function whatToDo({ board }: InProgress, isSending: boolean): string {
  if (isSending) return 'Your mark is on its way.';
  if (isClassic(board)) return 'Pick an empty square.';
  return board.next
    ? `Pick a square of the ${placeName(board.next)} board.`
    : 'Pick a square of any open board.';
}

/** How the game came out, and under it why it ended, or what comes of it. */
function ended(game: Ended, cast: Cast): Verdict {
  const news = rematchNews(game, cast);
  const andMe = game.rematchOfferedBy === cast.me ? ' Press again to take it back.' : '';
  return { ...outcomeOf(game, cast), detail: news ? `${news}${andMe}` : whyOver(game, cast) };
}

/** Where a rematch is wanted, or has begun. */
export function rematchNews(game: Game, cast: Cast): string | undefined {
  if (game.stage !== 'Ended') return undefined;
  if (game.rematch !== undefined) return 'The rematch has begun.';
  const { rematchOfferedBy: player } = game;
  if (player === undefined) return undefined;
  if (player !== cast.me) return `${nameOf(cast, player)} wants a rematch.`;
  const opponent = opponentIn(game, player);
  return opponent && `Waiting for ${nameOf(cast, opponent)}.`;
}

/** Somebody else wants a rematch of me. */
export const isAskedForRematch = (game: Game, me: UserId | null): boolean =>
  game.stage === 'Ended' &&
  isSeated(game, me) &&
  game.rematchOfferedBy !== undefined &&
  game.rematchOfferedBy !== me;

function outcomeOf(game: Ended, cast: Cast): Pick<Verdict, 'headline' | 'tone'> {
  const { result, winner, reason } = game;
  if (winner !== null) {
    if (winner === cast.me) return { headline: 'You win', tone: 'good' };
    return isSeated(game, cast.me)
      ? { headline: 'You lose', tone: 'bad' }
      : { headline: `${nameOf(cast, winner)} wins`, tone: 'quiet' };
  }
  if (result === 'DRAW') return { headline: 'A draw', tone: 'quiet' };
  return { headline: reason === 'NOBODY_CAME' ? 'Nobody came' : 'Called off', tone: 'quiet' };
}

function whyOver(game: Ended, cast: Cast): string {
  const { reason, winner, board, cancelledBy } = game;
  const loser = loserOf(game);
  switch (reason) {
    case 'THREE_IN_A_ROW': {
      const three = isClassic(board) ? 'three' : 'three boards';
      return `${winner === null ? 'Nobody' : nameOf(cast, winner)} got ${three} in a row.`;
    }
    case 'BOARD_FULL':
      return isClassic(board)
        ? 'Nine marks, and no three in a row.'
        : 'No board is left to play on, and no three in a row.';
    case 'DRAW_AGREED':
      return 'Both agreed on it.';
    case 'TURN_TIMEOUT':
      return loser === undefined ? tooLate(game, cast) : `${nameOf(cast, loser)} ran out of time.`;
    case 'RESIGNED':
      return loser === undefined
        ? 'A player resigned before both had made a mark. Nobody gets points.'
        : `${nameOf(cast, loser)} resigned.`;
    case 'ABANDONED':
      return loser === undefined
        ? 'A player was away for too long before both had made a mark. Nobody gets points.'
        : `${nameOf(cast, loser)} ${loser === cast.me ? 'were' : 'was'} away for too long.`;
    case 'NOBODY_CAME':
      return 'A game waits ten minutes for its players.';
    case 'CANCELLED':
      return `${cancelledBy === undefined ? 'Its host' : nameOf(cast, cancelledBy)} called this game off.`;
    default:
      // Of a newer server: the headline says how it came out.
      reason satisfies never;
      return '';
  }
}

/** Before somebody's first mark there is none on the board, or the one of who plays first. */
function tooLate(game: Ended, cast: Cast): string {
  const late = game.players[marksOn(game.board)];
  if (late === undefined) return 'Nobody gets points.';
  const whose = late === cast.me ? 'your' : 'their';
  return `${nameOf(cast, late)} ran out of time before ${whose} first mark. Nobody gets points.`;
}

/** The line to mark on the board; none for a win by time. */
export const winningLine = (game: Game): readonly Position[] | undefined =>
  game.stage === 'Ended' && game.winner !== null && isClassic(game.board)
    ? completedLine(game.board, game.winner)
    : undefined;
