import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type TRPCProcedureType,
} from '@trpc/server';
import { parseTRPCMessage } from '@trpc/server/rpc';
import { admit, signedIn } from '../router/access.ts';
import type { Api } from '../router/app-router.ts';
import type { Call, Feed } from '../router/calls.ts';
import type { Context } from '../router/context.ts';
import { knownError } from '../router/errors.ts';
import { observed } from '../router/observer.ts';
import { Subscriber } from '../router/subscriber.ts';
import { type CommitFrames, eventFrame, type Said } from './said.ts';

/** What a client says of itself before anything else, as `connectionParams`. */
export type ConnectionParams = Readonly<Record<string, string>> | null;

/** The other end of a connection. */
export interface FrameClient {
  isOpen(): boolean;
  /** What is said in one turn of the event loop may leave together. */
  say(said: Said): void;
  /** Closes the connection, since nobody can be found behind it. */
  close(): void;
  contextFor(params: ConnectionParams): Promise<Context>;
}

export interface FrameParts {
  readonly api: Api;
  /** The most calls in one message. */
  readonly maxBatch: number;
  /** Of all connections. */
  readonly commitFrames: CommitFrames;
  readonly onError: (failure: { readonly error: TRPCError; readonly path: string | undefined }) => void;
}

type RequestId = number | string | null;
type Frame = ReturnType<typeof parseTRPCMessage>;

/** Where an error comes from, as far as that is known. */
interface Origin {
  readonly type: TRPCProcedureType | 'unknown';
  readonly path: string | undefined;
  readonly input: unknown;
}

const NOWHERE: Origin = { type: 'unknown', path: undefined, input: undefined };

const IDENTITY = {
  input: { deserialize: same, serialize: same },
  output: { deserialize: same, serialize: same },
};
function same(value: unknown): unknown {
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a message about a call begins. The client's id comes back as it was; so does the version of JSON-RPC, if it named one. */
const headOf = (id: RequestId, jsonrpc: Frame['jsonrpc']): string =>
  `{"id":${JSON.stringify(id)},${jsonrpc === undefined ? '' : `"jsonrpc":${JSON.stringify(jsonrpc)},`}`;

/**
 * tRPC's WebSocket protocol, on the side of the server, for one connection. A frame that names a command or a query of a
 * contract goes straight to the application, and a subscription is an entry in a list: no middleware, no generator. All
 * other procedures are called through tRPC. Its own adapter says the same (`frames.test.ts` compares them), with a
 * generator, a promise race and an AbortSignal for each delivery.
 */
export class FrameConnection {
  readonly #parts: FrameParts;
  readonly #client: FrameClient;
  readonly #subscribers = new Map<RequestId, Subscriber>();
  #context: Context | null = null;
  /** What came before it was known who calls; null once that is known. */
  #early: (() => void)[] | null = [];
  /** Why there is nobody behind this connection. */
  #failure: TRPCError | null = null;
  #saysWhoFirst: boolean;

  /** @param saysWhoFirst the first message holds the connection's parameters */
  constructor(parts: FrameParts, client: FrameClient, saysWhoFirst: boolean) {
    this.#parts = parts;
    this.#client = client;
    this.#saysWhoFirst = saysWhoFirst;
    if (!saysWhoFirst) void this.#findContext(() => null);
  }

  /** @param message a text; null for binary data, which is none of this protocol */
  receive(message: string | null): void {
    if (message === 'PONG') return;
    if (message === 'PING') return this.#client.say(PONG);
    if (this.#saysWhoFirst) {
      this.#saysWhoFirst = false;
      return void this.#findContext(() => paramsIn(message));
    }
    const frames = this.#parse(message);
    const handle = () => {
      for (const [index, frame] of frames.entries()) this.#handle(frame, index);
    };
    if (this.#early) this.#early.push(handle);
    else handle();
  }

  /** The connection is closed. */
  end(): void {
    for (const subscriber of this.#subscribers.values()) subscriber.stop();
    this.#subscribers.clear();
  }

  async #findContext(paramsOf: () => ConnectionParams): Promise<void> {
    try {
      this.#context = await this.#client.contextFor(paramsOf());
    } catch (cause) {
      this.#failure = getTRPCErrorFromUnknown(cause);
      this.#sayError(NO_CALL, this.#failure, NOWHERE);
    }
    const early = this.#early ?? [];
    this.#early = null;
    for (const handle of early) handle();
    if (this.#failure) this.#client.close();
  }

  #parse(message: string | null): readonly Frame[] {
    try {
      if (message === null) throw new Error('Messages are text frames.');
      const json: unknown = JSON.parse(message);
      if (!Array.isArray(json)) return [parseTRPCMessage(json, IDENTITY)];
      if (json.length > this.#parts.maxBatch) return this.#refuseBatch(json);
      return json.map((each) => parseTRPCMessage(each, IDENTITY));
    } catch (cause) {
      this.#say(this.#errorText(NO_CALL, new TRPCError({ code: 'PARSE_ERROR', cause }), NOWHERE));
      return [];
    }
  }

  /** Each call hears of it, so that none waits for ever. */
  #refuseBatch(calls: readonly unknown[]): readonly [] {
    const error = new TRPCError({ code: 'BAD_REQUEST', message: 'Batch call exceeds maximum size' });
    this.#parts.onError({ error, path: undefined });
    const heads = calls.flatMap((call) => {
      if (!isObject(call) || call['method'] === 'subscription.stop') return [];
      const { id, jsonrpc } = call;
      if (typeof id !== 'number' && typeof id !== 'string') return [];
      return [headOf(id, jsonrpc === '2.0' ? jsonrpc : undefined)];
    });
    for (const head of heads.length > 0 ? heads : [NO_CALL]) this.#say(this.#errorText(head, error, NOWHERE));
    return [];
  }

  #handle(frame: Frame, batchIndex: number): void {
    const { id, jsonrpc, method } = frame;
    const head = headOf(id, jsonrpc);
    if (id === null) {
      const error = new TRPCError({ code: 'PARSE_ERROR', message: '`id` is required' });
      return this.#sayError(head, error, NOWHERE);
    }
    if (method === 'subscription.stop') return this.#stop(id, head);
    const { path, lastEventId, input: given } = frame.params;
    const input = lastEventId === undefined ? given : resumed(given, lastEventId);
    const origin: Origin = { type: method, path, input };
    if (method === 'subscription' && this.#subscribers.has(id)) {
      return this.#sayError(
        head,
        new TRPCError({ code: 'BAD_REQUEST', message: `Duplicate id ${id}` }),
        origin,
      );
    }
    const context = this.#context;
    if (!context) return this.#sayError(head, this.#failure, origin);
    const feed = method === 'subscription' ? this.#parts.api.feeds.get(path) : undefined;
    // Who is gone follows nothing; what it has asked for is done all the same.
    if (feed && !this.#client.isOpen()) return;
    if (feed) return this.#subscribe(id, head, feed, context, origin);
    const call = this.#parts.api.calls.get(path);
    const answer =
      call?.type === method
        ? observed(context, { path, type: call.type }, () => run(call, context, input))
        : this.#callThroughTrpc(method, path, input, context, batchIndex);
    answer.then(
      (data) =>
        this.#say(
          `${head}"result":{"type":"data"${data === undefined ? '' : `,"data":${JSON.stringify(data)}`}}}`,
        ),
      (error: unknown) => this.#sayError(head, error, origin),
    );
  }

  /** What no contract says, and what does not exist. */
  #callThroughTrpc(
    type: TRPCProcedureType,
    path: string,
    input: unknown,
    ctx: Context,
    batchIndex: number,
  ): Promise<unknown> {
    const { router } = this.#parts.api;
    const getRawInput = () => Promise.resolve(input);
    const { signal } = new AbortController();
    return callTRPCProcedure({ router, path, getRawInput, ctx, type, signal, batchIndex });
  }

  #subscribe(id: RequestId, head: string, feed: Feed, context: Context, origin: Origin): void {
    try {
      admit(feed.access, 'subscription', context);
      const { topic, lastEventId } = parsed(feed, origin.input);
      const actor = signedIn(context)?.userId ?? null;
      const { readers } = this.#parts.api;
      const subscriber = new Subscriber(
        { context, readers, topic, actor, lastEventId },
        {
          room: context.drained,
          tell: (event, position) => this.#say(eventFrame(head, event, position)),
          tellAll: (published) => this.#client.say(this.#parts.commitFrames.of(head, published)),
          end: (error) => {
            this.#subscribers.delete(id);
            if (error === undefined) this.#say(stopped(head));
            else this.#sayError(head, error, origin);
          },
        },
      );
      this.#subscribers.set(id, subscriber);
      this.#say(`${head}"result":{"type":"started"}}`);
      subscriber.begin();
    } catch (error) {
      this.#subscribers.delete(id);
      this.#sayError(head, error, origin);
    }
  }

  #stop(id: RequestId, head: string): void {
    const subscriber = this.#subscribers.get(id);
    if (!subscriber) return;
    this.#subscribers.delete(id);
    subscriber.stop();
    this.#say(stopped(head));
  }

  #say(text: string): void {
    if (this.#client.isOpen()) this.#client.say({ texts: [text] });
  }

  #sayError(head: string, cause: unknown, origin: Origin): void {
    const error = knownError(getTRPCErrorFromUnknown(cause));
    this.#parts.onError({ error, path: origin.path });
    this.#say(this.#errorText(head, error, origin));
  }

  #errorText(head: string, error: TRPCError, origin: Origin): string {
    const shape = getTRPCErrorShape({
      config: this.#parts.api.router._def._config,
      error,
      ctx: this.#context ?? undefined,
      ...origin,
    });
    return `${head}"error":${JSON.stringify(shape)}}`;
  }
}

