/** What every answer must be, whatever was asked. */

/** The inside of the server: a frame of a stack, or a place in its source. */
const INSIDE = /(^|\\n|\n)\s*at .|\.[cm]?[jt]s:|node_modules|file:\/\/|"stack"|dist[/\\]main/;

/** @returns the piece of an answer that shows the inside of the server; null: none */
export function leakIn(text: string): string | null {
  const match = INSIDE.exec(text);
  return match ? text.slice(Math.max(0, match.index - 60), match.index + 120) : null;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isError = (error: unknown): boolean =>
  isObject(error) &&
  typeof error['message'] === 'string' &&
  typeof error['code'] === 'number' &&
  isObject(error['data']) &&
  typeof error['data']['code'] === 'string';

/** A result or an error, as tRPC frames them; a list of them for a batch. */
const isAnswer = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every((one) => isObject(one) && isAnswer(one))
    : isObject(value) && (isObject(value['result']) || isError(value['error']));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns what is wrong with a WebSocket message of the server; null: nothing */
export function faultOfMessage(text: string): string | null {
  if (text === 'PING' || text === 'PONG') return null;
  const value = parsed(text);
  if (isObject(value) && value['method'] === 'reconnect') return null;
  return isAnswer(value) ? null : `no answer of tRPC: ${text.slice(0, 200)}`;
}

interface Head {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly rest: Buffer;
}

function headOf(received: Buffer): Head | null {
  const end = received.indexOf('\r\n\r\n');
  const lines = received.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})( |$)/.exec(lines[0] ?? '')?.[1];
  if (end === -1 || status === undefined) return null;
  const headers = new Map(
    lines.slice(1).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(status), header: (name) => headers.get(name), rest: received.subarray(end + 4) };
}

/** @returns the body that chunks make up, and what follows them; null: they end too early */
function unchunked(received: Buffer): { readonly body: Buffer; readonly rest: Buffer } | null {
  const pieces: Buffer[] = [];
  for (let rest = received; ;) {
    const line = rest.indexOf('\r\n');
    const size = parseInt(rest.subarray(0, Math.max(0, line)).toString('latin1'), 16);
    if (line === -1 || Number.isNaN(size) || rest.length < line + 4 + size) return null;
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
    if (size === 0) return { body: Buffer.concat(pieces), rest };
  }
}

/** Whether this is a stream of events, which goes on for as long as somebody listens. */
export const isStream = (received: Buffer): boolean =>
  headOf(received)?.header('content-type')?.startsWith('text/event-stream') === true;

/** @returns what is wrong with all that came over a connection which asked with `method`; null: nothing */
export function faultOfResponses(received: Buffer, method: string): string | null {
  for (let left = received; left.length > 0;) {
    const head = headOf(left);
    if (!head) return `no head: ${left.subarray(0, 200).toString('latin1')}`;
    const { status, header, rest } = head;
    if (status === 101 || isStream(left)) return null;
    const length = header('content-length');
    const hasNoBody = method === 'HEAD' || status === 204 || status === 304 || status === 100;
    const framed = hasNoBody
      ? { body: Buffer.alloc(0), rest }
      : header('transfer-encoding') === 'chunked'
        ? unchunked(rest)
        : length === undefined
          ? { body: rest, rest: Buffer.alloc(0) }
          : rest.length < Number(length)
            ? null
            : { body: rest.subarray(0, Number(length)), rest: rest.subarray(Number(length)) };
    if (!framed) return `the body of a ${status} is cut short: ${left.subarray(0, 300).toString('latin1')}`;
    const isJson = header('content-type')?.startsWith('application/json') === true && !hasNoBody;
    if (isJson && !isAnswer(parsed(framed.body.toString())))
      return `no answer of tRPC in a ${status}: ${framed.body.subarray(0, 200).toString()}`;
    left = framed.rest;
  }
  return null;
}
