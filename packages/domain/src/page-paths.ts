import { gameAtPath } from './games/game-link.ts';
import { isUserId, type UserId } from './users/ids.ts';

/** Where all players are, by strength. */
export const PLAYERS_PATH = '/players';

/** Where a link leads that signs another device in: its secret is behind the `#`, which no browser sends. */
export const DEVICE_PATH = '/device';

/** As routes are written. */
export const PLAYER_PATH = `${PLAYERS_PATH}/:userId`;

/** Where a player's page is, below the path that the server is at. */
export const playerPath = (id: UserId): string => `${PLAYERS_PATH}/${id}`;

/** The player whose page is at this path. */
export function playerAtPath(path: string): UserId | undefined {
  const [, id = ''] = /^\/players\/([^/]+)$/.exec(path) ?? [];
  return isUserId(id) ? id : undefined;
}

/**
 * Whether the page shows something at this path, below the one that the server is at. Its own list is in
 * `apps/web/src/app/routes.tsx`: what is not here, it shows as missing.
 */
export const isPagePath = (path: string): boolean =>
  path === '/' ||
  path === PLAYERS_PATH ||
  path === DEVICE_PATH ||
  playerAtPath(path) !== undefined ||
  gameAtPath(path) !== undefined;
