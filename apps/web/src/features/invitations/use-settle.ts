import { useEffect } from 'react';
import { trpc } from '../../api/trpc.ts';

const NAME = 'invitation answered';

/** After an answer: asks again which invitations wait, here and in the player's other tabs. */
export function useSettle(): () => void {
  const { getMyInvitations } = trpc.useUtils().users;
  return () => {
    void getMyInvitations.invalidate();
    const others = new BroadcastChannel(NAME);
    others.postMessage(null);
    others.close();
  };
}

/** Hears of answers that were given in other tabs: of one that was accepted, the server tells the host alone. */
export function useSettledElsewhere(): void {
  const { getMyInvitations } = trpc.useUtils().users;
  useEffect(() => {
    const others = new BroadcastChannel(NAME);
    others.addEventListener('message', () => void getMyInvitations.invalidate());
    return () => others.close();
  }, [getMyInvitations]);
}
