import { type Game, type GameId, isGameId, type UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent } from 'react';
import { openChannel } from '../../api/tabs.ts';
import { isSeated } from './seats.ts';

/** Tabs of one player tell each other of games that they have come to: it may be their turn there, whichever tab is looked at. */
const tabs = openChannel('my games');

/** Tells the other tabs, while what calls this shows a game of the reader's. */
export function useToldTabs(game: Game, me: UserId | null): void {
  const { gameId } = game;
  const isMine = game.stage !== 'Ended' && isSeated(game, me);
  useEffect(() => {
    if (isMine) tabs?.postMessage(gameId);
  }, [gameId, isMine]);
}

/** Calls `onGame` with each game that another tab has come to. */
export function useOtherTabs(onGame: (gameId: GameId) => void): void {
  const hear = useEffectEvent(({ data }: MessageEvent<unknown>) => {
    // A tab may be of another edition.
    if (typeof data === 'string' && isGameId(data)) onGame(data);
  });
  useEffect(() => {
    const listen = (event: MessageEvent<unknown>) => hear(event);
    tabs?.addEventListener('message', listen);
    return () => tabs?.removeEventListener('message', listen);
  }, []);
}
