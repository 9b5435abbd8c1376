import type { Context, Limits } from '@tic-tac-toe/api/router';
import { TRPCError } from '@trpc/server';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';

/** A page opens one WebSocket and up to six connections for its requests; some of these are still closing. */
const SOCKETS_PER_CONNECTION = 8;

const SIGN_IN_WINDOW_S = 600;

/** Requests and messages that one address may send for each call it may make: more than that is noise. */
const ARRIVALS_PER_CALL = 2;

/** The limits that procedures consume, and those that connections meet before any procedure is reached. */
export interface ServerLimits extends Limits {
  /** Counts a request or a message, whatever is in it. @returns false: one too many */
  arrival(network: string): Promise<boolean>;
  /** Counts an open connection of this network, or user; the returned function gives it back. Null: one too many. */
  connectionFrom(network: string): (() => void) | null;
  /** Counts a TCP connection of this network, on which nothing may ever be asked. */
  socketFrom(network: string): (() => void) | null;
  connectionOf(user: string): (() => void) | null;
}

const tooMany = (what: string, wait = 'later') =>
  new TRPCError({ code: 'TOO_MANY_REQUESTS', message: `Too many ${what}: try again ${wait}.` });

export function createLimits(config: Config): ServerLimits {
  const perSecond = (points: number) => new RateLimiterMemory({ points, duration: 1 });
  const userCalls = perSecond(config.LIMIT_CALLS_PER_USER);
  const addressCalls = perSecond(config.LIMIT_CALLS_PER_ADDRESS);
  const arrivals = perSecond(config.LIMIT_CALLS_PER_ADDRESS * ARRIVALS_PER_CALL);
  const signIns = new RateLimiterMemory({
    points: config.LIMIT_SIGN_INS_PER_ADDRESS,
    duration: SIGN_IN_WINDOW_S,
  });

  const addressConnections = createCounter(config.LIMIT_CONNECTIONS_PER_ADDRESS);
  const addressSockets = createCounter(config.LIMIT_CONNECTIONS_PER_ADDRESS * SOCKETS_PER_CONNECTION);
  const userConnections = createCounter(config.LIMIT_CONNECTIONS_PER_USER);
  const connectionSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_CONNECTION);
  const callerSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_USER);
  const addressSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_ADDRESS);

  return {
    async consume(limit, { identity, trusted, network }) {
      if (limit === 'signIn') return spend(signIns, network, 'sign-ins');
      if (identity) await spend(userCalls, identity.userId, 'calls');
      // Whoever holds the service token is another server, with the traffic of many.
      if (!trusted) await spend(addressCalls, network, 'calls');
    },

    subscription({ identity, network, socketSessionId }: Context) {
      const releases = [
        callerSubscriptions(identity?.userId ?? network),
        addressSubscriptions(network),
        socketSessionId === null ? () => {} : connectionSubscriptions(socketSessionId),
      ];
      const release = () => {
        for (const giveBack of releases) giveBack?.();
      };
      if (!releases.includes(null)) return release;
      release();
      throw tooMany('subscriptions', 'once others have ended');
    },

    arrival: (network) =>
      arrivals.consume(network).then(
        () => true,
        () => false,
      ),
    connectionFrom: addressConnections,
    socketFrom: addressSockets,
    connectionOf: userConnections,
  };
}

async function spend(limiter: RateLimiterMemory, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw tooMany(what, `in ${Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))} s`);
  }
}

/** Counts what is open by key. Taking one gives the function that returns it, or null where `max` are open. */
function createCounter(max: number): (key: string) => (() => void) | null {
  const open = new Map<string, number>();
  return (key) => {
    const count = open.get(key) ?? 0;
    if (count >= max) return null;
    open.set(key, count + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    };
  };
}
