import { contracts } from '@tic-tac-toe/domain/contracts';
import { hears } from '@tic-tac-toe/domain/kit';
import type {
  Answer,
  Application,
  Audience,
  Caller,
  CommandMessage,
  EventMessage,
  LiveEvent,
  Outcome,
  Published,
  QueryMessage,
  RecordedEvent,
} from '@tic-tac-toe/domain/kit';
import { newUuid } from '../ids.ts';

export interface Draft {
  readonly type: string;
  readonly data?: unknown;
  readonly audience?: Audience;
}

/** What an application looks like from the wire: outcomes as the test says, and a log that it fills. */
export interface FakeApplication extends Application {
  readonly executed: { readonly command: CommandMessage; readonly caller: Caller }[];
  readonly asked: { readonly query: QueryMessage; readonly actor: string }[];
  readonly published: { readonly event: EventMessage; readonly caller: Partial<Caller> }[];
  outcome: (command: CommandMessage, caller: Caller) => Outcome | Promise<Outcome>;
  answer: (query: QueryMessage) => Answer<unknown>;
  /** Adds events to the log, and tells those who listen. */
  commit(topic: string, events: readonly Draft[], live?: readonly Draft[]): void;
  /** Forgets the events of a topic up to a position. */
  prune(topic: string, upTo: number): void;
  /** Runs before and after the log is looked at: a moment at which other things may happen. */
  meanwhile: () => void;
  /** How a commit reaches those who listen; at once, unless a test says otherwise. */
  deliver: (tell: () => void) => void;
  readonly reads: () => number;
  readonly listeners: () => number;
  readonly rows: readonly RecordedEvent[];
}

/** A topic begins with its module. */
const nameOf = (topic: string, type: string): string => `${topic.split('/')[0]}.${type}`;

export function fakeApplication(): FakeApplication {
  const rows: RecordedEvent[] = [];
  const floors = new Map<string, number>();
  const listeners = new Set<{
    readonly topic: string | null;
    readonly listener: (published: Published) => void;
  }>();
  let head = 0;
  let reads = 0;

  /** Looks now, answers later. */
  async function look<T>(at: () => T): Promise<T> {
    app.meanwhile();
    const seen = at();
    app.meanwhile();
    await Promise.resolve();
    app.meanwhile();
    return seen;
  }

  const row = (topic: string, { type, data = {}, audience = 'everyone' }: Draft): RecordedEvent => {
    head += 1;
    const cause = { operation: newUuid(), correlation: '', sequence: 0, causation: null, actor: '' };
    const previous = rows.findLast((before) => before.topic === topic)?.position ?? 0;
    const name = nameOf(topic, type);
    return { position: head, previous, name, type, data, topic, audience, ...cause, recordedAt: 0 };
  };

  const app: FakeApplication = {
    contracts: Object.values(contracts),
    executed: [],
    asked: [],
    published: [],
    rows,
    outcome: (_command, { operationId = newUuid() }) => ({
      ok: true,
      receipt: { operationId, position: head },
    }),
    answer: () => ({ ok: true, answer: {} }),
    meanwhile: () => {},
    deliver: (tell) => tell(),
    reads: () => reads,
    listeners: () => listeners.size,

    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async execute(command, caller) {
      app.executed.push({ command, caller });
      return app.outcome(command, caller);
    },
    async ask<Result>(query: QueryMessage, { actor }: Pick<Caller, 'actor'>) {
      app.asked.push({ query, actor });
      return app.answer(query) as Answer<Result>;
    },
    async publish(event, caller = {}) {
      app.published.push({ event, caller });
      return { operationId: caller.operationId ?? newUuid(), position: head };
    },

    log: {
      read: (topic, after, limit) =>
        look(() => {
          reads += 1;
          return rows.filter((event) => event.topic === topic && event.position > after).slice(0, limit);
        }),
      readFor: (actor, topic, after, limit) =>
        look(() => {
          reads += 1;
          const looked = rows
            .filter((event) => event.topic === topic && event.position > after)
            .slice(0, limit);
          return {
            events: looked.filter(({ audience }) => hears(audience, actor)),
            upTo: looked.at(-1)?.position ?? after,
            isLast: looked.length < limit,
          };
        }),
      readAll: () => Promise.reject(new Error('Nobody reads all of it.')),
      head: () => look(() => head),
      heads: (topics) => look(() => topics.map(() => head)),
      stoodAt: (_topic, position) => look(() => position <= head),
      floor: (topic) => look(() => floors.get(topic) ?? 0),
    },

    recent: () => null,
    listen(topic, listener) {
      const entry = { topic, listener };
      listeners.add(entry);
      return { from: head, stop: () => void listeners.delete(entry) };
    },

    commit(topic, events, live = []) {
      const recorded = events.map((event) => row(topic, event));
      rows.push(...recorded);
      const told: LiveEvent[] = live.map(({ type, data = {}, audience = 'everyone' }) => ({
        name: nameOf(topic, type),
        type,
        data,
        topic,
        audience,
      }));
      app.deliver(() => {
        for (const entry of listeners) {
          if (entry.topic === null || entry.topic === topic) entry.listener({ events: recorded, live: told });
        }
      });
    },

    prune(topic, upTo) {
      const kept = rows.filter((event) => event.topic !== topic || event.position > upTo);
      rows.splice(0, rows.length, ...kept);
      floors.set(topic, upTo);
    },
  };
  return app;
}
