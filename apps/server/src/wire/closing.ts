import { TRPCError } from '@trpc/server';
import type { WebSocket } from 'ws';
import type { Config } from '../config.ts';
import { CLOSE } from './connections.ts';
import { messageLimits } from './limits.ts';
import { refusalFrame } from './refusal.ts';

/** What ws closes a connection with, by itself, for a message of more than `maxPayload` bytes. */
const MESSAGE_TOO_LARGE = 1009;

/**
 * Says why before a connection is closed for a limit: as a typed error of no particular call, which is how tRPC's
 * client knows that it was refused, and waits longer each time before it connects again. A close code alone is
 * out of sight of whoever uses that client. On the client's own `close`, since ws has reasons of its own to call it.
 */
export function sayWhyItCloses(client: WebSocket, config: Config): void {
  const close: WebSocket['close'] = client.close.bind(client);
  client.close = (code, reason) => {
    const refusal = client.readyState === client.OPEN ? refusalFor(code, config) : null;
    if (refusal) client.send(refusalFrame(refusal));
    close(code, reason);
  };
}

/** Made when it is needed: an error keeps the frames of its stack, which is more than a connection has besides. */
function refusalFor(code: number | undefined, config: Config): TRPCError | null {
  switch (code) {
    case CLOSE.flooding[0]:
      return tooMany('Too many messages: try again in 1 s.');
    case CLOSE.tooMany[0]:
      return tooMany(CLOSE.tooMany[1]);
    case MESSAGE_TOO_LARGE: {
      const { bytes } = messageLimits(config);
      return new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message: `A message has at most ${bytes} bytes.` });
    }
    default:
      return null;
  }
}

const tooMany = (message: string) => new TRPCError({ code: 'TOO_MANY_REQUESTS', message });
