import { lazy } from 'react';
import { basePath } from '../api/base-path.ts';

/*
 * Pages that are loaded when somebody goes there. A link to a game waits for the game alone, and who begins at the lobby
 * does not wait for the tables of the best.
 */

export const loadLobby = () => import('../features/lobby/lobby-page.tsx');

const loadWelcome = () => import('../features/session/welcome-page.tsx');
export const LobbyPage = lazy(loadLobby);
export const WelcomePage = lazy(loadWelcome);
export const LadderPage = lazy(() => import('../features/standings/ladder-page.tsx'));
export const ForPlayers = lazy(() => import('./for-players.tsx'));
export const NobodysPage = lazy(() => import('../features/session/nobodys-page.tsx'));
export const DevicePage = lazy(() => import('../features/devices/device-page.tsx'));
export const ProfilePage = lazy(() => import('../features/standings/profile-page.tsx'));

/** What the address asks for is fetched while the server is asked who is here. */
export function loadPageOfStart(): void {
  if (location.pathname !== basePath) return;
  // Who sees one of them asks for it once more, and hears of it if it cannot be had.
  for (const load of [loadWelcome, loadLobby]) void load().catch(() => undefined);
}
