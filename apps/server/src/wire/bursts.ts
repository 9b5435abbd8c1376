import type { Socket } from 'node:net';

/**
 * Messages that may arrive in one moment, in one chunk of the network: a hundred come together where this server was
 * busy for a second, and eight thousand fit.
 */
const MAX_AT_ONCE = 256;

/**
 * Counts the messages of what has been read at once. Limits by the second do not see a burst where the server is slow
 * to work it off: they would leave it the rest of it, second after second.
 * @returns for each message, whether it is one too many
 */
export function burstWatch(socket: Socket): () => boolean {
  let readBefore = 0;
  let atOnce = 0;
  return () => {
    const { bytesRead } = socket;
    atOnce = bytesRead === readBefore ? atOnce + 1 : 1;
    readBefore = bytesRead;
    return atOnce > MAX_AT_ONCE;
  };
}
