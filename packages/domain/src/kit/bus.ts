import {
  type Caller,
  EventRefused,
  type Outcome,
  type Published,
  type Receipt,
} from './application.types.ts';
import { cascade, type Root } from './cascade.ts';
import { type ActorId, SYSTEM } from './actor.ts';
import type { Context } from './decision.ts';
import type { Notify } from './hooks.ts';
import { drive, isLater, type Steps, wait } from './maybe.ts';
import { type CommandMessage, type EventMessage, type Rejection, rejection } from './message.ts';
import { TimerPostponed } from './module.ts';
import { type Commit, type Ports, type Store, VersionConflict } from './ports.ts';
import type { Registry } from './registry.ts';
import { type Batch, createBatch, type EarlierReceipt } from './unit-of-work.ts';

/** The most operations that share a commit: enough to make a sync to disk cheap, few enough to stay responsive. */
const MAX_BATCH = 256;

/** How often a batch is decided again when other servers change its states under it. */
const MAX_ATTEMPTS = 20;

/** The same operation id came with another payload: a client's mistake, never a retry. */
export const OPERATION_ID_REUSED = rejection('OPERATION_ID_REUSED', 'CONFLICT');

type Task =
  | { readonly kind: 'message'; readonly message: CommandMessage | EventMessage }
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'postpone'; readonly key: string; readonly until: number };

