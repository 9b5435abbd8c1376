import { keepPreviousData } from '@tanstack/react-query';
import type { GameId, UserId } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';

/** Games begin and end all the time, and nobody waits for that: no feed tells of it. */
export const ASKED_EVERY_MS = 5_000;

/** As many as the server answers for. */
const MAX_ASKED_FOR = 200;

/** Who of these plays, and what. */
export function usePlaying(ids: readonly UserId[]): ReadonlyMap<UserId, GameId> {
  const { data } = trpc.games.getRunningGames.useQuery(
    { among: ids.slice(0, MAX_ASKED_FOR) },
    {
      refetchInterval: ASKED_EVERY_MS,
      refetchOnMount: 'always',
      placeholderData: keepPreviousData,
      enabled: ids.length > 0,
    },
  );
  return new Map(data?.playing.map(({ player, gameId }) => [player, gameId]));
}
