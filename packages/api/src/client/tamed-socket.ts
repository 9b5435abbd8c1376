import { MAX_BATCH } from '../limits.ts';

/** As much of the WebSocket class as a client needs; that of the `ws` package has it too. */
export type WebSocketClass = new (url: string) => {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
};

/** How long the other side may take to agree that a connection is closed. */
const CLOSING_MS = 1_000;

/**
 * The class, with two habits that tRPC's client relies on and sockets do not have:
 *
 * - It closes promptly. A socket whose network is dead waits for the other side, a browser's up to a minute,
 *   that of `ws` half of one, and for all that time it would look connected. This one gives up after a second.
 * - It sends no batch that a server would refuse. On a new connection tRPC subscribes again to everything in
 *   one message, however much that is.
 */
export function tamed(Socket: WebSocketClass): typeof WebSocket {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both classes name alike all that tRPC's client uses
  const Base: typeof WebSocket = Socket as never;
  return class extends Base {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      for (const part of typeof data === 'string' ? inBatches(data) : [data]) super.send(part);
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => giveUp(this), CLOSING_MS);
    }
  };
}

/** Has a socket that is closing be closed, whatever the other side says of it. */
export function giveUp(socket: WebSocket): void {
  if (socket.readyState !== socket.CLOSING) return;
  if (canTerminate(socket)) socket.terminate();
  else socket.dispatchEvent(new CloseEvent('close', { code: 1006 }));
}

function inBatches(message: string): readonly string[] {
  if (!message.startsWith('[')) return [message];
  const calls: unknown = JSON.parse(message);
  if (!Array.isArray(calls) || calls.length <= MAX_BATCH) return [message];
  const batches = Math.ceil(calls.length / MAX_BATCH);
  return Array.from({ length: batches }, (_, index) =>
    JSON.stringify(calls.slice(index * MAX_BATCH, (index + 1) * MAX_BATCH)),
  );
}

const canTerminate = (socket: object): socket is { terminate(): void } => 'terminate' in socket;
