/** The subdomains of the product, each a module of the kit. */
import { gamesModule } from './games/module.ts';
import type { Module } from './kit/index.ts';
import { scoringModule } from './scoring/module.ts';
import { sessionsModule } from './sessions/module.ts';
import { usersModule } from './users/module.ts';

export interface Settings {
  /** Milliseconds that a player has for each turn. */
  readonly turnTimeout: number;
  /** Milliseconds from sign-in, or from the last renewal, to expiry. */
  readonly sessionLifetime: number;
}

export const modules = (settings: Settings): readonly Module[] => [
  usersModule(),
  gamesModule(settings),
  scoringModule(),
  sessionsModule(settings),
];

export * from './contracts.ts';
export { MAX_OPEN_GAMES } from './games/create-game.ts';
export { POINTS_FOR_A_WIN } from './scoring/points.ts';
export * from './sessions/messages.ts';
export { SessionId, type Session } from './sessions/session.ts';
export { MAX_INVITATIONS } from './users/invitations.ts';
export { SIGN_IN_ENDED, SignIn } from './users/sign-in.ts';
