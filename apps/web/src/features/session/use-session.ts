import { newUuid, reasonOf } from '@tic-tac-toe/api';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { keptCookie } from '../../api/client.ts';
import { trpc } from '../../api/trpc.ts';
import { isUnreachable } from '../../api/unreachable.ts';
import { notify } from '../../ui/notices.tsx';
import { makeUpName } from '../../languages/names.ts';
import { sentenceFor } from '../problems/problems.ts';
import { keepUnfinished, type Unfinished, unfinished } from './unfinished.ts';

/**
 * Who this browser is signed in as, as the page has asked before it was drawn. Asked again when the tab comes back:
 * another tab may have signed out.
 */
export const useSession = () => trpc.sessions.me.useQuery(undefined, { refetchOnMount: false });

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

/** How somebody wants to be called. */
export interface Name {
  readonly alias: string;
  /** Nobody has chosen it: where it is taken, another does as well. */
  readonly isMadeUp: boolean;
}

interface SignIn extends Name {
  /**
   * What the new player asks of the server in the same request, which signs them in before it; once for each name that is
   * tried.
   */
  readonly atOnce?: (signedIn: Promise<unknown>) => void;
}

const SIGN_IN = ['sign in'];

type Client = ReturnType<typeof trpc.useUtils>['client'];

/** Somebody becomes a player on this page: who sits down hears of the seat before they know whose it is. */
export const useIsSigningIn = (): boolean => useIsMutating({ mutationKey: SIGN_IN }) > 0;

/** Names that are made up for somebody before they are told that all were taken. */
const MADE_UP_AT_MOST = 5;

/** Until any answer comes, the tab keeps what was asked. */
async function startOnce({ sessions }: Client, operation: Unfinished) {
  keepUnfinished(operation);
  try {
    const started = await sessions.start.mutate(operation);
    keepUnfinished(null);
    return started;
  } catch (error) {
    if (!isUnreachable(error)) keepUnfinished(null);
    throw error;
  }
}

export function useSignIn() {
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const { client } = utils;

  async function start({ alias, isMadeUp, atOnce }: SignIn) {
    for (let tried = 1; ; tried += 1) {
      const operation = { alias: tried === 1 ? alias : makeUpName(), operationId: newUuid() };
      const started = startOnce(client, operation);
      atOnce?.(started);
      try {
        return await started;
      } catch (error) {
        if (!isMadeUp || tried === MADE_UP_AT_MOST || reasonOf(error) !== 'ALIAS_TAKEN') throw error;
      }
    }
  }

  const signIn = useMutation({
    mutationKey: SIGN_IN,
    async mutationFn(name: SignIn) {
      const isKept =
        queryClient.getQueryData<boolean>(keptCookie.queryKey) || (await queryClient.query(keptCookie));
      if (!isKept) throw new CookieLost();
      return start(name);
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
      queryClient.query(keptCookie).catch(() => {});
    },
  };
}

/** Whoever reloads the page while their sign-in is on its way is who they wanted to be. */
export function useUnfinishedSignIn(isVisitor: boolean): void {
  const { client, sessions } = trpc.useUtils();
  const { mutate: finish } = useMutation({
    mutationKey: SIGN_IN,
    mutationFn: (kept: Unfinished) => startOnce(client, kept),
    // Whatever has become of it: the server says who is here.
    onSettled: () => sessions.me.invalidate(),
  });
  const isLookedAt = useRef(false);
  useEffect(() => {
    if (!isVisitor || isLookedAt.current) return;
    isLookedAt.current = true;
    const kept = unfinished();
    if (kept) finish(kept);
  }, [isVisitor, finish]);
}

export function useSignOut() {
  const utils = trpc.useUtils();
  return trpc.sessions.end.useMutation({
    onSuccess: () => utils.sessions.me.setData(undefined, { user: null, sessionId: null }),
    onError: (error) => notify(sentenceFor(error)),
  });
}
