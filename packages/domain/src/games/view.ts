import type { DataOf, MessageOf } from '../kit/define/index.ts';
import type { games } from './contract.ts';
import type { GameEnded, GameStarted, MarkPlaced, WaitingForPlayerPlay } from './events.ts';
import {
  type Ended,
  type Game,
  type InProgress,
  lasting,
  rulesOf,
  type WaitingForPlayers,
  withDrawDeclined,
  withMarkBy,
  withoutOffer,
} from './game.ts';
import { rulesFor, rulesNamed } from './rules/rules.ts';
import { seatOf } from './seats.ts';

type Published = MessageOf<(typeof games.events)[keyof typeof games.events]>;
/** One published event of a game, as a subscription tells it. */
export type GameEvent = Published extends infer Event
  ? Event extends { readonly type: infer Type; readonly data: infer Data }
    ? { readonly type: Type; readonly data: Data }
    : never
  : never;

/**
 * Folds one published event into a copy of the game: the browser's copy stays the server's without asking
 * again. An event that does not concern the copy leaves it as it is, and so does any event of a game whose rules this
 * version does not know.
 */
export function evolve(game: Game, event: GameEvent): Game {
  if (rulesOf(game) === undefined) return game;
  switch (event.type) {
    case 'PlayerJoinedAGame':
      return game.stage === 'WaitingForPlayers' && game.players.length === 0
        ? { ...game, players: [event.data.player] }
        : game;
    case 'GameStarted':
      return game.stage === 'WaitingForPlayers' ? begun(game, event.data) : game;
    case 'MarkPlaced':
      return game.stage === 'InProgress' ? marked(game, event.data) : game;
    case 'BoardUpdated':
      return game.stage === 'InProgress' ? { ...game, board: event.data.board } : game;
    case 'WaitingForPlayerPlay':
      return game.stage === 'InProgress' ? withTurn(game, event.data) : game;
    case 'GameEnded':
      return game.stage === 'Ended' ? game : ended(game, event.data);
    case 'DrawOffered':
      return game.stage === 'InProgress'
        ? { ...game, draw: { by: event.data.player, declined: false } }
        : game;
    case 'DrawDeclined':
      return game.stage === 'InProgress' ? withDrawDeclined(game) : game;
    case 'RematchOffered':
      return game.stage === 'Ended' ? { ...game, rematchOfferedBy: event.data.player } : game;
    case 'RematchWithdrawn':
      return game.stage === 'Ended' ? withoutOffer(game) : game;
    case 'RematchStarted':
      return game.stage === 'Ended' ? { ...withoutOffer(game), rematch: event.data.rematch } : game;
    case 'GameCreated':
    case 'TurnTimeout':
    case 'ReactionSent':
    case 'GameErrorOccurred':
      return game;
    default:
      // Of a newer server: what it concerns is not in this copy.
      event satisfies never;
      return game;
  }
}

/** `WaitingForPlayerPlay` follows in the same commit, and sets the clock that is only provisional here. */
const begun = (
  waiting: WaitingForPlayers,
  { gameId, players, board, series }: DataOf<typeof GameStarted>,
): InProgress => ({
  stage: 'InProgress',
  gameId,
  players,
  board,
  turn: 1,
  playerId: players[0],
  timeout: 1,
  deadline: waiting.expiresAt,
  ...lasting(waiting),
  ...(series && { series }),
});

const marked = (game: InProgress, { x, y, player }: DataOf<typeof MarkPlaced>): InProgress => {
  const { board, players } = game;
  const marked = rulesFor(board).withMark(board, { x, y }, seatOf(players, player), players);
  return { ...withMarkBy(game, player), board: marked };
};

const withTurn = (
  game: InProgress,
  { playerId, turn, timeout, deadline }: DataOf<typeof WaitingForPlayerPlay>,
): InProgress => ({ ...game, playerId, turn, timeout, deadline });

const ended = (
  game: WaitingForPlayers | InProgress,
  { gameId, players, ...end }: DataOf<typeof GameEnded>,
): Ended => ({
  stage: 'Ended',
  gameId,
  players,
  board: game.stage === 'InProgress' ? game.board : rulesNamed(game.rules ?? 'classic').opening,
  ...lasting(game),
  ...end,
});
