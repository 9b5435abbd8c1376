import type { GameEvent, RulesName, UserId } from '@tic-tac-toe/domain/contracts';
import type { AwaySince } from '../presence/away.ts';
import { type Cast, nameOf, possessiveOf } from '../players/cast.ts';
import { loserOf } from './seats.ts';
import { placeName, ultimateSquareName } from './square-names.ts';

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
    .map((player) => ({ position: `left ${player}`, text: `${cast.aliasOf(player)} has left.`, by: player }));

/** What each game calls its squares, and its ends. */
const words = {
  classic: { square: placeName, three: 'three', full: 'The board is full' },
  ultimate: { square: ultimateSquareName, three: 'three boards', full: 'No board is left to play on' },
} satisfies Record<RulesName, unknown>;
type Words = (typeof words)[RulesName];

function sentence(
  event: GameEvent,
  cast: Cast,
  { square, ...ends }: Words,
  turn: { readonly number: number; readonly player: UserId | null },
): string | null {
  switch (event.type) {
    case 'GameCreated':
      return `${nameOf(cast, event.data.host)} opened the game.`;
    case 'PlayerJoinedAGame':
      return `${nameOf(cast, event.data.player)} joined.`;
    case 'GameStarted':
      return `${nameOf(cast, event.data.players[0])} ${event.data.players[0] === cast.me ? 'begin' : 'begins'}.`;
    case 'MarkPlaced':
      return `${nameOf(cast, event.data.player)}: ${square(event.data)}.`;
    case 'TurnTimeout':
      return turn.player === null ? 'Time is up.' : `${possessiveOf(cast, turn.player)} time is up.`;
    case 'WaitingForPlayerPlay':
      // The same turn again: the server was away, and gives the time back.
      return event.data.turn === turn.number ? 'The clock was set back after an interruption.' : null;
    case 'GameEnded':
      return ending(event.data, cast, ends);
    case 'DrawOffered':
      return `${nameOf(cast, event.data.player)} ${event.data.player === cast.me ? 'offer' : 'offers'} a draw.`;
    case 'DrawDeclined':
      return `${nameOf(cast, event.data.player)} declined the draw.`;
    case 'RematchOffered':
      return `${nameOf(cast, event.data.player)} ${event.data.player === cast.me ? 'want' : 'wants'} a rematch.`;
    case 'RematchWithdrawn':
      return `${nameOf(cast, event.data.player)} took the offer back.`;
    case 'RematchStarted':
      return 'The rematch has begun.';
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
  { three, full }: Omit<Words, 'square'>,
): string {
  const { reason, winner, cancelledBy } = end;
  const loser = loserOf(end);
  const winnerName = winner === null ? 'Nobody' : nameOf(cast, winner);
  switch (reason) {
    case 'THREE_IN_A_ROW':
      return `${winnerName} won: ${three} in a row.`;
    case 'BOARD_FULL':
      return `${full}: a draw.`;
    case 'DRAW_AGREED':
      return 'Both agreed on a draw.';
    case 'TURN_TIMEOUT':
      return winner === null ? 'The game is called off, without points.' : `${winnerName} won on time.`;
    case 'RESIGNED':
      return loser === undefined
        ? 'A player resigned. The game is called off, without points.'
        : `${nameOf(cast, loser)} resigned.`;
    case 'ABANDONED':
      return loser === undefined
        ? 'A player was away for too long. The game is called off, without points.'
        : `${nameOf(cast, loser)} ${loser === cast.me ? 'were' : 'was'} away for too long.`;
    case 'NOBODY_CAME':
      return 'Nobody came. The game is over.';
    case 'CANCELLED':
      return `${cancelledBy === undefined ? 'Its host' : nameOf(cast, cancelledBy)} called the game off.`;
    default:
      // Of a newer server.
      reason satisfies never;
      return 'The game is over.';
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
