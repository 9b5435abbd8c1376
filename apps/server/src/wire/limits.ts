import { MAX_SUBSCRIPTION_BYTES } from '@tic-tac-toe/api';
import type { Context, Limits } from '@tic-tac-toe/api/router';
import { TRPCError } from '@trpc/server';
import type { Config } from '../config.ts';
import { createWindows, type Windows } from './windows.ts';

/** A page opens one WebSocket and up to six connections for its requests; some of these are still closing. */
const SOCKETS_PER_CONNECTION = 8;

const SECOND_MS = 1_000;

const SIGN_IN_WINDOW_MS = 600_000;

/** Calls by requests, and messages, that one address may send for each call it may make: more than that is noise. */
const ARRIVALS_PER_CALL = 2;

/** Requests for what is served from memory: a page is a dozen of them, and a class of sixty opens it at once. */
const FILES_PER_CALL = 4;

/** What is kept for long, whatever becomes of it, may be begun so often in ten minutes for each call of a second. */
const LASTING_WINDOW_MS = 600_000;
const LASTING_PER_CALL = { user: 6, address: 10 } as const;

/** As long as it takes until it is known of every connection that it is dead. */
const RESUMING_WINDOW_MS = 10_000;

/** All that may be subscribed to may be given up, and resumed, in such a window: a network goes and comes back. */
const BEGINNINGS_PER_SUBSCRIPTION = 2;

/** What stands around a subscription's input in a message. */
const FRAME_BYTES = 128;

/**
 * What a message over a WebSocket may hold. tRPC's client sends one when it comes back, with all that it has subscribed
 * to and all calls that wait: what a connection may have must fit into it, whatever the settings are.
 */
export const messageLimits = (
  config: Pick<Config, 'LIMIT_BATCH' | 'LIMIT_MESSAGE_BYTES' | 'LIMIT_SUBSCRIPTIONS_PER_CONNECTION'>,
): { readonly calls: number; readonly bytes: number } => {
  const subscriptions = config.LIMIT_SUBSCRIPTIONS_PER_CONNECTION;
  return {
    calls: config.LIMIT_BATCH + subscriptions,
    bytes: Math.max(config.LIMIT_MESSAGE_BYTES, subscriptions * (MAX_SUBSCRIPTION_BYTES + FRAME_BYTES)),
  };
};

/** The limits that procedures consume, and those that connections meet before any procedure is reached. */
export interface ServerLimits extends Limits {
  /** Counts a request for a call, or a message, whatever is in it. @returns false: one too many */
  arrival(network: string): boolean;
  /** Counts a request for anything else: what is served to it is at hand. @returns false: one too many */
  file(network: string): boolean;
  /** Counts an open connection of this network, or user; the returned function gives it back. Null: one too many. */
  connectionFrom(network: string): (() => void) | null;
  /** Counts a stream that has ended, and may be followed by the next: as many as may be open. */
  leavingFrom(network: string): (() => void) | null;
  /** Counts a TCP connection of this network, on which nothing may ever be asked. */
  socketFrom(network: string): (() => void) | null;
  connectionOf(user: string): (() => void) | null;
  /** How many there are, of everybody. */
  subscriptions(): number;
}

const tooMany = (what: string, wait = 'later') =>
  new TRPCError({ code: 'TOO_MANY_REQUESTS', message: `Too many ${what}: try again ${wait}.` });

export function createLimits(config: Config): ServerLimits {
  const perSecond = (points: number) => createWindows(points, SECOND_MS);
  const userCalls = perSecond(config.LIMIT_CALLS_PER_USER);
  const addressCalls = perSecond(config.LIMIT_CALLS_PER_ADDRESS);
  const lasting = (points: number) => createWindows(points, LASTING_WINDOW_MS);
  const userLasting = lasting(config.LIMIT_CALLS_PER_USER * LASTING_PER_CALL.user);
  const addressLasting = lasting(config.LIMIT_CALLS_PER_ADDRESS * LASTING_PER_CALL.address);
  const arrivals = perSecond(config.LIMIT_CALLS_PER_ADDRESS * ARRIVALS_PER_CALL);
  const files = perSecond(config.LIMIT_CALLS_PER_ADDRESS * FILES_PER_CALL);
  const beginnings = (subscriptions: number) =>
    createWindows(subscriptions * BEGINNINGS_PER_SUBSCRIPTION, RESUMING_WINDOW_MS);
  const userBeginnings = beginnings(config.LIMIT_SUBSCRIPTIONS_PER_USER);
  const addressBeginnings = beginnings(config.LIMIT_SUBSCRIPTIONS_PER_ADDRESS);
  const signIns = createWindows(config.LIMIT_SIGN_INS_PER_ADDRESS, SIGN_IN_WINDOW_MS);

  const addressConnections = createCounter(config.LIMIT_CONNECTIONS_PER_ADDRESS);
  const addressSockets = createCounter(config.LIMIT_CONNECTIONS_PER_ADDRESS * SOCKETS_PER_CONNECTION);
  const userConnections = createCounter(config.LIMIT_CONNECTIONS_PER_USER);
  const connectionSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_CONNECTION);
  const userSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_USER);
  const addressSubscriptions = createCounter(config.LIMIT_SUBSCRIPTIONS_PER_ADDRESS);

  let subscriptions = 0;

  const limited = {
    call: ['calls', userCalls, addressCalls],
    lasting: ['games and invitations', userLasting, addressLasting],
    subscription: ['subscriptions', userBeginnings, addressBeginnings],
  } as const;

  return {
    consume(limit, { identity, trusted, network }) {
      if (limit === 'signIn') return spend(signIns, network, 'sign-ins');
      const [what, byUser, byAddress] = limited[limit];
      try {
        if (identity) spend(byUser, identity.userId, what);
        // Whoever holds the service token is another server, with the traffic of many.
        if (!trusted) spend(byAddress, network, what);
      } catch (refused) {
        // A message may hold many calls: those that are refused count like messages of their own.
        arrivals.spend(network);
        throw refused;
      }
    },

    subscription({ identity, network, socketSessionId }: Context) {
      const releases = [
        identity === null ? () => {} : userSubscriptions(identity.userId),
        addressSubscriptions(network),
        socketSessionId === null ? () => {} : connectionSubscriptions(socketSessionId),
      ];
      const release = () => {
        for (const giveBack of releases) giveBack?.();
      };
      if (!releases.includes(null)) {
        subscriptions += 1;
        return () => {
          subscriptions -= 1;
          release();
        };
      }
      release();
      throw tooMany('subscriptions', 'once others have ended');
    },

    arrival: (network) => arrivals.spend(network) === 0,
    file: (network) => files.spend(network) === 0,
    connectionFrom: addressConnections,
    leavingFrom: createCounter(config.LIMIT_CONNECTIONS_PER_ADDRESS),
    socketFrom: addressSockets,
    connectionOf: userConnections,
    subscriptions: () => subscriptions,
  };
}

/** @throws TRPCError TOO_MANY_REQUESTS */
function spend(windows: Windows, key: string, what: string): void {
  const waitMs = windows.spend(key);
  if (waitMs > 0) throw tooMany(what, `in ${Math.ceil(waitMs / 1_000)} s`);
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
