import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that takes less than this from one look to the next, while more waits, is not being read. */
const LEAST_TAKEN_BYTES = 16_384;

/**
 * What Node knows of a write that is on its way, and says nowhere in public: a large answer is one write, which is
 * done when all of it is taken. Where a Node should not have it, only the amount that waits is bounded.
 */
type Watched = Socket & {
  readonly _handle?: { readonly bytesWritten?: number; readonly writeQueueSize?: number } | null;
};

interface Look {
  readonly taken: number | null;
  readonly waiting: number;
}

/** Bytes that the operating system has taken so far: it takes more as the client does. */
function takenFrom({ _handle: handle }: Watched): number | null {
  const { bytesWritten, writeQueueSize } = handle ?? {};
  return bytesWritten === undefined || writeQueueSize === undefined ? null : bytesWritten - writeQueueSize;
}

function isRead(before: Look, now: Look): boolean {
  if (now.waiting === 0 || before.taken === null || now.taken === null) return true;
  return now.taken - before.taken >= Math.min(before.waiting, LEAST_TAKEN_BYTES);
}

/**
 * Bounds what waits for HTTP clients that ask and do not read: a connection that has taken next to nothing of what
 * waited for it for `everyMs` is cut off, and so is one for which more than `maxBytes` wait at that moment. A
 * WebSocket has its own bounds (`back-pressure.ts`).
 */
export function cutOffSlowReaders(
  server: Server,
  { everyMs, maxBytes }: { readonly everyMs: number; readonly maxBytes: number },
  onCutOff: () => void = () => {},
): void {
  const looks = new Map<Watched, Look>();
  const forget = (socket: Watched) => void looks.delete(socket);

  server.on('connection', (socket: Socket) => {
    looks.set(socket, { taken: 0, waiting: 0 });
    socket.once('close', () => forget(socket));
  });
  server.on('upgrade', ({ socket }) => forget(socket));

  const watch = setInterval(() => {
    for (const [socket, before] of looks) {
      const now = { taken: takenFrom(socket), waiting: socket.writableLength };
      if (now.waiting <= maxBytes && isRead(before, now)) {
        looks.set(socket, now);
        continue;
      }
      onCutOff();
      socket.destroy();
    }
  }, everyMs);
  watch.unref();
  server.on('close', () => clearInterval(watch));
}
