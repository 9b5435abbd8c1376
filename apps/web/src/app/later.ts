/* What nobody waits for at a start: it is loaded once everything else is here. */
import { keepFiles } from '../features/offline/keep-files.ts';
import { showTurns } from '../features/alerts/show-turns.ts';
import { watchForUpdates } from '../features/updates/watch-for-updates.ts';

// While it is developed, the page changes all the time.
if (import.meta.env.PROD) keepFiles();
watchForUpdates();
showTurns();
