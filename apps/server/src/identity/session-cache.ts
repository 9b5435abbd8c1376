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

export function createSessionCache(app: Application): SessionCache {
  const cache = new Map<SessionId, Promise<Session | null>>();

  async function load(id: SessionId): Promise<Session | null> {
    const found = await app.ask<Session>(GetSession({ id }), { actor: SYSTEM });
    return found.ok ? found.answer : null;
  }

  function forgetUnlessFound(id: SessionId, entry: Promise<Session | null>): void {
    const forget = () => {
      if (cache.get(id) === entry) cache.delete(id);
    };
    entry.then((session) => session ?? forget(), forget);
  }

  return {
    // Only sessions that exist are kept: otherwise guesses would push them out.
    get(id) {
      const known = cache.get(id);
      cache.delete(id);
      const entry = known ?? load(id);
      cache.set(id, entry);
      if (!known) forgetUnlessFound(id, entry);
      const [oldest] = cache.keys();
      if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest);
      return entry;
    },
    forget: (id) => void cache.delete(id),
  };
}
