import { reasonOf } from '@tic-tac-toe/api';
import type { PublicUser } from '@tic-tac-toe/domain/contracts';
import { connection } from '../../app/client.ts';
import { trpc } from '../../app/trpc.ts';
import { notify } from '../../ui/notices.tsx';
import { sentenceFor } from '../problems/problems.ts';

/** Who this browser is signed in as. Asked again when the tab comes back: another tab may have signed out. */
export const useSession = () => trpc.sessions.me.useQuery();

function useBecome() {
  const utils = trpc.useUtils();
  return (user: PublicUser | null) => {
    // First a connection that the server knows as this player's, then what is shown over it.
    connection.reopen();
    utils.sessions.me.setData(undefined, { user, sessionId: null });
  };
}

export function useSignIn() {
  const utils = trpc.useUtils();
  const become = useBecome();
  return trpc.sessions.start.useMutation({
    onSuccess: ({ user }) => become(user),
    onError: (error) => {
      // In another tab, a moment ago: this one becomes the same player.
      if (reasonOf(error) === 'ALREADY_SIGNED_IN') void utils.sessions.me.invalidate();
    },
  });
}

export function useSignOut() {
  const become = useBecome();
  return trpc.sessions.end.useMutation({
    onSuccess: () => become(null),
    onError: (error) => notify(sentenceFor(error)),
  });
}
