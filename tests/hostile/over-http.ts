import { connect } from 'node:net';
import { faultOfResponses, isStream } from './answers.ts';
import type { Request } from './frames.ts';
import { count, judge, type Tally } from './tally.ts';

/** A connection that was not told to close is left when nothing more comes. */
const SILENCE_MS = 3_000;
/** No request is without any answer for so long. */
const PATIENCE_MS = 20_000;

export interface Target {
  readonly port: number;
  /** The loopback address that the hostile side comes from: limits are per address. */
  readonly from: string;
}

/** As bytes, since no client library would send all of this. */
export function bytesOf({ method, target, headers, body }: Request, token: string | null): string {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(headers.includes('Connection: Upgrade') ? [] : ['Connection: close']),
    ...(token === null ? [] : [`Authorization: Bearer ${token}`]),
    ...(headers.includes('Transfer-Encoding: chunked') || body === ''
      ? []
      : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends bytes over a connection of their own, and judges everything that comes back. */
export function sendRequest(
  tally: Tally,
  { port, from }: Target,
  method: string,
  bytes: string,
): Promise<void> {
  tally.sent += 1;
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    let patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.on('error', (error: NodeJS.ErrnoException) => count(tally, `http ${error.code ?? 'error'}`));
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      clearTimeout(patience);
      if (received.length === 1 && isStream(chunk)) return void socket.destroy();
      patience = setTimeout(() => socket.destroy(), SILENCE_MS);
    });
    socket.on('close', (hadError) => {
      clearTimeout(patience);
      const all = Buffer.concat(received);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(all.toString('latin1', 0, 16))?.[1];
      if (all.length === 0) count(tally, 'http without an answer');
      else {
        count(tally, `http ${status ?? 'no status'}`);
        // What a reset has cut need not be complete.
        const fault = hadError ? null : faultOfResponses(all, method);
        judge(tally, all.toString(), fault, bytes);
      }
      resolve();
    });
    socket.write(bytes);
  });
}
