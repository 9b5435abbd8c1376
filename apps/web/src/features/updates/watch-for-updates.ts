import type { Me } from '@tic-tac-toe/api';
import { getQueryKey } from '@trpc/react-query';
import { connection, queryClient } from '../../api/client.ts';
import { trpc } from '../../api/trpc.ts';
import { offer } from '../../ui/notices.tsx';
import { onceNotPlaying } from '../alerts/standing.ts';
import { isOutdated } from './outdated.ts';
import { t } from '../../languages/t.ts';

let isOffered = false;

/** Compares this page with the server's. Whoever plays is told after the game; until they reload it, it is what it was. */
export async function offerNewerPage(): Promise<void> {
  // Without an answer, there is another time to ask.
  if (isOffered || !(await isOutdated().catch(() => false))) return;
  isOffered = true;
  onceNotPlaying(() =>
    offer(t('There is a newer version of this page.'), t('Reload'), () => location.reload()),
  );
}

const whoIsHere = () =>
  queryClient.getQueryData<Me>(getQueryKey(trpc.sessions.me, undefined, 'query'))?.user?.id;

/** A server that is updated closes its connections: each that is opened anew, by the same player, may lead to a newer one. */
export function watchForUpdates(): void {
  let connectedAs: string | undefined | null = null;
  let isConnected = false;
  const follow = () => {
    const wasConnected = isConnected;
    isConnected = connection.state().status === 'connected';
    if (!isConnected || wasConnected) return;
    const who = whoIsHere();
    if (connectedAs === who) void offerNewerPage();
    connectedAs = who;
  };
  connection.subscribe(follow);
  follow();
}
