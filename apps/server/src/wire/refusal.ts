import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';

/* What requests and upgrades are refused for alike. */

export const notNow = () =>
  new TRPCError({
    code: 'SERVICE_UNAVAILABLE',
    message: 'The server is starting or stopping: try again soon.',
  });

export const foreign = ({ headers }: IncomingMessage) =>
  new TRPCError({
    code: 'FORBIDDEN',
    message: `Pages of ${headers.origin} may not call this server.`,
  });

export const tooMany = () =>
  new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many requests: try again in 1 s.' });

/** What is refused before any procedure is reached looks like a procedure's error, so that clients have one kind. */
function shapeOf(error: TRPCError) {
  const httpStatus = getHTTPStatusCodeFromError(error);
  const shape = {
    message: error.message,
    code: TRPC_ERROR_CODES_BY_KEY[error.code],
    data: { code: error.code, httpStatus },
  };
  return { status: httpStatus, shape, body: JSON.stringify({ error: shape }) };
}

/** The same for an open connection, of which no call in particular is refused. */
export const refusalFrame = (error: TRPCError): string =>
  JSON.stringify({ id: null, error: shapeOf(error).shape });

export function refuse(response: ServerResponse, error: TRPCError): void {
  const { status, body } = shapeOf(error);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** The same for an upgrade, which has no response object. */
export function refuseUpgrade({ method }: IncomingMessage, socket: Duplex, error: TRPCError): void {
  const { status, body } = shapeOf(error);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.once('finish', () => socket.destroy());
  // Nothing follows the head of an answer to HEAD: a body would be read as the next answer.
  socket.end(`${head.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`);
}
