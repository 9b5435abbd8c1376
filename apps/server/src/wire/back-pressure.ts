import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * Above this, those who have more to send wait. Small enough that a thousand clients who stopped reading cost
 * little, large enough that nobody on a working connection ever waits.
 */
export const HIGH_WATER_BYTES = 65_536;

export interface Outlet {
  /** Null where the connection has room for more. Else resolves when it has, and rejects where it is gone. */
  drained(): Promise<void> | null;
  /** Cuts the connection off where more waits for it than it may keep waiting. */
  check(): void;
}

/** The client is gone, or was cut off; it resumes by position. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/**
 * Bounds what waits for a client that does not read. tRPC's adapter sends whatever it is given, so subscriptions
 * ask here first. Two bounds: `maxBytes` at any moment, which only answers to calls can reach, and `stalledMs`
 * above the high-water mark without the client having taken anything.
 */
export function createOutlet(
  client: WebSocket,
  socket: Socket,
  /** Bytes that have been said in this turn, and not yet written. */
  unwritten: () => number,
  limits: { readonly maxBytes: number; readonly stalledMs: number },
  onCutOff: (waitingBytes: number) => void,
): Outlet {
  let waiting: Promise<void> | null = null;

  const waitingBytes = () => client.bufferedAmount + unwritten();

  const cutOff = () => {
    onCutOff(waitingBytes());
    client.terminate();
  };

  /** Bytes that the client's side has accepted. */
  const taken = () => socket.bytesWritten - socket.writableLength;

  function waitForRoom(): Promise<void> {
    return new Promise((resolve, reject) => {
      let takenBefore = taken();
      const watch = setInterval(() => {
        if (taken() === takenBefore) cutOff();
        takenBefore = taken();
      }, limits.stalledMs);
      const end = (settle: () => void) => {
        clearInterval(watch);
        socket.off('drain', onDrain);
        client.off('close', onClose);
        waiting = null;
        settle();
      };
      const onDrain = () => {
        if (waitingBytes() <= HIGH_WATER_BYTES) end(resolve);
      };
      const onClose = () => end(() => reject(new ConnectionLost('The connection was closed.')));
      socket.on('drain', onDrain);
      client.on('close', onClose);
    });
  }

  return {
    drained() {
      if (client.readyState !== client.OPEN)
        return Promise.reject(new ConnectionLost('The connection is closed.'));
      if (waitingBytes() <= HIGH_WATER_BYTES) return null;
      waiting ??= waitForRoom();
      return waiting;
    },
    check() {
      // Messages that had arrived before the cut are still handed out after it.
      if (client.readyState === client.OPEN && waitingBytes() > limits.maxBytes) cutOff();
    },
  };
}
