import { keepPreviousData } from '@tanstack/react-query';
import type { GameId, Lists, UserId } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';

/** Of games that are in no list, nobody tells. */
const ASKED_EVERY_MS = 5_000;

/** As many as the server answers for. */
const MAX_ASKED_FOR = 200;

/** Who of these plays, and what: as the list of games says, and where more are played than it has, as the server answers. */
export function usePlaying(ids: readonly UserId[], lists: Lists | undefined): ReadonlyMap<UserId, GameId> {
  const isComplete = lists !== undefined && lists.games.length === lists.total;
  const { data } = trpc.games.getRunningGames.useQuery(
    { among: ids.slice(0, MAX_ASKED_FOR) },
    {
      refetchInterval: ASKED_EVERY_MS,
      refetchOnMount: 'always',
      placeholderData: keepPreviousData,
      enabled: ids.length > 0 && lists !== undefined && !isComplete,
    },
  );
  const listed = (lists?.games ?? []).flatMap(({ gameId, players }) =>
    players.map((player) => [player, gameId] as const),
  );
  const others = isComplete ? [] : (data?.playing ?? []);
  return new Map([...others.map(({ player, gameId }) => [player, gameId] as const), ...listed.toReversed()]);
}
