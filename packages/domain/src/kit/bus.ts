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
import { drive, isLater, type Maybe, type Steps, wait, whenThere } from './maybe.ts';
import { type CommandMessage, type EventMessage, type Rejection, rejection } from './message.ts';
import { TimerPostponed } from './module.ts';
import {
  type Asked,
  type Commit,
  isUnavailable,
  type PendingReceipt,
  type Ports,
  type Store,
  type StoredReceipt,
  VersionConflict,
} from './ports.ts';
import { putOff } from './put-off.ts';
import type { Registry } from './registry.ts';
import { type Batch, createBatch } from './unit-of-work.ts';

/** The most operations that share a commit: enough to make a sync to disk cheap, few enough to stay responsive. */
const MAX_BATCH = 256;

/** How often a batch is decided again when other servers change its states under it. */
const MAX_ATTEMPTS = 20;

/** The same operation id came with another payload: a client's mistake, never a retry. */
export const OPERATION_ID_REUSED = rejection('OPERATION_ID_REUSED', 'CONFLICT');

type TimerTask =
  | { readonly kind: 'timer'; readonly key: string }
  | { readonly kind: 'postpone'; readonly key: string; readonly until: number };

/** A message to deliver, or what is to become of a timer. */
type Task = CommandMessage | EventMessage | TimerTask;

interface Operation {
  readonly task: Task;
  readonly actor: ActorId;
  readonly operation: string;
  /** What is to be kept as asked for; null where no receipt is wanted. */
  readonly request: Asked | null;
  readonly correlation: string | undefined;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * What an operation came to. A position that is not known yet is for the commit to say: it has so many of the
 * commit's events before it.
 */
type Decided = (Where & { readonly refused: Rejection | null }) | { readonly error: unknown };
type Where = { readonly events: number } | { readonly position: number };

/** The store keeps nothing, and this is what it said. */
type Unavailable = { readonly error: unknown } | null;

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
  /** The store did not keep what was decided: somebody's time may run out by no fault of theirs. */
  readonly onCommitFailed: () => void;
  /** What went wrong after a commit: no operation has failed by it. */
  readonly onFailed: (error: unknown) => void;
}

/** Nobody can send an operation again whose id was made here: only a caller's own id needs a receipt. */
const requestOf = (task: Task, { operationId }: Partial<Caller>): Asked | null =>
  isMessage(task) && operationId !== undefined ? task : null;

/** Data is JSON, and validation gives its fields one order. */
const isTheSame = (a: Asked, b: Asked): boolean =>
  a.type === b.type && JSON.stringify(a.data) === JSON.stringify(b.data);

