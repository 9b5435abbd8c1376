import { z } from 'zod';
import { ActorId, Instant } from '../kit/define/index.ts';
import { GameId } from './ids.ts';
import { Board, isRulesName, nameOn, RulesName } from './rules/rules.ts';
import { state } from './scope.ts';
import { Players } from './seats.ts';
import { Series } from './series.ts';
import { TimePerTurn } from './time-per-turn.ts';

export const GameResult = z.enum(['WIN', 'DRAW', 'ABORTED']);
export const GameEndReason = z.enum([
  'THREE_IN_A_ROW',
  'BOARD_FULL',
  'DRAW_AGREED',
  'TURN_TIMEOUT',
  'RESIGNED',
  'ABANDONED',
  'NOBODY_CAME',
  'CANCELLED',
]);

/**
 * Nobody, or one player, is seated. It ends by itself at `expiresAt`. `rules` is absent for a classic game, and `timePerTurn`, here and
 * later, for one that is played by the server's setting.
 */
export const WaitingForPlayers = z.object({
  stage: z.literal('WaitingForPlayers'),
  gameId: GameId,
  host: ActorId,
  players: z.array(ActorId).max(1),
  createdAt: Instant,
  expiresAt: Instant,
  rules: RulesName.exactOptional(),
  timePerTurn: TimePerTurn.exactOptional(),
});
export type WaitingForPlayers = z.output<typeof WaitingForPlayers>;

/** Who has offered a draw, and whether the other has said no; it stays until the next mark but one's own. */
export const DrawOffer = z.object({ by: ActorId, declined: z.boolean() });
export type DrawOffer = z.output<typeof DrawOffer>;

/** `turn` counts from 1; `playerId` has until `deadline`, by the server's clock, to move. */
export const InProgress = z.object({
  stage: z.literal('InProgress'),
  gameId: GameId,
  players: Players,
  board: Board,
  turn: z.number().int().min(1),
  playerId: ActorId,
  timeout: z.number().int().positive(),
  deadline: Instant,
  timePerTurn: TimePerTurn.exactOptional(),
  /** The games before this one, of which it is a rematch. */
  series: Series.exactOptional(),
  draw: DrawOffer.exactOptional(),
});
export type InProgress = z.output<typeof InProgress>;

export const Ended = z.object({
  stage: z.literal('Ended'),
  gameId: GameId,
  players: z.array(ActorId).max(2),
  board: Board,
  result: GameResult,
  winner: ActorId.nullable(),
  reason: GameEndReason,
  /** The host, where the reason is CANCELLED. */
  cancelledBy: ActorId.exactOptional(),
  /** The player who wants a rematch, and waits for the other to want it; absent where nobody does. */
  rematchOfferedBy: ActorId.exactOptional(),
  /** The game that both have gone on to. */
  rematch: GameId.exactOptional(),
  timePerTurn: TimePerTurn.exactOptional(),
  /** The games before this one. */
  series: Series.exactOptional(),
});
export type Ended = z.output<typeof Ended>;

/** A game is one of its stages, each with only its own fields. All of it is public to whoever may watch. */
export const Game = z.discriminatedUnion('stage', [WaitingForPlayers, InProgress, Ended]);
export type Game = z.output<typeof Game>;

/** What a game keeps from its beginning to its end, and on to its rematch. */
export const lasting = ({ timePerTurn, series }: Pick<Ended, 'timePerTurn' | 'series'>) => ({
  ...(timePerTurn !== undefined && { timePerTurn }),
  ...(series && { series }),
});

export const withDrawDeclined = (game: InProgress): InProgress =>
  game.draw ? { ...game, draw: { ...game.draw, declined: true } } : game;

/** A mark of the other's is an answer, too; one's own leaves an offer that waits for one. */
export function withMarkBy(game: InProgress, player: ActorId): InProgress {
  if (game.draw === undefined || (game.draw.by === player && !game.draw.declined)) return game;
  const { draw: _answered, ...rest } = game;
  return rest;
}

export const withoutOffer = ({ rematchOfferedBy: _offeredBy, ...rest }: Ended): Ended => rest;

/** Each turn before this one has left a mark: both have made one. */
export const isPlayedByBoth = ({ turn, players }: Pick<InProgress, 'turn' | 'players'>): boolean =>
  turn > players.length;

/** Undefined for rules that this version does not know: those of a newer server, in an answer that was not parsed. */
export function rulesOf(game: Game): RulesName | undefined {
  const name = game.stage === 'WaitingForPlayers' ? (game.rules ?? 'classic') : nameOn(game.board);
  return isRulesName(name) ? name : undefined;
}

/**
 * Those whose game it is while it lasts: the seated players and, until it starts, its host. Who has offered a rematch
 * has taken a seat of that one.
 */
const participants = (state: Game): readonly string[] => {
  switch (state.stage) {
    case 'WaitingForPlayers':
      return state.players.includes(state.host) ? state.players : [state.host, ...state.players];
    case 'InProgress':
      return state.players;
    case 'Ended':
      return state.rematchOfferedBy === undefined ? [] : [state.rematchOfferedBy];
  }
};

/** Who is asked for a rematch. That is no game of theirs yet. */
const asked = (state: Game): readonly string[] =>
  state.stage === 'Ended' && state.rematchOfferedBy !== undefined
    ? state.players.filter((player) => player !== state.rematchOfferedBy)
    : [];

export const game = state('game', Game, {
  version: 7,
  // Reasons of the end, rules, rematches, series, the time for a turn and draws were added: a game of before is as it was.
  upcasts: {
    1: (old: unknown) => old,
    2: (old: unknown) => old,
    3: (old: unknown) => old,
    4: (old: unknown) => old,
    5: (old: unknown) => old,
    6: (old: unknown) => old,
  },
  stages: ['WaitingForPlayers', 'InProgress', 'Ended'],
  indexes: { participant: participants, askedForRematch: asked },
});
