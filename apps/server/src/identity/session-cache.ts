import { GetSession, type Session, type SessionId } from '@tic-tac-toe/domain';
import { type Application, SYSTEM } from '@tic-tac-toe/domain/kit';

/** Sessions that are looked up without asking the database. The one that was asked for longest ago goes first. */
const MAX_CACHED = 10_000;

/** Sessions by their id, asked of the application once. */
export interface SessionCache {
  /** The session; null where there is none. */
  get(id: SessionId): Promise<Session | null>;
  /** What is kept of a session is no longer true. */
  forget(id: SessionId): void;
}

interface Entry {
  /** In milliseconds of `performance.now`. */
  readonly askedAt: number;
  readonly session: Promise<Session | null>;
}

/** @param sightedSince since when this server would have heard of the end of a session, as `performance.now` */
export function createSessionCache(app: Application, sightedSince: () => number): SessionCache {
  const cache = new Map<SessionId, Entry>();

  async function load(id: SessionId): Promise<Session | null> {
    const found = await app.ask<Session>(GetSession({ id }), { actor: SYSTEM });
    return found.ok ? found.answer : null;
  }

  function ask(id: SessionId): Entry {
    const entry = { askedAt: performance.now(), session: load(id) };
    const forget = () => {
      if (cache.get(id) === entry) cache.delete(id);
    };
    entry.session.then((session) => session ?? forget(), forget);
    return entry;
  }

  return {
    // Only sessions that exist are kept: otherwise guesses would push them out.
    get(id) {
      const known = cache.get(id);
      cache.delete(id);
      const entry = known && known.askedAt >= sightedSince() ? known : ask(id);
      cache.set(id, entry);
      const [oldest] = cache.keys();
      if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
      return entry.session;
    },
    forget: (id) => void cache.delete(id),
  };
}
