import { z } from 'zod';
import { ActorId, Instant } from '../kit/define/index.ts';
import { GameEndReason, GameResult } from './game.ts';
import { GameId } from './ids.ts';
import { Reaction } from './reaction.ts';
import { Board, Coordinate, RulesName } from './rules/rules.ts';
import { event } from './scope.ts';
import { Players } from './seats.ts';
import { Series } from './series.ts';
import { TimePerTurn } from './time-per-turn.ts';

/** Rules were added to the classic ones: what was told of before is as it was. */
const beforeRules = { version: 2, upcasts: { 1: (old: unknown) => old } } as const;

/** Then the time for a turn, and series: the same of these. */
const beforeSeries = { version: 3, upcasts: { 1: (old: unknown) => old, 2: (old: unknown) => old } } as const;

/** `rules` is absent for a classic game, `timePerTurn` for one by the server's setting. */
export const GameCreated = event(
  'GameCreated',
  z.object({
    gameId: GameId,
    host: ActorId,
    createdAt: Instant,
    expiresAt: Instant,
    rules: RulesName.exactOptional(),
    timePerTurn: TimePerTurn.exactOptional(),
  }),
  beforeSeries,
);

export const PlayerJoinedAGame = event('PlayerJoinedAGame', z.object({ gameId: GameId, player: ActorId }));

/** `series` are the games before this one, where it is a rematch. */
export const GameStarted = event(
  'GameStarted',
  z.object({ gameId: GameId, players: Players, board: Board, series: Series.exactOptional() }),
  beforeSeries,
);

/** `timeout` in milliseconds; `deadline` is when the server's clock ends the turn. `turn` counts from 1. */
export const WaitingForPlayerPlay = event(
  'WaitingForPlayerPlay',
  z.object({
    gameId: GameId,
    playerId: ActorId,
    turn: z.number().int().min(1),
    timeout: z.number().int().positive(),
    deadline: Instant,
  }),
);

/** `x` is the column and `y` the row of the whole board, both from 0. */
export const MarkPlaced = event(
  'MarkPlaced',
  z.object({ gameId: GameId, player: ActorId, x: Coordinate, y: Coordinate }),
  beforeRules,
);

export const BoardUpdated = event('BoardUpdated', z.object({ gameId: GameId, board: Board }), beforeRules);

/**
 * `winner` is null unless `result` is WIN. `players` are those who were seated, in order of play. `cancelledBy` is the host, where the
 * reason is CANCELLED.
 */
export const GameEnded = event(
  'GameEnded',
  z.object({
    gameId: GameId,
    players: z.array(ActorId).max(2),
    result: GameResult,
    winner: ActorId.nullable(),
    reason: GameEndReason,
    cancelledBy: ActorId.exactOptional(),
  }),
  // Reasons were added, one by one: an end of before is as it was.
  {
    version: 5,
    upcasts: {
      1: (old: unknown) => old,
      2: (old: unknown) => old,
      3: (old: unknown) => old,
      4: (old: unknown) => old,
    },
  },
);

/** The turn that a timer was set for has run out of time. */
export const TurnTimeout = event('TurnTimeout', z.object({ gameId: GameId, turn: z.number().int().min(1) }));

export const RematchOffered = event(
  'RematchOffered',
  z.object({ gameId: GameId, player: ActorId, opponent: ActorId }),
);

/** By who had offered it, or by time: an offer waits as long as an open game. */
export const RematchWithdrawn = event('RematchWithdrawn', z.object({ gameId: GameId, player: ActorId }));

/** Who wants a draw, and asks the other. */
export const DrawOffered = event('DrawOffered', z.object({ gameId: GameId, player: ActorId }));

/** By whom it was offered to. */
export const DrawDeclined = event('DrawDeclined', z.object({ gameId: GameId, player: ActorId }));

/** Both want it: the game `rematch` has begun, with `players` in its order of play, and all of it as in the game before. */
export const RematchStarted = event(
  'RematchStarted',
  z.object({
    gameId: GameId,
    rematch: GameId,
    offeredBy: ActorId,
    players: Players,
    rules: RulesName.exactOptional(),
    timePerTurn: TimePerTurn.exactOptional(),
    series: Series.exactOptional(),
  }),
  { version: 2, upcasts: { 1: (old: unknown) => old } },
);

/** Told to who is here, at whichever server, and not kept: it is of the moment. */
export const ReactionSent = event(
  'ReactionSent',
  z.object({ gameId: GameId, player: ActorId, reaction: Reaction }),
  { live: true, acrossServers: true },
);

/**
 * Told to the player who was refused, and to nobody else; not kept, since a rejection changes nothing. At the server that has refused:
 * the command came from there.
 */
export const GameErrorOccurred = event(
  'GameErrorOccurred',
  z.object({ gameId: GameId, player: ActorId, reason: z.string() }),
  { live: true, audience: ({ player }) => [player] },
);

/* Heard inside the domain only. */

/** The computer has thought about its turn long enough. */
export const ComputerToMove = event(
  'ComputerToMove',
  z.object({ gameId: GameId, turn: z.number().int().min(1) }),
);

/** A game has waited for players long enough. */
export const GameWaitedTooLong = event('GameWaitedTooLong', z.object({ gameId: GameId }));

/** A player has sent no reaction for so long that none counts any more. */
export const ReactionsForgotten = event('ReactionsForgotten', z.object({ gameId: GameId, player: ActorId }), {
  live: true,
});

/** An offer of a rematch has waited long enough. */
export const RematchOfferLapsed = event('RematchOfferLapsed', z.object({ gameId: GameId }));

/** Ten seconds after the end: what only a live game needs may go. */
export const GameStateReadyToBeCleaned = event('GameStateReadyToBeCleaned', z.object({ gameId: GameId }));
