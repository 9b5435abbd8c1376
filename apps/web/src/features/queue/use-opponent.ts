import { reasonOf } from '@tic-tac-toe/api';
import { skipToken } from '@tanstack/react-query';
import type { RulesName } from '@tic-tac-toe/domain/contracts';
import { useEffect, useEffectEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { noticeFeedEnded } from '../../api/client.ts';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { gamePath } from '../game/game-path.ts';
import { sentenceFor } from '../problems/problems.ts';

/**
 * Looks for somebody to play with, and goes to the game once one is found. The server forgets who loses the connection: whenever
 * listening begins, the page asks anew.
 */
export function useOpponent() {
  const [looking, setLooking] = useState<RulesName>();
  const [, navigate] = useLocation();
  const utils = trpc.useUtils();
  const leave = trpc.queue.leaveQueue.useMutation();
  const enter = trpc.queue.enterQueue.useMutation({
    onError: (error) => {
      // The connection was lost meanwhile: it is asked anew once that is back.
      if (reasonOf(error) === 'PLAYER_IS_NOT_ONLINE') return;
      setLooking(undefined);
      notify(sentenceFor(error));
      // The game that keeps me from another may have begun without my notice.
      void utils.games.getMyGames.invalidate();
    },
  });

  trpc.queue.events.useSubscription(looking ? {} : skipToken, {
    onError: noticeFeedEnded,
    onStarted: () => looking && enter.mutate({ rules: looking }),
    onData: ({ data: event }) => {
      if (event.type === 'OpponentFound') navigate(gamePath(event.data.gameId));
    },
  });

  const isLooking = looking !== undefined;
  const leaveQueue = useEffectEvent(() => leave.mutate({}));
  // Whoever stops, or leaves this page, is not to be found any more.
  useEffect(() => (isLooking ? () => leaveQueue() : undefined), [isLooking]);

  return { looking, look: setLooking, stop: () => setLooking(undefined) };
}

export type Opponent = ReturnType<typeof useOpponent>;
