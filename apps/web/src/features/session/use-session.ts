import { reasonOf, type RouterInputs } from '@tic-tac-toe/api';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';

/** Who this browser is signed in as. Asked again when the tab comes back: another tab may have signed out. */
export const useSession = () => trpc.sessions.me.useQuery();

/** Whether the player of this page has signed out, here or in another tab, or was signed out. */
export function useHasSignedOut(user: PublicUser | null): boolean {
  const [hadUser, setHadUser] = useState(false);
  if (user && !hadUser) setHadUser(true);
  return hadUser && user === null;
}

/** Whoever signed in would be nobody again at once, and the alias taken. */
export class CookieLost extends Error {
  override readonly name = 'CookieLost';
}

export function useSignIn() {
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const { sessions } = utils.client;
  const looked = {
    queryKey: ['keeps cookies'],
    async queryFn() {
      // The first answer sets a cookie, the second question brings it: unless the browser keeps none.
      const ask = () => sessions.keepsCookie.query();
      return (await ask()) || (await ask());
    },
    gcTime: 60_000,
  };
  const signIn = useMutation({
    async mutationFn(input: RouterInputs['sessions']['start']) {
      const isKept = queryClient.getQueryData<boolean>(looked.queryKey) || (await queryClient.query(looked));
      if (!isKept) throw new CookieLost();
      return sessions.start.mutate(input);
    },
    onSuccess: ({ user }) => utils.sessions.me.setData(undefined, { user, sessionId: null }),
    onError: (error) => {
      // In another tab, a moment ago: this one becomes the same player.
      if (reasonOf(error) === 'ALREADY_SIGNED_IN') void utils.sessions.me.invalidate();
    },
  });
  return {
    signIn,
    /** Finds out whether the browser keeps cookies while its player still thinks of a name: that takes two round trips. */
    lookAhead() {
      // Asked again when it matters.
      queryClient.query(looked).catch(() => {});
    },
  };
}

export function useSignOut() {
  const utils = trpc.useUtils();
  return trpc.sessions.end.useMutation({
    onSuccess: () => utils.sessions.me.setData(undefined, { user: null, sessionId: null }),
    onError: (error) => notify(sentenceFor(error)),
  });
}
