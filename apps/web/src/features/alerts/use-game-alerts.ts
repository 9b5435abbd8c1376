import type { Game, UserId } from '@tic-tac-toe/domain/contracts';
import { useEffect, useRef } from 'react';
import { isSeated, playerToMove } from '../game/seats.ts';
import { alert, type News } from './alerts.ts';
import { useStanding } from './standing.ts';

/** What a player of the game would want to be told of how it stands now. */
function newsOf(game: Game, me: UserId | null, title: string): News | null {
  const { gameId } = game;
  if (!isSeated(game, me)) return null;
  if (game.stage === 'Ended') return { id: `${gameId} end`, alert: 'end', title };
  return game.stage === 'InProgress' && playerToMove(game) === me
    ? { id: `${gameId} turn ${game.turn}`, alert: 'turn', title }
    : null;
}

/** Tells what becomes of a game while its page is open. How it stood at first is no news. */
export function useGameAlerts(game: Game, me: UserId | null, title: string): void {
  useStanding(game, me, true);
  const news = newsOf(game, me, title);
  const known = useRef(news?.id);
  useEffect(() => {
    if (news?.id === known.current) return;
    known.current = news?.id;
    if (news) alert(news);
  }, [news]);
}