const isMessage = (task: Task): task is CommandMessage | EventMessage =>
  task.kind === 'command' || task.kind === 'event';

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
      if (isMessage(task)) notify.onHandle(task, operationId);
      inbox.push({ task, actor, operation: operationId, request, correlation, settle, fail });
      if (running) return;
      running = true;
      defer(drain);
    });
  }

  function drain(): void {
    const finished = drive(settleAll(inbox.splice(0, MAX_BATCH)));
    // A store that answers later works on this batch while those before it are told.
    tellAll();
    // `settleAll` never throws: every failure belongs to an operation.
    if (isLater(finished)) void finished.then(() => (inbox.length > 0 ? drain() : rest()));
    else if (inbox.length > 0) defer(drain);
    else rest();
  }

  function tellAll(): void {
    for (const tell of untold.splice(0)) tell();
  }

  function rest(): void {
    tellAll();
    // Whoever was told may have asked for more.
    if (inbox.length > 0) return defer(drain);
    running = false;
    for (const resolve of waitingForIdle.splice(0)) resolve();
  }

  /**
   * Decides and commits a batch; where its commit fails, each operation once more and by itself.
   * @param unavailable why nothing durable can be kept at the moment: a store that is asked again would make each
   * operation wait as long again, one after the other. What is live only goes on.
   */
  function* settleAll(operations: readonly Operation[], unavailable: Unavailable = null): Steps<void> {
    try {
      yield* attempt(operations, unavailable);
    } catch (error) {
      const [only, ...others] = operations;
      if (only && others.length === 0) return only.fail(error);
      const why = isUnavailable(error) ? { error } : null;
      for (const operation of operations) yield* settleAll([operation], why);
    }
  }

  function* attempt(operations: readonly Operation[], unavailable: Unavailable): Steps<void> {
    for (let tries = 1; ; tries += 1) {
      const batch = createBatch(store, live);
      /** What each operation has come to. */
      const decided: Decided[] = [];
      for (const operation of operations) {
        batch.begin();
        try {
          const deciding = decide(operation, batch, tries > 1);
          // Spares all the others a generator.
          decided.push(isLater(deciding) ? yield* wait(deciding) : deciding);
        } catch (error) {
          batch.undo();
          decided.push((yield* wait(earlierAnswer(operation, batch))) ?? { error });
        }
      }
      const durable = batch.durable();
      if (durable && unavailable) throw unavailable.error;
      let before: number;
      try {
        before = durable ? (yield* wait(store.commit(durable))).before : yield* wait(ports.log.head());
      } catch (error) {
        if (error instanceof VersionConflict && tries < MAX_ATTEMPTS) continue;
        // In a batch, it may be the fault of one: then the others are kept by themselves.
        if (durable && (operations.length === 1 || isUnavailable(error))) listeners.onCommitFailed();
        throw error;
      }
      const liveCommit = yield* commitLive(batch);
      untold.push(() => {
        tell(batch, durable, liveCommit, before);
        let index = 0;
        for (const operation of operations) answer(operation, decided[index++], before);
      });
      return;
    }
  }

  /**
   * Hardly any operation is a retry, so that nobody looks for its receipt beforehand: the store refuses a second
   * one as a conflict, and deciding again then looks.
   */
  function decide(operation: Operation, batch: Batch, looksBack: boolean): Maybe<Decided> {
    if (!looksBack) return carryOut(operation, batch);
    return whenThere(earlierAnswer(operation, batch), (again) => again ?? carryOut(operation, batch));
  }

  function carryOut(operation: Operation, batch: Batch): Maybe<Decided> {
    const now = clock.now();
    const { task } = operation;
    if (isMessage(task)) return run(rootOf(operation, task), operation, batch, now);
    return whenThere(drive(rootOfTimer(operation, task, batch, now)), (root) =>
      root ? run(root, operation, batch, now) : { refused: null, events: batch.eventCount },
    );
  }

  function run(root: Root, operation: Operation, batch: Batch, now: number): Maybe<Decided> {
    const context: Context = { now, actor: operation.actor, newId: newId as Context['newId'] };
    const running = cascade(registry, notify, batch, context, root);
    return isLater(running)
      ? running.then((refused) => conclude(root, operation, batch, context, refused))
      : conclude(root, operation, batch, context, running);
  }

  /** The cascade has come to its end: a refusal leaves nothing of it, and either is kept as the receipt. */
  function conclude(
    { message }: Root,
    { actor, operation, request }: Operation,
    batch: Batch,
    context: Context,
    refused: Rejection | null,
  ): Decided {
    if (refused) {
      batch.undo();
      tellRefusal(message, refused, batch, context);
    }
    const events = batch.eventCount;
    if (request) {
      const reason = refused?.reason ?? null;
      const recordedAt = context.now;
      batch.addReceipt({ actor, operation, request, position: events, rejection: reason, recordedAt });
    }
    return { refused, events };
  }

  /** Tells the caller, once the batch is committed: `before` is where the log stood before it. */
  function answer(
    { settle, fail, operation: operationId }: Operation,
    decided: Decided | undefined,
    before: number,
  ): void {
    if (!decided) return;
    if ('error' in decided) return fail(decided.error);
    if (decided.refused) return settle({ ok: false, rejection: decided.refused });
    const position = 'position' in decided ? decided.position : before + decided.events;
    return settle({ ok: true, receipt: { operationId, position } });
  }

  /** What the operation came to when it was done before; undefined where it was not. */
  function earlierAnswer(operation: Operation, batch: Batch): Maybe<Decided | undefined> {
    const { actor, operation: id, request } = operation;
    if (!request) return undefined;
    const pending = batch.pendingReceipt(actor, id);
    if (pending) return answerAgain(operation, pending);
    return whenThere(
      store.receipt(actor, id),
      (stored) => stored && answerAgain(operation, stored, { position: stored.position }),
    );
  }

  /** @param at where the log stood: for a receipt of the same batch, what it has of the batch's events */
  function answerAgain(
    { task, request }: Operation,
    earlier: PendingReceipt | StoredReceipt | undefined,
    at: Where = { events: earlier?.position ?? 0 },
  ): Decided | undefined {
    if (!earlier || !request) return undefined;
    if (!isTheSame(earlier.request, request)) return { refused: OPERATION_ID_REUSED, ...at };
    if (earlier.rejection === null) return { refused: null, ...at };
    const type = isMessage(task) ? task.type : '';
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
    task: TimerTask,
    batch: Batch,
    now: number,
  ): Steps<Root | null> {
    const timer = yield* wait(batch.timer(task.key));
    if (!timer) return null;
    const { event, update, correlation, due } = timer;
    if (task.kind === 'postpone') {
      const moved = putOff(timer, task.until, now);
      batch.setTimer(moved, isLive(event));
      // Where only its updates have to wait, nobody is told.
      if (moved.due === due) return null;
      const message = TimerPostponed({ key: timer.key, due: moved.due, event });
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
      let position = before;
      for (const event of events) event.position = position += 1;
      const told = batch.liveEvents.map((event) => ({ ...event, position }));
      if (events.length + told.length > 0) listeners.onPublished({ events, live: told });
      for (const commit of [durable, liveCommit]) {
        for (const write of commit?.timers ?? []) if ('set' in write) listeners.onTimersSet(write.set.wakeAt);
      }
    } catch (error) {
      listeners.onFailed(error);
    }
  }

  return {
    execute: submit,
    async publish(message, caller) {
      const outcome = await submit(message, caller);
      if (!outcome.ok) throw new EventRefused(outcome.rejection);
      return outcome.receipt;
    },
    fire: (key) => submit({ kind: 'timer', key }, {}),
    postpone: (key, until) => submit({ kind: 'postpone', key, until }, {}),
    idle: () => (running ? new Promise((resolve) => waitingForIdle.push(resolve)) : Promise.resolve()),
  };
}
