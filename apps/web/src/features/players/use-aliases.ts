import { isComputer, type UserId } from '@tic-tac-toe/domain/contracts';
import { use } from 'react';
import { trpc } from '../../api/trpc.ts';
import { Me } from '../session/me.ts';
import type { Cast } from './cast.ts';
import { computerName } from './computer-names.ts';
import { type PlainSentence, t } from '../../languages/t.ts';

/** Until the answer is here. It takes no longer than the rest of the page. */
const UNKNOWN = 'Somebody' satisfies PlainSentence;

interface KnownCast extends Cast {
  /** No name is on its way any more. */
  readonly isComplete: boolean;
}

/** The names of these users. An alias never changes, so that each is asked for once. */
export function useCast(ids: readonly UserId[]): KnownCast {
  const me = use(Me);
  const others = [...new Set(ids)].filter((id) => id !== me?.id && !isComputer(id));
  const answers = trpc.useQueries((query) =>
    others.map((id) => query.users.getUser({ id }, { staleTime: Infinity })),
  );
  const known = new Map([
    ...(me ? [[me.id, me.alias] as const] : []),
    ...others.map((id, index) => [id, answers[index]?.data?.alias] as const),
  ]);
  const isComplete = answers.every(({ isPending }) => !isPending);
  return { me: me?.id ?? null, aliasOf: (id) => computerName(id) ?? known.get(id) ?? t(UNKNOWN), isComplete };
}
