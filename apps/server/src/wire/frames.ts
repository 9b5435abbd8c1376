import {
  type Api,
  CommitFrames,
  type Context,
  FrameConnection,
  type FrameParts,
} from '@tic-tac-toe/api/router';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import type { WebSocket } from 'ws';
import type { Config } from '../config.ts';
import { createKeepAlive } from './keep-alive.ts';
import { messageLimits } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { SocketParts } from './sockets.ts';

export interface FramesParts {
  readonly api: Api;
  readonly config: Config;
  readonly contextOf: (client: WebSocket, token: string | undefined) => Promise<Context>;
  readonly onError: FrameParts['onError'];
}

/** Speaks tRPC's protocol on WebSockets. */
export interface Frames {
  readonly serve: SocketParts['serve'];
  /** Asks every client to connect anew; they do, each after a moment of its own. */
  tellToReconnect(): void;
  stop(): void;
}

/** How long calls that were sent together with wrong parameters have to arrive, and to be answered. */
const LAST_WORDS_MS = 100;

const PING = { texts: ['PING'] };
const RECONNECT = { texts: [JSON.stringify({ id: null, method: 'reconnect' })] };

export function serveFrames({ api, config, contextOf, onError }: FramesParts): Frames {
  const parts: FrameParts = {
    api,
    maxBatch: messageLimits(config).calls,
    commitFrames: new CommitFrames(),
    onError,
  };
  const keepAlive = createKeepAlive();
  const open = new Set<Outbox>();

  return {
    serve(client, outbox, saysWhoFirst) {
      const frames = new FrameConnection(
        parts,
        {
          isOpen: () => client.readyState === client.OPEN,
          say: outbox.say,
          close: () => void setTimeout(() => client.close(), LAST_WORDS_MS).unref(),
          contextFor: (params) => contextOf(client, params?.['token']),
        },
        saysWhoFirst,
      );
      const { heard, stop } = keepAlive.watch(client, () => outbox.say(PING));
      open.add(outbox);
      client.on('error', (cause) => onError({ error: getTRPCErrorFromUnknown(cause), path: undefined }));
      client.once('close', () => {
        open.delete(outbox);
        stop();
        frames.end();
      });
      return (message) => {
        heard();
        frames.receive(message);
      };
    },
    tellToReconnect() {
      for (const { say } of open) say(RECONNECT);
    },
    stop: keepAlive.stop,
  };
}
