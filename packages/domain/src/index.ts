/** The subdomains of the product, each a module of the kit. */
import type { Contracts } from './contracts.ts';
import { gamesModule } from './games/module.ts';
import type { Module } from './kit/index.ts';
import { lobbyModule } from './lobby/module.ts';
import { queueModule } from './queue/module.ts';
import { scoringModule } from './scoring/module.ts';
import { sessionsModule } from './sessions/module.ts';
import { usersModule } from './users/module.ts';

export interface Settings {
  /** Milliseconds that a player has for each turn. */
  readonly turnTimeout: number;
  /** Milliseconds from sign-in, or from the last renewal, to expiry. */
  readonly sessionLifetime: number;
}

type Modules = { readonly [Name in keyof Contracts]: Module<Name> };

/** What each contract is kept by: one that is left out does not compile. */
const behaviour = (settings: Settings): Modules => ({
  users: usersModule(),
  games: gamesModule(settings),
  scoring: scoringModule(),
  sessions: sessionsModule(settings),
  queue: queueModule(),
  lobby: lobbyModule(),
});

export const modules = (settings: Settings): readonly Module[] => Object.values<Module>(behaviour(settings));

export * from './contracts.ts';
export { MAX_OPEN_GAMES } from './games/create-game.ts';
export { POINTS_FOR_A_WIN } from './scoring/points-for-a-win.ts';
export * from './sessions/messages.ts';
export { DEVICE_LINK_NOT_VALID } from './sessions/rejections.ts';
export { DeviceLinkId, SessionId, type Session } from './sessions/session.ts';
export { MAX_INVITATIONS } from './users/invitations.ts';
export { SIGN_IN_ENDED, SignIn } from './users/sign-in.ts';
