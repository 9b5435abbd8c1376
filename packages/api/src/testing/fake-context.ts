import { type PublicUser, SessionId, SIGN_IN_ENDED, SocketSessionId, UserId } from '@tic-tac-toe/domain';
import type { Rejection } from '@tic-tac-toe/domain/kit';
import { newId, newUuid } from '../ids.ts';
import type { Context } from '../router/context.ts';
import type { Identity, StartedSession } from '../router/identity/identity.ts';
import { type FakeApplication, fakeApplication } from './fake-application.ts';

export interface FakeContext extends Context {
  readonly app: FakeApplication;
  identity: Identity | null;
  trusted: boolean;
  socketSessionId: SocketSessionId | null;
  limits: Context['limits'];
  drained: Context['drained'];
  now: Context['now'];
  observer: Context['observer'];
  /** What the session gate was asked for. */
  readonly started: PublicUser[];
  /** What the session gate answers next, instead of a session. */
  refusal: Rejection | null;
  readonly ended: Identity[];
  readonly adopted: { readonly connection: SocketSessionId; readonly identity: Identity | null }[];
  /** Subscriptions that have not been given back. */
  readonly subscriptions: () => number;
}

export const ANN = UserId.parse('0a000000-0000-4000-8000-00000000000a');
export const BEN = UserId.parse('0b000000-0000-4000-8000-00000000000b');

export const identityOf = (userId: UserId, expiresAt = Number.MAX_SAFE_INTEGER): Identity => ({
  sessionId: SessionId.parse('s'.repeat(43)),
  userId,
  expiresAt,
});

const ids = new Map<string, string>();

/** The same name always has the same id, whoever asks. */
export function idFor(name: string): string {
  const id = ids.get(name) ?? newUuid();
  ids.set(name, id);
  return id;
}

/** A caller over a WebSocket, nobody unless the test says who. */
export function fakeContext(parts: Partial<Pick<FakeContext, 'identity' | 'trusted'>> = {}): FakeContext {
  const started: PublicUser[] = [];
  const ended: Identity[] = [];
  const adopted: FakeContext['adopted'][number][] = [];
  let subscriptions = 0;
  const context: FakeContext = {
    app: fakeApplication(),
    identity: null,
    trusted: false,
    socketSessionId: newId(SocketSessionId),
    network: '127.0.0.1',
    sessions: {
      async start(user): Promise<StartedSession> {
        if (context.refusal) return { ok: false, rejection: context.refusal };
        started.push(user);
        return {
          ok: true,
          userId: user.id,
          token: `token-${started.length}`,
          expiresAt: Date.UTC(2027, 0, 1),
          position: 7,
        };
      },
      async makeDeviceLink() {
        return { ok: true, secret: 'secret', expiresAt: Date.UTC(2027, 0, 1), position: 7 };
      },
      async ownerOf() {
        return null;
      },
      async startFromLink() {
        return { ok: false, rejection: context.refusal ?? SIGN_IN_ENDED };
      },
      async leave(identity) {
        ended.push(identity);
      },
      keepsCookie: () => true,
      async end(identity) {
        ended.push(identity);
        return 0;
      },
      adopt(connection, identity) {
        adopted.push({ connection, identity });
      },
    },
    limits: {
      consume: () => {},
      subscription() {
        subscriptions += 1;
        return () => {
          subscriptions -= 1;
        };
      },
    },
    signInFirst: null,
    drained: () => null,
    now: () => Date.UTC(2026, 0, 1),
    observer: null,
    idFor,
    started,
    refusal: null,
    ended,
    adopted,
    subscriptions: () => subscriptions,
    ...parts,
  };
  return context;
}
