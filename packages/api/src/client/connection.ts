import type { TRPCWebSocketClient } from '@trpc/client';

/**
 * - `idle`: nobody listens, and no connection is needed
 * - `connecting`: for the first time
 * - `connected`
 * - `reconnecting`: the connection was lost; what is subscribed goes on from where it was
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Milliseconds since the Unix epoch, by this computer's clock: since when the status is what it is. */
  readonly since: number;
}

/** The WebSocket that a client's subscriptions share. */
export interface Connection {
  state(): ConnectionState;
  /** Calls `listener` after each change. The returned function ends it. */
  subscribe(listener: () => void): () => void;
  /** Connects anew at once, and subscriptions go on: after signing in, so that the server sees who it is now. */
  reopen(): void;
  /** Ends all subscriptions. The next one connects again. */
  close(): Promise<void>;
}

/** tRPC's own words for it: `pending` is an open connection. */
type TransportState = 'idle' | 'connecting' | 'pending';

export function nextState(before: ConnectionState, transport: TransportState, now: number): ConnectionState {
  const status = statusAfter(before.status, transport);
  return status === before.status ? before : { status, since: now };
}

function statusAfter(before: ConnectionStatus, transport: TransportState): ConnectionStatus {
  if (transport === 'pending') return 'connected';
  if (transport === 'idle') return 'idle';
  return before === 'connected' || before === 'reconnecting' ? 'reconnecting' : 'connecting';
}

/** @param hurry lets a connection that closes now be followed by the next without delay */
export function connectionOf(socket: TRPCWebSocketClient, hurry: () => void): Connection {
  const listeners = new Set<() => void>();
  let current: ConnectionState = { status: 'idle', since: Date.now() };
  socket.connectionState.subscribe({
    next({ state }) {
      const next = nextState(current, state, Date.now());
      if (next === current) return;
      current = next;
      for (const listener of listeners) listener();
    },
  });
  return {
    state: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reopen() {
      const { connection } = socket;
      if (!connection) return;
      hurry();
      connection.ws.close();
    },
    close: () => socket.close(),
  };
}

/** Where there is no WebSocket, there is never a connection. */
export function noConnection(): Connection {
  const never: ConnectionState = { status: 'idle', since: Date.now() };
  return { state: () => never, subscribe: () => () => {}, reopen() {}, close: () => Promise.resolve() };
}
