/** What is said over a WebSocket, compared with what tRPC's own adapter says: the protocol is theirs. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { rejection } from '@tic-tac-toe/domain/kit';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { createApi } from '../router/app-router.ts';
import { fakeApplication } from '../testing/fake-application.ts';
import { ANN, fakeContext, identityOf } from '../testing/fake-context.ts';
import { FrameConnection } from './frames.ts';
import { CommitFrames } from './said.ts';

const api = createApi(fakeApplication().contracts);
const MAX_BATCH = 4;
const GAME = newId(GameId);
const OPERATION = '00000000-0000-4000-8000-000000000001';

interface Side {
  readonly context: ReturnType<typeof fakeContext>;
  receive(message: string | Buffer): void;
  close(): void;
  readonly said: string[];
  readonly errors: string[];
  closed: boolean;
}

function contextOf(): ReturnType<typeof fakeContext> {
  const context = fakeContext({ identity: identityOf(ANN) });
  context.app.outcome = ({ data }, { operationId = OPERATION }) =>
    (data as { x?: number }).x === 2
      ? { ok: false, rejection: rejection('POSITION_ALREADY_FILLED', 'CONFLICT') }
      : { ok: true, receipt: { operationId, position: 5 } };
  context.app.answer = () => ({ ok: true, answer: { to: ['äöü', null] } });
  return context;
}

/** Error ids are random; what is compared has none. */
const withoutIds = (text: string): string =>
  text.replaceAll(/[\da-f]{8}-[\da-f]{4}-[47][\da-f-]{21}/g, '<id>');

/** tRPC's adapter, with a client that is no socket. */
function oracle(asksWho: boolean, fails: boolean): Side {
  const context = contextOf();
  const client = Object.assign(new EventEmitter(), {
    readyState: 1,
    send: (text: string) => void side.said.push(withoutIds(text)),
    close() {
      client.readyState = 3;
      side.closed = true;
    },
    terminate() {},
  });
  const side: Side = {
    context,
    said: [],
    errors: [],
    closed: false,
    receive: (message) =>
      void client.emit('message', Buffer.from(message as string), typeof message !== 'string'),
    close() {
      client.readyState = 3;
      client.emit('close');
    },
  };
  getWSConnectionHandler({
    // Asked for by its type, and used by `applyWSSHandler` alone.
    wss: undefined as never,
    router: api.router,
    maxBatchSize: MAX_BATCH,
    onError: ({ error, path }) => void side.errors.push(`${path}: ${error.code}`),
    createContext() {
      if (fails) throw new Error('nobody is there');
      return context;
    },
  })(
    client as never,
    { url: asksWho ? '/trpc?connectionParams=1' : '/trpc', headers: {} } as IncomingMessage,
  );
  return side;
}

function ours(asksWho: boolean, fails: boolean): Side {
  const context = contextOf();
  let isOpen = true;
  const side: Side = {
    context,
    said: [],
    errors: [],
    closed: false,
    receive: (message) => frames.receive(typeof message === 'string' ? message : null),
    close() {
      isOpen = false;
      frames.end();
    },
  };
  const frames = new FrameConnection(
    {
      api,
      maxBatch: MAX_BATCH,
      commitFrames: new CommitFrames(),
      onError: ({ error, path }) => void side.errors.push(`${path}: ${error.code}`),
    },
    {
      isOpen: () => isOpen,
      say: ({ texts }) => void side.said.push(...texts.map(withoutIds)),
      close() {
        isOpen = false;
        side.closed = true;
      },
      contextFor: () => (fails ? Promise.reject(new Error('nobody is there')) : Promise.resolve(context)),
    },
    asksWho,
  );
  return side;
}