const PONG: Said = { texts: ['PONG'] };
const NO_CALL = headOf(null, undefined);
const stopped = (head: string): string => `${head}"result":{"type":"stopped"}}`;

/** @throws TRPCError, ZodError */
async function run(call: Call, context: Context, input: unknown): Promise<unknown> {
  admit(call.access, 'call', context);
  return parsed(call, input)(context);
}

/** As tRPC says of an input that is not well-formed. */
function parsed<Input>({ parse }: { parse(input: unknown): Input }, input: unknown): Input {
  try {
    return parse(input);
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', cause });
  }
}

function resumed(input: unknown, lastEventId: string): unknown {
  if (isObject(input)) return { ...input, lastEventId };
  return input ?? { lastEventId };
}

const areTexts = (said: Record<string, unknown>): said is Record<string, string> =>
  Object.values(said).every((value) => typeof value === 'string');

/** @throws TRPCError where they are no texts by name */
function parameters(said: unknown): ConnectionParams {
  if (said === null) return null;
  if (isObject(said) && areTexts(said)) return said;
  throw new TRPCError({ code: 'PARSE_ERROR', message: 'Invalid connection params shape' });
}

/** @throws TRPCError where the first message is something else */
function paramsIn(message: string | null): ConnectionParams {
  try {
    const said: unknown = JSON.parse(message ?? '');
    if (!isObject(said)) throw new Error('Message was not an object');
    return parameters(said['data']);
  } catch (cause) {
    if (cause instanceof TRPCError) throw cause;
    throw new TRPCError({ code: 'PARSE_ERROR', message: 'Malformed TRPCConnectionParamsMessage', cause });
  }
}
