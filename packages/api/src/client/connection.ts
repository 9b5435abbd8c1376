import { steadyNow } from './steady-now.ts';
import type { Way } from './way.ts';

/**
 * - `idle`: nobody listens, and no connection is needed
 * - `connecting`: for the first time
 * - `connected`
 * - `reconnecting`: the connection was lost; what is subscribed goes on from where it was
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Since when the status is what it is, as `steadyNow` counts. */
  readonly since: number;
}

/** What a client's subscriptions come over: the WebSocket that they share, or streams. */
export interface Connection {
  state(): ConnectionState;
  way(): Way;
  /** Calls `listener` after each change. The returned function ends it. */
  subscribe(listener: () => void): () => void;
  /**
   * Connects anew, and subscriptions go on: after signing in, so that the server sees who it is now. At once; where there is
   * no connection, and a token is shown, when it is next tried.
   */
  reopen(): void;
  /**
   * The server has answered a call, so that it can be reached: a connection that is lost is tried at once, and one that is
   * silent is asked whether it lives.
   * @param changedSince when a call was sent that has changed something, as `steadyNow` counts; else null
   */
  noteAnswer(changedSince: number | null): void;
  /**
   * Each stream takes one of the six connections that a browser has for a server, over all its tabs: a page that is
   * not looked at lets go of its own. What is subscribed goes on when it is over. A WebSocket takes none, and stays.
   */
  rest(resting: boolean): void;
  /** Ends all subscriptions. The next one connects again. */
  close(): Promise<void>;
}

/** tRPC's own words for it: `pending` is an open connection. */
export type TransportState = 'idle' | 'connecting' | 'pending';

export function nextState(before: ConnectionState, transport: TransportState, now: number): ConnectionState {
  const status = statusAfter(before.status, transport);
  return status === before.status ? before : { status, since: now };
}

function statusAfter(before: ConnectionStatus, transport: TransportState): ConnectionStatus {
  if (transport === 'pending') return 'connected';
  if (transport === 'idle') return 'idle';
  return before === 'connected' || before === 'reconnecting' ? 'reconnecting' : 'connecting';
}

/** The state, and those who want to hear of its changes. */
export function trackState() {
  const listeners = new Set<() => void>();
  let current: ConnectionState = { status: 'idle', since: steadyNow() };
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    state: () => current,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell,
    see(transport: TransportState): void {
      const next = nextState(current, transport, steadyNow());
      if (next === current) return;
      current = next;
      tell();
    },
  };
}

/** Where there is no WebSocket, there is never a connection. */
export function noConnection(): Connection {
  const never: ConnectionState = { status: 'idle', since: steadyNow() };
  return {
    state: () => never,
    way: () => 'socket',
    subscribe: () => () => {},
    reopen() {},
    noteAnswer() {},
    rest() {},
    close: () => Promise.resolve(),
  };
}
