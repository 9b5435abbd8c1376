import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Pieces that a body without a Content-Length may come in. A tunnel or proxy passes the largest body on in a dozen;
 * each piece costs a hundred times its byte.
 */
const MAX_PIECES = 128;

/** Where Node's parser keeps what it calls for each piece of a body: `kOnBody`, in all versions that there are. */
const ON_BODY = 3;

interface Parser {
  [ON_BODY]?: unknown;
  readonly incoming?: IncomingMessage | null;
  readonly socket?: Socket | null;
}

type OnBody = (this: Parser, ...piece: unknown[]) => void;

const isFunction = (value: unknown): value is OnBody => typeof value === 'function';

export const isChunked = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined;

/** Node uses its parsers again, for other connections: each goes on with what is its own. */
const boundedOf = new WeakMap<Parser, OnBody>();

function bounded(onBody: OnBody): OnBody {
  let current: IncomingMessage | null = null;
  let pieces = 0;
  return function (...piece) {
    const incoming = this.incoming ?? null;
    if (incoming !== current) pieces = 0;
    current = incoming;
    pieces += 1;
    if (incoming === null || pieces <= MAX_PIECES || !isChunked(incoming)) return onBody.apply(this, piece);
    current = null;
    this.socket?.destroy();
    // What is left of this chunk of the network, perhaps ten thousand pieces, is parsed, and nobody is called for it.
    delete this[ON_BODY];
  };
}

/**
 * Cuts a connection off whose body comes in crumbs. All that has arrived in one moment is parsed in one go, and Node
 * has no public way to stop that; where a Node should keep its parser's habits elsewhere, all it costs is the
 * parsing, and a test says so.
 */
export function boundPieces(socket: Socket & { readonly parser?: Parser | null }): void {
  const { parser } = socket;
  if (!parser) return;
  const onBody = boundedOf.get(parser) ?? (isFunction(parser[ON_BODY]) ? bounded(parser[ON_BODY]) : null);
  if (onBody === null) return;
  boundedOf.set(parser, onBody);
  parser[ON_BODY] = onBody;
}

/** Node would read the rest of a body to its end, in order to throw it away, and nobody knows where that is. */
export function readNoFurtherThanAnswered(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (!request.complete) request.socket.destroySoon();
  });
}
