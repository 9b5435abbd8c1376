import { type Game, type GameId, isAgainstComputer, type UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect } from 'react';
import { isSeated, playerToMove } from '../game/seats.ts';

interface Standing {
  readonly isMyTurn: boolean;
  /** Its board is what this page shows. */
  readonly isHere: boolean;
}

/** My running games, as far as this page knows of them. */
const standings = new Map<GameId, Standing>();
const listeners = new Set<() => void>();

function note(gameId: GameId, standing: Standing | null): void {
  if (standing) standings.set(gameId, standing);
  else standings.delete(gameId);
  for (const listener of listeners) listener();
}

export function followStandings(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Somebody waits for the reader's mark. */
export const isMyTurnSomewhere = (): boolean => [...standings.values()].some(({ isMyTurn }) => isMyTurn);

const isPlaying = (): boolean => [...standings.values()].some(({ isHere }) => isHere);

/** Calls `then` while no game of the reader's is played on this page: now, or when it is over. */
export function onceNotPlaying(then: () => void): void {
  if (!isPlaying()) return then();
  const unfollow = followStandings(() => {
    if (isPlaying()) return;
    unfollow();
    then();
  });
}

/** Keeps how a game stands for its player, while what calls this is shown. */
export function useStanding(game: Game, me: UserId | null, isHere: boolean): void {
  const { gameId } = game;
  const isMine = game.stage === 'InProgress' && isSeated(game, me);
  // The computer waits for nobody who has gone elsewhere.
  const isMyTurn = isMine && playerToMove(game) === me && (isHere || !isAgainstComputer(game));
  useEffect(() => note(gameId, isMine ? { isMyTurn, isHere } : null), [gameId, isMine, isMyTurn, isHere]);
  // Not between two turns: it would be over for a moment.
  useEffect(() => () => note(gameId, null), [gameId]);
}
