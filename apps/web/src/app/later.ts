/* What nobody waits for at a start: it is loaded once everything else is here. */
import { keepFiles } from '../features/offline/keep-files.ts';
import { showTurns } from '../features/alerts/show-turns.ts';
import { watchForUpdates } from '../features/updates/watch-for-updates.ts';
import { loadLobby } from './lazy-pages.ts';

// While it is developed, the page changes all the time.
if (import.meta.env.PROD) keepFiles();
watchForUpdates();
showTurns();
// The way back from a game leads there: to fetch it on the press would hold up its paint.
loadLobby().catch(() => undefined);
