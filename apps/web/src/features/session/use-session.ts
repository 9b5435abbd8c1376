import { reasonOf } from '@tic-tac-toe/api';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
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

export function useSignIn() {
  const utils = trpc.useUtils();
  return trpc.sessions.start.useMutation({
    onSuccess: ({ user }) => utils.sessions.me.setData(undefined, { user, sessionId: null }),
    onError: (error) => {
      // In another tab, a moment ago: this one becomes the same player.
      if (reasonOf(error) === 'ALREADY_SIGNED_IN') void utils.sessions.me.invalidate();
    },
  });
}

export function useSignOut() {
  const utils = trpc.useUtils();
  return trpc.sessions.end.useMutation({
    onSuccess: () => utils.sessions.me.setData(undefined, { user: null, sessionId: null }),
    onError: (error) => notify(sentenceFor(error)),
  });
}
