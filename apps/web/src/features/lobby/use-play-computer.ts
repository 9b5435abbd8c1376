import { newId } from '@tic-tac-toe/api';
import { GameId, type Level, type RulesName } from '@tic-tac-toe/domain/contracts';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { gamePath } from '../game/game-path.ts';
import { sentenceFor } from '../problems/problems.ts';

/** Begins a game against the computer, and goes there. */
export function usePlayComputer(rules: RulesName) {
  const { client } = trpc.useUtils();
  const [, navigate] = useLocation();
  return useMutation({
    async mutationFn(level: Level) {
      const gameId = newId(GameId);
      await client.games.playComputer.mutate({ gameId, level, ...(rules !== 'classic' && { rules }) });
      return gameId;
    },
    onSuccess: (gameId) => navigate(gamePath(gameId)),
    onError: (error) => notify(sentenceFor(error)),
  });
}
