import { connection } from '../api/client.ts';
import { onceNotPlaying } from '../features/alerts/standing.ts';
import { offer } from '../ui/notices.tsx';
import { isOutdated } from './outdated.ts';

/**
 * A server that is updated closes its connections: once there is a new one, its page is compared with this. Whoever plays
 * is told after the game. Until they take the offer, this page goes on with its own files.
 */
export function watchForUpdates(): void {
  let wasConnected = false;
  let isOffered = false;

  async function look(): Promise<void> {
    if (isOffered || !(await isOutdated())) return;
    isOffered = true;
    onceNotPlaying(() => offer('There is a newer version of this page.', 'Reload', () => location.reload()));
  }

  const follow = () => {
    const isConnected = connection.state().status === 'connected';
    // Without an answer, there is another time to ask.
    if (isConnected && !wasConnected) look().catch(() => {});
    wasConnected = isConnected;
  };
  connection.subscribe(follow);
  follow();
}