/** Until nothing is under way: pages of a history wait for turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What each call heard, in order. Calls do not wait for each other. */
function byCall(said: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const calls: Record<string, string[]> = {};
  for (const text of said) {
    const id = /^\{"id":("[^"]*"|[^,}]*)/.exec(text)?.[1] ?? text;
    (calls[id] ??= []).push(text);
  }
  return calls;
}

type Step =
  | { readonly send: unknown }
  | { readonly text: string }
  | { readonly binary: string }
  | { readonly commit: readonly string[]; readonly live?: readonly string[] }
  | { readonly prune: number }
  | 'close';

interface Session {
  readonly asksWho?: boolean;
  readonly fails?: boolean;
  readonly before?: number;
  readonly steps: readonly Step[];
}

function take(side: Side, step: Step): void {
  const topic = `games/${GAME}`;
  if (step === 'close') side.close();
  else if ('send' in step) side.receive(JSON.stringify(step.send));
  else if ('text' in step) side.receive(step.text);
  else if ('binary' in step) side.receive(Buffer.from(step.binary));
  else if ('prune' in step) side.context.app.prune(topic, step.prune);
  else {
    const drafts = (types: readonly string[]) => types.map((type) => ({ type, data: { type, text: 'ö"' } }));
    side.context.app.commit(topic, drafts(step.commit), drafts(step.live ?? []));
  }
}

async function play({ asksWho = false, fails = false, before = 0, steps }: Session) {
  async function of(side: Side): Promise<Side> {
    for (let count = 1; count <= before; count += 1) take(side, { commit: [`Before${count}`] });
    for (const step of steps) {
      take(side, step);
      await settled();
    }
    return side;
  }
  return [await of(oracle(asksWho, fails)), await of(ours(asksWho, fails))] as const;
}

const inAnyOrder = (all: readonly unknown[]): readonly string[] =>
  all.map((each) => JSON.stringify(each)).toSorted();

async function expectTheSame(session: Session): Promise<Side> {
  const [theirs, own] = await play(session);
  expect(byCall(own.said)).toEqual(byCall(theirs.said));
  expect(inAnyOrder(own.errors)).toEqual(inAnyOrder(theirs.errors));
  expect(own.closed).toBe(theirs.closed);
  expect(inAnyOrder(own.context.app.executed)).toEqual(inAnyOrder(theirs.context.app.executed));
  expect(inAnyOrder(own.context.app.asked)).toEqual(inAnyOrder(theirs.context.app.asked));
  expect(own.context.app.listeners()).toBe(theirs.context.app.listeners());
  expect(own.context.subscriptions()).toBe(theirs.context.subscriptions());
  return own;
}

const call = (id: unknown, method: string, path: unknown, input?: unknown, extra: object = {}) => ({
  id,
  method,
  params: { path, input, ...extra },
});
const place = (id: unknown, x = 1) =>
  call(id, 'mutation', 'games.placeMark', { gameId: GAME, x, y: 0, operationId: OPERATION });
const follow = (id: unknown, lastEventId?: unknown) =>
  call(id, 'subscription', 'games.events', {
    gameId: GAME,
    ...(lastEventId !== undefined && { lastEventId }),
  });
const stop = (id: unknown) => ({ id, method: 'subscription.stop' });

describe('the same is said as by the adapter of tRPC', () => {
  const sessions: Record<string, Session> = {
    'to a command': { steps: [{ send: place(1) }] },
    'to a command that is refused': { steps: [{ send: place(1, 2) }] },
    'to a command that is not well-formed': { steps: [{ send: place(1, 77) }] },
    'to a command without an input': { steps: [{ send: call(1, 'mutation', 'games.placeMark') }] },
    'to a query': { steps: [{ send: call('a', 'query', 'games.getGame', { gameId: GAME }) }] },
    'to a query that needs no input': { steps: [{ send: call(1, 'query', 'scoring.getTopThreePlayers') }] },
    'to a procedure that no contract has': { steps: [{ send: call(1, 'query', 'sessions.me') }] },
    'to a path that is none': { steps: [{ send: call(1, 'mutation', 'games.cheat') }, { send: call(2, 'query', '__proto__') }] },
    'to a command asked as a query, and the other way': {
      steps: [
        { send: call(1, 'query', 'games.placeMark', {}) },
        { send: call(2, 'mutation', 'games.getGame', {}) },
        { send: call(3, 'subscription', 'games.getGame', {}) },
        { send: call(4, 'query', 'games.events', { gameId: GAME }) },
      ],
    },
    'with the version of JSON-RPC': { steps: [{ send: { ...place(1), jsonrpc: '2.0' } }, { send: { ...follow(2), jsonrpc: '2.0' } }, { commit: ['One'] }] },
    'to a batch': { steps: [{ send: [place(1), place(2, 2), call(3, 'query', 'games.getGame', { gameId: GAME })] }] },
    'to a batch that is too large': { steps: [{ send: [place(1), stop(2), place('3'), { id: null }, 7] }] },
    'to a batch of nothing that can be answered': { steps: [{ send: [1, 2, 3, 4, 5] }] },
    'to an empty batch': { steps: [{ send: [] }] },
    'to what is no frame': {
      steps: [
        { text: 'nonsense' }, { text: '7' }, { text: 'null' }, { send: {} }, { send: { id: true, method: 'query' } },
        { send: { id: 1, method: 'dance', params: {} } }, { send: { id: 1, method: 'query', params: { path: 7 } } },
        { send: { id: null, method: 'query', params: { path: 'x' } } }, { send: { ...place(1), jsonrpc: '1.0' } },
        { send: [place(1), { id: 2 }] }, { send: follow(3) }, { send: { ...follow(4), params: { path: 'games.events', lastEventId: 3 } } },
      ],
    }, // prettier-ignore
    'to binary data': { steps: [{ binary: 'PING' }, { binary: JSON.stringify(place(1)) }] },
    'to PING and PONG': { steps: [{ text: 'PING' }, { text: 'PONG' }] },
    'of what happens from now on': { before: 2, steps: [{ send: follow(1) }, { commit: ['One', 'Two'] }, { commit: [], live: ['Live'] }] },
    'of what has happened, and happens': { before: 3, steps: [{ send: follow(1, 1) }, { commit: ['One'] }, { send: stop(1) }, { commit: ['Two'] }] },
    'of a long history': { before: 250, steps: [{ send: follow(1, '0') }] },
    'of a position in the params': { before: 3, steps: [{ send: call(1, 'subscription', 'games.events', { gameId: GAME }, { lastEventId: '2' }) }] },
    'of a position that was pruned': { before: 5, steps: [{ prune: 4 }, { send: follow(1, 2) }, { commit: ['One'] }] },
    'of a position in the future': { before: 1, steps: [{ send: follow(1, 99) }, { commit: ['One'] }] },
    'of a position that is none': { steps: [{ send: follow(1, 'x') }, { send: follow(2, -1) }] },
    'to a second subscription of the same id': { steps: [{ send: follow(1) }, { send: follow(1) }, { send: stop(1) }, { send: follow(1) }] },
    'to a stop of nothing': { steps: [{ send: stop(9) }, { send: stop('9') }] },
    'to ids that are texts and look like numbers': { steps: [{ send: follow(1) }, { send: follow('1') }, { send: stop('1') }, { commit: ['One'] }] },
    'to who has gone': { steps: [{ send: follow(1) }, 'close', { commit: ['One'] }] },
    'once it is known who calls': { asksWho: true, steps: [{ send: { method: 'connectionParams', data: { token: 'x' } } }, { send: place(1) }] },
    'to parameters that are nothing': { asksWho: true, steps: [{ send: { method: 'connectionParams', data: null } }, { send: place(1) }] },
    'to parameters that make no sense': { asksWho: true, steps: [{ text: 'x' }, { send: place(1) }] },
    'to parameters of another shape': { asksWho: true, steps: [{ send: { data: { token: 7 } } }, { send: place(1) }] },
    'where nobody can be found': { fails: true, steps: [{ send: place(1) }] },
  }; // prettier-ignore

  test.each(Object.entries(sessions))('%s', async (_name, session) => {
    await expectTheSame(session);
  });

  const id = fc.constantFrom<unknown>(1, 2, 3, '1', 'a');
  /** Calls of one message are answered in any order: each has an id of its own. */
  const newCall = fc.integer({ min: 100 });
  const frame: fc.Arbitrary<unknown> = fc.oneof(
    newCall.map((each) => place(each)),
    newCall.map((each) => place(each, 2)),
    id.map((each) => follow(each)),
    fc.tuple(id, fc.nat({ max: 12 })).map(([each, position]) => follow(each, position)),
    id.map(stop),
    newCall.map((each) => call(each, 'query', 'games.getGame', { gameId: GAME })),
    newCall.map((each) => call(each, 'query', 'sessions.me')),
    newCall.map((each) => call(each, 'mutation', 'games.cheat')),
    fc.jsonValue(),
  );
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: frame.map((send) => ({ send })) },
    // Of one subscription in one message, the adapter hears the end before the beginning.
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(frame, {
          maxLength: MAX_BATCH + 1,
          selector: (each) => (each as { id?: unknown } | null)?.id,
        })
        .map((send) => ({ send })),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        commit: fc.array(fc.constantFrom('One', 'Two'), { maxLength: 3 }),
        live: fc.array(fc.constantFrom('Live'), { maxLength: 1 }),
      }),
    },
    { weight: 1, arbitrary: fc.string().map((text) => ({ text })) },
    { weight: 1, arbitrary: fc.constant<Step>('close') },
  );

  test('whatever a client does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          asksWho: fc.boolean(),
          before: fc.nat({ max: 8 }),
          steps: fc.array(step, { maxLength: 12 }),
        }),
        async (session) => void (await expectTheSame(session)),
      ),
      { numRuns: 150 },
    );
  });
});
