import { once } from 'node:events';
import { WebSocket } from 'ws';
import { faultOfMessage } from './answers.ts';
import type { Target } from './over-http.ts';
import { count, judge, type Tally } from './tally.ts';

/** Opens a WebSocket whose answers are all judged; null where the server refuses it. */
export async function open(
  tally: Tally,
  { port, from }: Target,
  firstMessage: string | null,
  lastSent: () => string,
): Promise<WebSocket | null> {
  const query = firstMessage === null ? '' : '?connectionParams=1';
  const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc${query}`, {
    localAddress: from,
    perMessageDeflate: false,
  });
  socket.on('message', (raw: Buffer) => {
    const text = raw.toString();
    const code = /"code":"([A-Z_]+)"/.exec(text)?.[1];
    count(tally, `ws ${code ?? (text === 'PING' ? 'PING' : 'result')}`);
    judge(tally, text, faultOfMessage(text), lastSent());
  });
  socket.on('close', (code, reason) => {
    count(tally, `ws closed ${code}`);
    judge(tally, reason.toString(), null, lastSent());
  });
  // Among these are refused upgrades.
  socket.on('error', ({ message }) => count(tally, `ws ${message}`));
  try {
    await once(socket, 'open');
  } catch {
    return null;
  }
  if (firstMessage !== null) socket.send(firstMessage);
  return socket;
}

/** Sends messages over a connection, and over another where the server has ended it. */
export function createSpeaker(tally: Tally, target: Target, token: string | null) {
  let socket: WebSocket | null = null;
  let last = '';
  const params = token === null ? null : JSON.stringify({ method: 'connectionParams', data: { token } });
  return {
    async say(message: string | Uint8Array): Promise<void> {
      if (socket?.readyState !== WebSocket.OPEN) socket = await open(tally, target, params, () => last);
      tally.sent += 1;
      last = String(message);
      socket?.send(message);
    },
    close: () => socket?.terminate(),
  };
}
