import type { StartedSession } from '@tic-tac-toe/api/router';
import {
  EndSession,
  GetSession,
  RenewSession,
  SessionEnded,
  SIGN_IN_ENDED,
  SignIn,
} from '@tic-tac-toe/domain';
import type { PublicUser, Session, SessionId } from '@tic-tac-toe/domain';
import { type Application, SYSTEM, toMilliseconds } from '@tic-tac-toe/domain/kit';
import { looksLikeToken, newToken, sessionOf } from './tokens.ts';

/** Sessions in use are renewed at most this often. */
const RENEWAL_EVERY_MS = 86_400_000;

/** How long no renewal is tried after one has failed: a store that cannot be written makes each of them wait. */
const RENEWAL_PAUSE_MS = 10_000;

/** Sessions that are looked up without asking the database. The one that was asked for longest ago goes first. */
const MAX_CACHED = 10_000;

/** What has become of a session since somebody began to look. */
export interface Watch {
  readonly ended: boolean;
  /** Nobody looks any more. */
  stop(): void;
}

/** Sign-ins, as the connections see them: tokens on this side, sessions of the domain on the other. */
export interface SignIns {
  /** The session of a token; null where there is none, or it is over. */
  find(token: string): Promise<Session | null>;
  /** Watches the session of a token. Begun before it is looked up, this misses no end of it. */
  watch(token: string | null): Watch;
  start(user: PublicUser): Promise<StartedSession>;
  /** @returns where the log stands after it; 0 where there was nothing to end any more */
  end(session: Pick<Session, 'id' | 'userId'>): Promise<number>;
  /** Moves the expiry of a session in use, where that was last done long enough ago. Where it cannot be, it stays. */
  renew(session: Session): Promise<Session>;
  /** Calls `listener` for every session that `renew` has moved. */
  onRenewed(listener: (session: Session) => void): void;
  /** Calls `listener` for every session that ends, signed out or expired. */
  onEnded(listener: (id: SessionId) => void): void;
  stop(): void;
}

export interface SignInParts {
  readonly app: Application;
  readonly lifetimeMs: number;
  readonly now: () => number;
  readonly onRenewalFailed: (error: unknown) => void;
}

export function createSignIns({ app, lifetimeMs, now, onRenewalFailed }: SignInParts): SignIns {
  const cache = new Map<SessionId, Promise<Session | null>>();
  const renewing = new Map<SessionId, Promise<Session>>();
  const watched = new Map<SessionId, Set<{ ended: boolean }>>();
  const onEnded: ((id: SessionId) => void)[] = [];
  const onRenewed: ((session: Session) => void)[] = [];
  let renewalsPausedUntil = -Infinity;
  const renewAfterMs = Math.min(RENEWAL_EVERY_MS, lifetimeMs / 2);

  const listening = app.listen(null, ({ events }) => {
    for (const { name, data } of events) {
      if (name !== SessionEnded.name) continue;
      const { id } = SessionEnded.schema.parse(data);
      cache.delete(id);
      for (const watch of watched.get(id) ?? []) watch.ended = true;
      for (const listener of onEnded) listener(id);
    }
  });

  async function load(id: SessionId): Promise<Session | null> {
    const found = await app.ask<Session>(GetSession({ id }), { actor: SYSTEM });
    return found.ok ? found.answer : null;
  }

  /** Only sessions that exist are kept: otherwise guesses would push them out. */
  function cached(id: SessionId): Promise<Session | null> {
    const known = cache.get(id);
    cache.delete(id);
    const entry = known ?? load(id);
    cache.set(id, entry);
    if (!known) forgetUnlessFound(id, entry);
    const [oldest] = cache.keys();
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
    return entry;
  }

  function forgetUnlessFound(id: SessionId, entry: Promise<Session | null>): void {
    const forget = () => {
      if (cache.get(id) === entry) cache.delete(id);
    };
    entry.then((session) => session ?? forget(), forget);
  }

  async function askForRenewal(session: Session): Promise<Session> {
    await app.execute(RenewSession({ id: session.id }), { actor: SYSTEM });
    cache.delete(session.id);
    const current = await cached(session.id);
    if (!current) return session;
    for (const listener of onRenewed) listener(current);
    return current;
  }

  /** The call that found the session due is not about it: it goes on without. */
  function stay(session: Session, error: unknown): Session {
    renewalsPausedUntil = now() + RENEWAL_PAUSE_MS;
    onRenewalFailed(error);
    return session;
  }

  /** A page asks for many things at once: all of them wait for one renewal. */
  function renewed(session: Session): Promise<Session> {
    const asked =
      renewing.get(session.id) ??
      askForRenewal(session)
        .catch((error: unknown) => stay(session, error))
        .finally(() => renewing.delete(session.id));
    renewing.set(session.id, asked);
    return asked;
  }

  return {
    async find(token) {
      const session = looksLikeToken(token) ? await cached(sessionOf(token)) : null;
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

    async start(user) {
      const token = newToken();
      const id = sessionOf(token);
      const outcome = await app.execute(SignIn({ ...user, session: id }), { actor: SYSTEM });
      if (!outcome.ok) return outcome;
      const session = await cached(id);
      // Signed out of by a token of the same sign-in, at this very moment.
      if (!session) return { ok: false, rejection: SIGN_IN_ENDED };
      const { position } = outcome.receipt;
      return { ok: true, token, expiresAt: toMilliseconds(session.expiresAt), position };
    },

    // Ending what has ended already is what was wanted.
    async end({ id, userId }) {
      const outcome = await app.execute(EndSession({ id, userId }), { actor: SYSTEM });
      return outcome.ok ? outcome.receipt.position : 0;
    },

    async renew(session) {
      const renewedAt = toMilliseconds(session.expiresAt) - lifetimeMs;
      const isDue = now() - renewedAt > renewAfterMs && now() >= renewalsPausedUntil;
      return isDue ? renewed(session) : session;
    },

    onRenewed: (listener) => void onRenewed.push(listener),
    onEnded: (listener) => void onEnded.push(listener),
    stop: listening.stop,
  };
}
