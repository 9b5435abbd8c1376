import {
  completedLine,
  type Ended,
  type Game,
  type InProgress,
  isClassic,
  marksOn,
  pointsFor,
  type Position,
  type UserId,
  type WaitingForPlayers,
} from '@tic-tac-toe/domain/contracts';
import { type Cast, told } from '../players/cast.ts';
import { isSeated, loserOf, nextToMove, opponentIn } from './seats.ts';
import { boardName } from './square-names.ts';
import { t } from '../../languages/t.ts';
import type { Rematch } from './use-rematch.ts';

/** What stands over the board: the state of the game in a few words, and what follows from it. */
export interface Verdict {
  readonly headline: string;
  readonly detail: string;
  readonly tone: 'mine' | 'theirs' | 'good' | 'bad' | 'quiet';
}

interface Known {
  /** The reader's mark for this turn is on its way to the server. */
  readonly isSending?: boolean;
  readonly rematch?: Rematch | undefined;
}

/** @param known what the game itself does not say */
export function verdictOf(game: Game, cast: Cast, { isSending = false, rematch }: Known = {}): Verdict {
  switch (game.stage) {
    case 'WaitingForPlayers':
      return waiting(game, cast);
    case 'InProgress':
      return inProgress(game, cast, isSending);
    case 'Ended':
      return ended(game, cast, rematch);
    default:
      return game satisfies never;
  }
}

function waiting(game: WaitingForPlayers, cast: Cast): Verdict {
  if (isSeated(game, cast.me)) {
    return {
      headline: t('Waiting for your opponent'),
      detail: t('You play X, and go first.'),
      tone: 'quiet',
    };
  }
  const [first] = game.players;
  return first === undefined
    ? { headline: t('Both seats are free'), detail: t('Whoever sits down first plays X.'), tone: 'quiet' }
    : {
        headline: t('{name} is waiting', { name: cast.aliasOf(first) }),
        detail: t('You are O.'),
        tone: 'quiet',
      };
}

function inProgress(game: InProgress, cast: Cast, isSending: boolean): Verdict {
  const player = nextToMove(game);
  const headline = told(cast, player, 'Your turn', '{name}’s turn');
  const mine = player === cast.me;
  const detail = isSeated(game, cast.me)
    ? isAskedForDraw(game, cast.me)
      ? t('{name} offers a draw.', { name: cast.aliasOf(game.draw.by) })
      : mine
        ? whatToDo(game, isSending)
        : t('Your turn is next.')
    : t('You are watching.');
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
  if (isSending) return t('Your mark is on its way.');
  if (isClassic(board)) return t('Pick an empty square.');
  return board.next
    ? t('Pick a square of the {board}.', { board: boardName(board.next) })
    : t('Pick a square of any open board.');
}

/** How the game came out, and under it why it ended, or what comes of it. */
function ended(game: Ended, cast: Cast, rematch: Rematch | undefined): Verdict {
  const news = newsOf(rematch) ?? rematchNews(game, cast);
  const andMe = game.rematchOfferedBy === cast.me ? ` ${t('Press again to take it back.')}` : '';
  return {
    ...outcomeOf(game, cast),
    detail: news ? `${news}${andMe}` : `${whyOver(game, cast)} ${myPoints(game, cast)}`.trim(),
  };
}

/** What a game does not know of its rematch. */
const newsOf = (rematch: Rematch | undefined): string | undefined => {
  if (rematch === 'called off') return t('The rematch was called off.');
  return rematch === 'over' ? '' : undefined;
};

/** Where a rematch is wanted, or has begun. */
export function rematchNews(game: Game, cast: Cast): string | undefined {
  if (game.stage !== 'Ended') return undefined;
  if (game.rematch !== undefined) return t('The rematch has begun.');
  const { rematchOfferedBy: player } = game;
  if (player === undefined) return undefined;
  if (player !== cast.me) return t('{name} wants a rematch.', { name: cast.aliasOf(player) });
  const opponent = opponentIn(game, player);
  return opponent && t('Waiting for {name}.', { name: cast.aliasOf(opponent) });
}

/** Somebody else wants a rematch of me. */
export const isAskedForRematch = (game: Game, me: UserId | null): boolean =>
  game.stage === 'Ended' &&
  isSeated(game, me) &&
  game.rematchOfferedBy !== undefined &&
  game.rematchOfferedBy !== me;

/** What I have got by it. */
function myPoints(game: Ended, { me }: Cast): string {
  const n = pointsFor(game);
  return game.winner === me && n > 0 ? t('+{n} points', { n }) : '';
}

function outcomeOf(game: Ended, cast: Cast): Pick<Verdict, 'headline' | 'tone'> {
  const { result, winner, reason } = game;
  if (winner !== null) {
    if (winner === cast.me) return { headline: t('You win'), tone: 'good' };
    return isSeated(game, cast.me)
      ? { headline: t('You lose'), tone: 'bad' }
      : { headline: t('{name} wins', { name: cast.aliasOf(winner) }), tone: 'quiet' };
  }
  if (result === 'DRAW') return { headline: t('A draw'), tone: 'quiet' };
  return { headline: reason === 'NOBODY_CAME' ? t('Nobody came') : t('Called off'), tone: 'quiet' };
}

function whyOver(game: Ended, cast: Cast): string {
  const { reason, winner, board, cancelledBy } = game;
  const loser = loserOf(game);
  switch (reason) {
    case 'THREE_IN_A_ROW':
      if (winner === null) return '';
      return isClassic(board)
        ? told(cast, winner, 'You got three in a row.', '{name} got three in a row.')
        : told(cast, winner, 'You got three boards in a row.', '{name} got three boards in a row.');
    case 'BOARD_FULL':
      return isClassic(board)
        ? t('Nine marks, and no three in a row.')
        : t('No board is left to play on, and no three in a row.');
    case 'DRAW_AGREED':
      return t('Both agreed on it.');
    case 'TURN_TIMEOUT':
      return loser === undefined
        ? tooLate(game, cast)
        : told(cast, loser, 'You ran out of time.', '{name} ran out of time.');
    case 'RESIGNED':
      return loser === undefined
        ? t('A player resigned before both had made a mark. Nobody gets points.')
        : told(cast, loser, 'You resigned.', '{name} resigned.');
    case 'ABANDONED':
      return loser === undefined
        ? t('A player was away for too long before both had made a mark. Nobody gets points.')
        : told(cast, loser, 'You were away for too long.', '{name} was away for too long.');
    case 'NOBODY_CAME':
      return t('A game waits ten minutes for its players.');
    case 'CANCELLED':
      return cancelledBy === undefined
        ? t('Its host called this game off.')
        : told(cast, cancelledBy, 'You called this game off.', '{name} called this game off.');
    default:
      // Of a newer server: the headline says how it came out.
      reason satisfies never;
      return '';
  }
}

/** Before somebody's first mark there is none on the board, or the one of who plays first. */
function tooLate(game: Ended, cast: Cast): string {
  const late = game.players[marksOn(game.board)];
  if (late === undefined) return t('Nobody gets points.');
  return told(
    cast,
    late,
    'You ran out of time before your first mark. Nobody gets points.',
    '{name} ran out of time before their first mark. Nobody gets points.',
  );
}

/** The line to mark on the board; none for a win by time. */
export const winningLine = (game: Game): readonly Position[] | undefined =>
  game.stage === 'Ended' && game.winner !== null && isClassic(game.board)
    ? completedLine(game.board, game.winner)
    : undefined;
