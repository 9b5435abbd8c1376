import type { Identity, StartedSession } from '@tic-tac-toe/api/router';
import { EndSession, SessionEnded, SIGN_IN_ENDED, SignIn } from '@tic-tac-toe/domain';
import type { PublicUser, Session, SessionId } from '@tic-tac-toe/domain';
import {
  type Application,
  type CommandMessage,
  SYSTEM,
  toMilliseconds,
  topicAcrossServers,
} from '@tic-tac-toe/domain/kit';
import { createDeviceLinks, type DeviceLinks } from './device-links.ts';
import { createRenewals, type Renewals } from './renewals.ts';
import { createSessionCache } from './session-cache.ts';
import { looksLikeToken, newToken, sessionOf } from './tokens.ts';

/** What has become of a session since somebody began to look. */
export interface Watch {
  readonly ended: boolean;
  /** Nobody looks any more. */
  stop(): void;
}

/** Sign-ins, as the connections see them: tokens on this side, sessions of the domain on the other. */
export interface SignIns extends Renewals, DeviceLinks {
  /** The session of a token; null where there is none, or it is over. */
  find(token: string): Promise<Session | null>;
  /** Watches the session of a token. Begun before it is looked up, this misses no end of it. */
  watch(token: string | null): Watch;
  start(user: PublicUser): Promise<StartedSession>;
  /** @returns where the log stands after it; 0 where there was nothing to end any more */
  end(session: Pick<Session, 'id' | 'userId'>): Promise<number>;
  /** Calls `listener` for every session that ends, signed out or expired. */
  onEnded(listener: (id: SessionId) => void): void;
  stop(): void;
}

/** What the wire knows of a session. */
export const identityOf = ({ id, userId, expiresAt }: Session): Identity => ({
  sessionId: id,
  userId,
  expiresAt: toMilliseconds(expiresAt),
});

export interface SignInParts {
  readonly app: Application;
  readonly lifetimeMs: number;
  readonly now: () => number;
  /** Since when this server has seen its database without a break, as `performance.now`. */
  readonly sightedSince: () => number;
  readonly onRenewalFailed: (error: unknown) => void;
}

export function createSignIns(parts: SignInParts): SignIns {
  const { app, lifetimeMs, now, sightedSince, onRenewalFailed } = parts;
  const sessions = createSessionCache(app, sightedSince);
  const renewals = createRenewals({ app, sessions, lifetimeMs, now, onRenewalFailed });
  const watched = new Map<SessionId, Set<{ ended: boolean }>>();
  const onEnded: ((id: SessionId) => void)[] = [];

  // Other servers end sessions, too.
  const listening = app.listen(topicAcrossServers(SessionEnded), ({ events }) => {
    for (const { data } of events) {
      const { id } = SessionEnded.schema.parse(data);
      sessions.forget(id);
      for (const watch of watched.get(id) ?? []) watch.ended = true;
      for (const listener of onEnded) listener(id);
    }
  });

  /** Of a session that `command` starts, with a token that nobody had before. */
  async function begin(command: (session: SessionId) => CommandMessage): Promise<StartedSession> {
    const token = newToken();
    const id = sessionOf(token);
    const outcome = await app.execute(command(id), { actor: SYSTEM });
    if (!outcome.ok) return outcome;
    const session = await sessions.get(id);
    // Signed out of by a token of the same sign-in, at this very moment.
    if (!session) return { ok: false, rejection: SIGN_IN_ENDED };
    const { position } = outcome.receipt;
    const { userId, expiresAt } = session;
    return { ok: true, userId, token, expiresAt: toMilliseconds(expiresAt), position };
  }

  return {
    ...renewals,

    async find(token) {
      const session = looksLikeToken(token) ? await sessions.get(sessionOf(token)) : null;
      return session && toMilliseconds(session.expiresAt) > now() ? session : null;
    },

    watch(token) {
      const watch = { ended: false, stop: () => {} };
      if (token === null || !looksLikeToken(token)) return watch;
      const id = sessionOf(token);
      const others = watched.get(id) ?? new Set();
      watched.set(id, others.add(watch));
      watch.stop = () => {
        others.delete(watch);
        if (others.size === 0 && watched.get(id) === others) watched.delete(id);
      };
      return watch;
    },

    start: (user) => begin((session) => SignIn({ ...user, session })),

    ...createDeviceLinks(app, begin),

    // Ending what has ended already is what was wanted.
    async end({ id, userId }) {
      const outcome = await app.execute(EndSession({ id, userId }), { actor: SYSTEM });
      return outcome.ok ? outcome.receipt.position : 0;
    },

    onEnded: (listener) => void onEnded.push(listener),
    stop: listening.stop,
  };
}
