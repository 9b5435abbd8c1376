import { RenewSession, type Session, type SessionId } from '@tic-tac-toe/domain';
import { type Application, SYSTEM, toMilliseconds } from '@tic-tac-toe/domain/kit';
import type { SessionCache } from './session-cache.ts';

/** Sessions in use are renewed at most this often. */
const RENEWAL_EVERY_MS = 86_400_000;

/** How long no renewal is tried after one has failed: a store that cannot be written makes each of them wait. */
const RENEWAL_PAUSE_MS = 10_000;

export interface RenewalParts {
  readonly app: Application;
  readonly sessions: SessionCache;
  readonly lifetimeMs: number;
  readonly now: () => number;
  readonly onRenewalFailed: (error: unknown) => void;
}

export interface Renewals {
  /** Moves the expiry of a session in use, where that was last done long enough ago. Where it cannot be, it stays. */
  renew(session: Session): Promise<Session>;
  /** Calls `listener` for every session that `renew` has moved. */
  onRenewed(listener: (session: Session) => void): void;
}

export function createRenewals({ app, sessions, lifetimeMs, now, onRenewalFailed }: RenewalParts): Renewals {
  const renewing = new Map<SessionId, Promise<Session>>();
  const onRenewed: ((session: Session) => void)[] = [];
  let pausedUntil = -Infinity;
  const renewAfterMs = Math.min(RENEWAL_EVERY_MS, lifetimeMs / 2);

  async function askForRenewal(session: Session): Promise<Session> {
    await app.execute(RenewSession({ id: session.id }), { actor: SYSTEM });
    sessions.forget(session.id);
    const current = await sessions.get(session.id);
    if (!current) return session;
    for (const listener of onRenewed) listener(current);
    return current;
  }

  /** The call that found the session due is not about it: it goes on without. */
  function stay(session: Session, error: unknown): Session {
    pausedUntil = now() + RENEWAL_PAUSE_MS;
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
    async renew(session) {
      const renewedAt = toMilliseconds(session.expiresAt) - lifetimeMs;
      const isDue = now() - renewedAt > renewAfterMs && now() >= pausedUntil;
      return isDue ? renewed(session) : session;
    },
    onRenewed: (listener) => void onRenewed.push(listener),
  };
}
