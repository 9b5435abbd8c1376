import { type ActorId, atHand, schedule, toInstant } from '../kit/define/index.ts';
import { GameEnded, GameStateReadyToBeCleaned, TurnTimeout, WaitingForPlayerPlay } from './events.ts';
import { type Ended, type InProgress, isPlayedByBoth, lasting } from './game.ts';
import type { GameId } from './ids.ts';
import { opponentOf } from './seats.ts';

/** How long what only a live game needs is kept after the end. */
const CLEANED_AFTER_MS = 10_000;

export const turnTimer = atHand((gameId: GameId) => `turn/${gameId}`);
export const waitingTimer = (gameId: GameId): string => `waiting/${gameId}`;
const cleaningTimer = (gameId: GameId): string => `cleaning/${gameId}`;

type BeforeTurn = Omit<InProgress, 'stage' | 'deadline'>;

/** A player's time begins: the state says until when, and the timer names the turn that it is set for. */
export function beginTurn(before: BeforeTurn, now: number) {
  const { gameId, turn, playerId, timeout } = before;
  const at = now + timeout;
  const deadline = toInstant(at);
  const next: InProgress = { ...before, stage: 'InProgress', deadline };
  return {
    next,
    effects: [
      WaitingForPlayerPlay({ gameId, playerId, turn, timeout, deadline }),
      schedule(TurnTimeout({ gameId, turn }), { key: turnTimer(gameId), at }),
    ],
  } as const;
}

export function endGame(
  game: Pick<Ended, 'gameId' | 'players' | 'board' | 'timePerTurn' | 'series'>,
  end: {
    readonly result: Ended['result'];
    readonly winner: ActorId | null;
    readonly reason: Ended['reason'];
    readonly cancelledBy?: ActorId;
  },
  now: number,
) {
  const { gameId, players, board } = game;
  const next: Ended = { stage: 'Ended', gameId, players, board, ...lasting(game), ...end };
  return {
    next,
    effects: [
      GameEnded({ gameId, players, ...end }),
      schedule(GameStateReadyToBeCleaned({ gameId }), {
        key: cleaningTimer(gameId),
        at: now + CLEANED_AFTER_MS,
      }),
    ],
  } as const;
}

/**
 * A player has lost without three in a row. As long as one of the two has yet to make a first mark, the game is aborted,
 * without points (DESIGN): so every win is of a game that both have played.
 */
export function loseGame(before: InProgress, loser: ActorId, reason: Ended['reason'], now: number) {
  const { players } = before;
  return isPlayedByBoth(before)
    ? endGame(before, { result: 'WIN', winner: opponentOf(players, loser), reason }, now)
    : endGame(before, { result: 'ABORTED', winner: null, reason }, now);
}
