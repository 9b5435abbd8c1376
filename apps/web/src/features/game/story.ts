import type { GameEvent, RulesName, UserId } from '@tic-tac-toe/domain/contracts';
import type { AwaySince } from '../presence/away.ts';
import { type Cast, told } from '../players/cast.ts';
import { loserOf } from './seats.ts';
import { placeName, ultimateSquareName } from './square-names.ts';
import { t } from '../../languages/t.ts';

/** One line of a game's log. */
export interface Line {
  /** Its event's; tells lines apart. */
  readonly position: number | string;
  readonly text: string;
  /** Whose doing it was: its mark stands beside the line. */
  readonly by: UserId | null;
}

/** An event as it arrived, at its place in the server's log. */
export interface Received {
  readonly position: number;
  readonly event: GameEvent;
}

/** The game so far, in sentences: what the players did and what came of it, without the bookkeeping. */
export function storyOf(received: readonly Received[], cast: Cast, rules: RulesName): readonly Line[] {
  let turn = { number: 0, player: null as UserId | null };
  return received.flatMap(({ position, event }) => {
    const text = sentence(event, cast, words[rules], turn);
    if (event.type === 'WaitingForPlayerPlay')
      turn = { number: event.data.turn, player: event.data.playerId };
    return text === null ? [] : [{ position, text, by: doerOf(event) }];
  });
}

/** What was done with one of the marks, which count from 1. */
export function sentenceForMark(
  received: readonly Received[],
  move: number,
  cast: Cast,
  rules: RulesName,
): string {
  const marks = received.filter(({ event }) => event.type === 'MarkPlaced');
  return storyOf(marks.slice(move - 1, move), cast, rules)[0]?.text ?? '';
}

/**
 * Who has signed out, as the last lines of the story: that is how things stand, whatever else has happened since. No
 * event of the game's says so.
 */
export const departures = (
  players: readonly UserId[],
  away: ReadonlyMap<UserId, AwaySince>,
  cast: Cast,
): readonly Line[] =>
  players
    .filter((player) => away.get(player) === 'left')
    .map((player) => ({
      position: `left ${player}`,
      text: t('{name} has left.', { name: cast.aliasOf(player) }),
      by: player,
    }));

/** What each game calls its squares, and its ends. */
const words = {
  classic: {
    square: placeName,
    youWon: 'You won: three in a row.',
    otherWon: '{name} won: three in a row.',
    full: 'The board is full: a draw.',
  },
  ultimate: {
    square: ultimateSquareName,
    youWon: 'You won: three boards in a row.',
    otherWon: '{name} won: three boards in a row.',
    full: 'No board is left to play on: a draw.',
  },
} as const satisfies Record<RulesName, unknown>;
type Words = (typeof words)[RulesName];

function sentence(
  event: GameEvent,
  cast: Cast,
  { square, ...ends }: Words,
  turn: { readonly number: number; readonly player: UserId | null },
): string | null {
  switch (event.type) {
    case 'GameCreated':
      return told(cast, event.data.host, 'You opened the game.', '{name} opened the game.');
    case 'PlayerJoinedAGame':
      return told(cast, event.data.player, 'You joined.', '{name} joined.');
    case 'GameStarted':
      return told(cast, event.data.players[0], 'You begin.', '{name} begins.');
    case 'MarkPlaced':
      return event.data.player === cast.me
        ? t('You: {square}.', { square: square(event.data) })
        : t('{name}: {square}.', { name: cast.aliasOf(event.data.player), square: square(event.data) });
    case 'TurnTimeout':
      return turn.player === null
        ? t('Time is up.')
        : told(cast, turn.player, 'Your time is up.', '{name}’s time is up.');
    case 'WaitingForPlayerPlay':
      // The same turn again: the server was away, and gives the time back.
      return event.data.turn === turn.number ? t('The clock was set back after an interruption.') : null;
    case 'GameEnded':
      return ending(event.data, cast, ends);
    case 'DrawOffered':
      return told(cast, event.data.player, 'You offer a draw.', '{name} offers a draw.');
    case 'DrawDeclined':
      return told(cast, event.data.player, 'You declined the draw.', '{name} declined the draw.');
    case 'RematchOffered':
      return told(cast, event.data.player, 'You want a rematch.', '{name} wants a rematch.');
    case 'RematchWithdrawn':
      return told(cast, event.data.player, 'You took the offer back.', '{name} took the offer back.');
    case 'RematchStarted':
      return t('The rematch has begun.');
    case 'BoardUpdated':
    case 'ReactionSent':
    case 'GameErrorOccurred':
      return null;
    default:
      // Of a newer server: nothing that this page has words for.
      event satisfies never;
      return null;
  }
}

function ending(
  end: Extract<GameEvent, { type: 'GameEnded' }>['data'],
  cast: Cast,
  { youWon, otherWon, full }: Omit<Words, 'square'>,
): string {
  const { reason, winner, cancelledBy } = end;
  const loser = loserOf(end);
  switch (reason) {
    case 'THREE_IN_A_ROW':
      return winner === null ? '' : told(cast, winner, youWon, otherWon);
    case 'BOARD_FULL':
      return t(full);
    case 'DRAW_AGREED':
      return t('Both agreed on a draw.');
    case 'TURN_TIMEOUT':
      return winner === null
        ? t('The game is called off, without points.')
        : told(cast, winner, 'You won on time.', '{name} won on time.');
    case 'RESIGNED':
      return loser === undefined
        ? t('A player resigned. The game is called off, without points.')
        : told(cast, loser, 'You resigned.', '{name} resigned.');
    case 'ABANDONED':
      return loser === undefined
        ? t('A player was away for too long. The game is called off, without points.')
        : told(cast, loser, 'You were away for too long.', '{name} was away for too long.');
    case 'NOBODY_CAME':
      return t('Nobody came. The game is over.');
    case 'CANCELLED':
      return cancelledBy === undefined
        ? t('Its host called the game off.')
        : told(cast, cancelledBy, 'You called the game off.', '{name} called the game off.');
    default:
      // Of a newer server.
      reason satisfies never;
      return t('The game is over.');
  }
}

const isLosersDoing = (reason: string): boolean => reason === 'RESIGNED' || reason === 'ABANDONED';

const doerOf = (event: GameEvent): UserId | null => {
  switch (event.type) {
    case 'PlayerJoinedAGame':
    case 'MarkPlaced':
    case 'DrawOffered':
    case 'DrawDeclined':
    case 'RematchOffered':
    case 'RematchWithdrawn':
      return event.data.player;
    case 'GameEnded':
      return (isLosersDoing(event.data.reason) ? loserOf(event.data) : event.data.winner) ?? null;
    default:
      return null;
  }
};
