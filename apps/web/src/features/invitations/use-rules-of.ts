import { type GameId, type RulesName, rulesOf } from '@tic-tac-toe/domain/contracts';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';

/**
 * The rules of a game that I am invited to: an invitation names the game alone. Undefined until they are known. Asked for
 * by itself, since the game's own page would begin with a copy of before I sat down.
 */
export function useRulesOf(gameId: GameId): RulesName | undefined {
  const { client } = trpc.useUtils();
  const { data } = useQuery({
    queryKey: ['rules of', gameId],
    queryFn: async () => rulesOf((await client.games.getGame.query({ gameId })).game) ?? null,
    staleTime: Infinity,
  });
  return data ?? undefined;
}
