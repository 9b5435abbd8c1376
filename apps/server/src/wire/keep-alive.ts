import type { WebSocket } from 'ws';

/**
 * A quiet client is asked whether it is still there, and has this long to say so: an opponent who vanished without
 * a word is known to be away after ten seconds, which is half a turn.
 */
const PING_AFTER_MS = 5_000;
const PONG_WITHIN_MS = 5_000;

/** One look at all of them costs less than two timers of each, which every message would set anew. */
const LOOK_EVERY_MS = 500;

interface Watched {
  readonly client: Pick<WebSocket, 'terminate'>;
  readonly ping: () => void;
  heardAt: number;
  askedAt: number | null;
}

export interface KeepAlive {
  /** @param ping asks the client whether it is there @returns what is to be called when it has said anything, and when it has gone */
  watch(client: Pick<WebSocket, 'terminate'>, ping: () => void): { heard(): void; stop(): void };
  stop(): void;
}

/** Cuts off clients that have vanished. @param now milliseconds of a clock that only goes forward */
export function createKeepAlive(now: () => number = () => performance.now()): KeepAlive {
  const all = new Set<Watched>();

  function look(): void {
    const at = now();
    for (const watched of all) {
      if (watched.askedAt !== null) {
        if (at - watched.askedAt >= PONG_WITHIN_MS) watched.client.terminate();
      } else if (at - watched.heardAt >= PING_AFTER_MS) {
        watched.askedAt = at;
        watched.ping();
      }
    }
  }
  const looking = setInterval(look, LOOK_EVERY_MS).unref();

  return {
    watch(client, ping) {
      const watched: Watched = { client, ping, heardAt: now(), askedAt: null };
      all.add(watched);
      return {
        heard() {
          watched.heardAt = now();
          watched.askedAt = null;
        },
        stop: () => void all.delete(watched),
      };
    },
    stop: () => clearInterval(looking),
  };
}