interface Operation {
  readonly task: Task;
  readonly actor: ActorId;
  readonly operation: string;
  /** What was asked for, as a receipt keeps it; null where no receipt is wanted. */
  readonly request: string | null;
  readonly correlation: string | undefined;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * What an operation came to. A position that is not known yet is for the commit to say: it has so many of the
 * commit's events before it.
 */
type Decided =
  | { readonly refused: Rejection | null; readonly events: number }
  | { readonly refused: Rejection | null; readonly position: number }
  | { readonly error: unknown };

/** Delivers commands, events and timers to their handlers, one batch after the other. */
export interface Bus {
  execute(command: CommandMessage, caller: Caller): Promise<Outcome>;
  publish(event: EventMessage, caller: Partial<Caller>): Promise<Receipt>;
  /** Delivers what a timer carries, if it is still set and due. */
  fire(key: string): Promise<unknown>;
  /** Puts off what is due before `until`, and says so. */
  postpone(key: string, until: number): Promise<unknown>;
  /** Resolves when nothing is in hand or waiting. */
  idle(): Promise<void>;
}

export interface BusListeners {
  /** After each commit, before its callers hear of it. */
  readonly onPublished: (published: Published) => void;
  /** Timers of this commit, for the alarm clock. */
  readonly onTimersSet: (wakeAt: number) => void;
  /** What went wrong after a commit: no operation has failed by it. */
  readonly onFailed: (error: unknown) => void;
}

/** Nobody can send an operation again whose id was made here: only a caller's own id needs a receipt. */
const requestOf = (task: Task, { operationId }: Partial<Caller>): string | null =>
  task.kind === 'message' && operationId !== undefined
    ? JSON.stringify([task.message.type, task.message.data])
    : null;

export function createBus(
  registry: Registry,
  ports: Ports,
  live: Store,
  notify: Notify,
  listeners: BusListeners,
): Bus {
  const { store, clock, newId, defer } = ports;
  const inbox: Operation[] = [];
  const waitingForIdle: (() => void)[] = [];
  /** How listeners and callers hear of what is committed: always in the order of the commits. */
  const untold: (() => void)[] = [];
  let running = false;

  function submit(task: Task, caller: Partial<Caller>): Promise<Outcome> {
    return new Promise((settle, fail) => {
      const { actor = SYSTEM, operationId = newId(), correlationId: correlation } = caller;
      const request = requestOf(task, caller);
      if (task.kind === 'message') notify.onHandle(task.message, operationId);
      inbox.push({ task, actor, operation: operationId, request, correlation, settle, fail });
      if (running) return;
      running = true;
      defer(drain);
    });
  }

  function drain(): void {
    const finished = drive(settleAll(inbox.splice(0, MAX_BATCH)));
    // A store that answers later works on this batch while those before it are told.
    conclude();
    // `settleAll` never throws: every failure belongs to an operation.
    if (isLater(finished)) void finished.then(() => (inbox.length > 0 ? drain() : rest()));
    else if (inbox.length > 0) defer(drain);
    else rest();
  }

  function conclude(): void {
    for (const tell of untold.splice(0)) tell();
  }

  function rest(): void {
    conclude();
    running = false;
    for (const resolve of waitingForIdle.splice(0)) resolve();
  }

  /** Decides and commits a batch; where its commit fails, each operation once more and by itself. */
  function* settleAll(operations: readonly Operation[]): Steps<void> {
    try {
      yield* attempt(operations);
    } catch (error) {
      const [only, ...others] = operations;
      if (only && others.length === 0) return only.fail(error);
      for (const operation of operations) yield* settleAll([operation]);
    }
  }

  function* attempt(operations: readonly Operation[]): Steps<void> {
    for (let tries = 1; ; tries += 1) {
      const batch = createBatch(store, live);
      const decided: [Operation, Decided][] = [];
      for (const operation of operations) {
        batch.begin();
        try {
          decided.push([operation, yield* decide(operation, batch, tries > 1)]);
        } catch (error) {
          batch.undo();
          decided.push([operation, (yield* earlierAnswer(operation, batch)) ?? { error }]);
        }
      }
      const durable = batch.durable();
      let before: number;
      try {
        before = durable ? (yield* wait(store.commit(durable))).before : yield* wait(ports.log.head());
      } catch (error) {
        if (error instanceof VersionConflict && tries < MAX_ATTEMPTS) continue;
        throw error;
      }
      const liveCommit = yield* commitLive(batch);
      untold.push(() => {
        tell(batch, durable, liveCommit, before);
        for (const [operation, what] of decided) answer(operation, what, before);
      });
      return;
    }
  }

  /**
   * Hardly any operation is a retry. Nobody looks for its receipt beforehand, but in the same batch: the store
   * refuses a second one as a conflict, and deciding again then looks.
   */
  function* decide(operation: Operation, batch: Batch, looksBack: boolean): Steps<Decided> {
    const now = clock.now();
    const { actor, request, task } = operation;
    if (request !== null) {
      const again = looksBack
        ? yield* earlierAnswer(operation, batch)
        : answerAgain(operation, batch.pendingReceipt(actor, operation.operation));
      if (again) return again;
    }
    const root =
      task.kind === 'message'
        ? rootOf(operation, task.message)
        : yield* rootOfTimer(operation, task, batch, now);
    if (!root) return { refused: null, events: batch.eventCount };
    const context: Context = { now, actor, newId: newId as Context['newId'] };
    const refused = yield* cascade(registry, notify, batch, context, root);
    if (refused) {
      batch.undo();
      tellRefusal(root.message, refused, batch, context);
    }
    if (request !== null) {
      const rejected = refused?.reason ?? null;
      batch.addReceipt({
        actor,
        operation: operation.operation,
        request,
        rejection: rejected,
        recordedAt: now,
      });
    }
    return { refused, events: batch.eventCount };
  }

  /** Tells the caller, once the batch is committed: `before` is where the log stood before it. */
  function answer(
    { settle, fail, operation: operationId }: Operation,
    decided: Decided,
    before: number,
  ): void {
    if ('error' in decided) return fail(decided.error);
    if (decided.refused) return settle({ ok: false, rejection: decided.refused });
    const position = 'position' in decided ? decided.position : before + decided.events;
    return settle({ ok: true, receipt: { operationId, position } });
  }

  /** What the operation came to when it was done before; undefined where it was not. */
  function* earlierAnswer(operation: Operation, batch: Batch): Steps<Decided | undefined> {
    const { actor, operation: id, request } = operation;
    if (request === null) return undefined;
    return answerAgain(operation, batch.pendingReceipt(actor, id) ?? (yield* wait(store.receipt(actor, id))));
  }

  function answerAgain(
    { task, request }: Operation,
    earlier: EarlierReceipt | undefined,
  ): Decided | undefined {
    if (!earlier) return undefined;
    const at = earlier.position === undefined ? { events: earlier.events } : { position: earlier.position };
    if (earlier.request !== request) return { refused: OPERATION_ID_REUSED, ...at };
    if (earlier.rejection === null) return { refused: null, ...at };
    const type = task.kind === 'message' ? task.message.type : '';
    const declared = registry.commands.get(type)?.definition.rejections ?? [];
    const reason = earlier.rejection;
    return {
      refused: declared.find((known) => known.reason === reason) ?? rejection(reason, 'CONFLICT'),
      ...at,
    };
  }

  const rootOf = ({ operation, correlation = operation }: Operation, message: Root['message']): Root => ({
    message,
    operation,
    correlation,
    fromTimer: false,
  });

  /** What a timer leads to, if it is still set and due. */
  function* rootOfTimer(
    { operation }: Operation,
    task: Exclude<Task, { readonly kind: 'message' }>,
    batch: Batch,
    now: number,
  ): Steps<Root | null> {
    const timer = yield* wait(batch.timer(task.key));
    if (!timer) return null;
    const { event, update, correlation, due } = timer;
    if (task.kind === 'postpone') {
      const later = Math.max(due, task.until);
      batch.setTimer({ ...timer, due: later, wakeAt: update ? task.until : later }, isLive(event));
      // Where only its updates have to wait, nobody is told.
      if (later === due) return null;
      const message = TimerPostponed({ key: timer.key, due: later, event });
      return { message, operation, correlation, fromTimer: false };
    }
    if (timer.wakeAt > now) return null;
    const isUpdate = update !== null && due > now;
    if (isUpdate) batch.setTimer({ ...timer, wakeAt: Math.min(due, now + update.every) }, isLive(event));
    else batch.cancelTimer(timer.key);
    return { message: isUpdate ? update.event : event, operation, correlation, fromTimer: true };
  }

  const isLive = (event: EventMessage) => registry.events.get(event.type)?.definition.live ?? false;

  /** The player hears of a refusal; since it changes nothing, the event can only be a live one. */
  function tellRefusal(message: Root['message'], refused: Rejection, batch: Batch, context: Context): void {
    if (message.kind !== 'command') return;
    try {
      const event = registry.commands.get(message.type)?.module.whenRejected(message, refused, context);
      const route = event && registry.events.get(event.type);
      if (!event || !route?.definition.live) return;
      const { type, data } = event;
      batch.tell({ type, data, topic: route.topic(data), audience: route.audience(data) });
    } catch (error) {
      // The refusal stands, even where it can not be told.
      listeners.onFailed(error);
    }
  }

  /** From here on everything is done: what fails now must not have it done again. */
  function* commitLive(batch: Batch): Steps<Commit | null> {
    try {
      const commit = batch.live();
      if (commit) yield* wait(live.commit(commit));
      return commit;
    } catch (error) {
      listeners.onFailed(error);
      return null;
    }
  }

  function tell(batch: Batch, durable: Commit | null, liveCommit: Commit | null, before: number): void {
    try {
      const events = durable?.events ?? [];
      for (const [index, event] of events.entries()) event.position = before + 1 + index;
      const position = before + events.length;
      const told = batch.liveEvents.map((event) => ({ ...event, position }));
      if (events.length + told.length > 0) listeners.onPublished({ events, live: told });
      for (const write of [...(durable?.timers ?? []), ...(liveCommit?.timers ?? [])]) {
        if ('set' in write) listeners.onTimersSet(write.set.wakeAt);
      }
    } catch (error) {
      listeners.onFailed(error);
    }
  }

  return {
    execute: (message, caller) => submit({ kind: 'message', message }, caller),
    async publish(message, caller) {
      const outcome = await submit({ kind: 'message', message }, caller);
      if (!outcome.ok) throw new EventRefused(outcome.rejection);
      return outcome.receipt;
    },
    fire: (key) => submit({ kind: 'timer', key }, {}),
    postpone: (key, until) => submit({ kind: 'postpone', key, until }, {}),
    idle: () => (running ? new Promise((resolve) => waitingForIdle.push(resolve)) : Promise.resolve()),
  };
}
