import type { UserId } from '@tic-tac-toe/domain/contracts';
import { trpc } from '../../api/trpc.ts';
import { useMe } from '../session/me.ts';
import type { Cast } from './cast.ts';

/** Until the answer is here. It takes no longer than the rest of the page. */
const UNKNOWN = 'Somebody';

interface KnownCast extends Cast {
  /** No name is on its way any more. */
  readonly isComplete: boolean;
}

/** The names of these users. An alias never changes, so that each is asked for once. */
export function useCast(ids: readonly UserId[]): KnownCast {
  const { id: me, alias } = useMe();
  const others = [...new Set(ids)].filter((id) => id !== me);
  const answers = trpc.useQueries((query) =>
    others.map((id) => query.users.getUser({ id }, { staleTime: Infinity })),
  );
  const known = new Map([
    [me, alias],
    ...others.map((id, index) => [id, answers[index]?.data?.alias] as const),
  ]);
  const isComplete = answers.every(({ isPending }) => !isPending);
  return { me, aliasOf: (id) => known.get(id) ?? UNKNOWN, isComplete };
}
