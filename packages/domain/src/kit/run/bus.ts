import { SYSTEM } from '../define/actor.ts';
import { type Caller, EventRefused, type Outcome, type Receipt } from '../define/application.types.ts';
import type { Immediate } from '../define/awaitable.ts';
import { requestOf } from './earlier-answer.ts';
import type { Notify } from '../define/hooks.ts';
import type { CommandMessage, EventMessage } from '../define/message.ts';
import { isMessage, type Task } from './operation.ts';
import type { Ports, Store } from '../ports.ts';
import type { Registry } from './registry.ts';
import { type BusListeners, settle, type Settling, type Submitted } from './settle.ts';

/** The most operations in one commit: enough to make a sync to disk cheap, few enough to stay responsive. */
const MAX_BATCH = 256;

/** Delivers commands, events and timers to their handlers, one batch after the other. */
export interface Bus {
  execute(command: CommandMessage, caller: Caller): Promise<Outcome>;
  publish(event: EventMessage, caller: Partial<Caller>): Promise<Receipt>;
  /** Delivers a timer's event, if the timer is still set and due. */
  fire(key: string): Promise<unknown>;
  /** Puts off a timer that is due before `until`, and publishes `TimerPostponed`. */
  postpone(key: string, until: number): Promise<unknown>;
  /** Resolves when no work is in progress or waiting. */
  idle(): Promise<void>;
}

/**
 * An asynchronous shell around synchronous decisions. While a batch is being committed, commands gather for the next
 * one, which is decided and sent to the store before the callers of the first are told.
 */
export function createBus(
  registry: Registry,
  ports: Ports,
  live: Immediate<Store>,
  notify: Notify,
  listeners: BusListeners,
): Bus {
  const { clock, newId, defer } = ports;
  const inbox: Submitted[] = [];
  const waitingForIdle: (() => void)[] = [];
  /** Calls that tell listeners and callers of commits, in the order of the commits. */
  const untold: (() => void)[] = [];
  let running = false;
  const settling: Settling = {
    decider: { registry, notify, clock, newId, onFailed: listeners.onFailed },
    ports,
    live,
    listeners,
    log: { standsAt: 0 },
    whenCommitted: (tell) => void untold.push(tell),
  };

  function submit(task: Task, caller: Partial<Caller>): Promise<Outcome> {
    return new Promise((answer, refuse) => {
      const { actor = SYSTEM, operationId: operation = newId(), guard, correlationId: correlation } = caller;
      const request = requestOf(task, caller.operationId);
      const { settle, fail } = observed(notify, operation, { settle: answer, fail: refuse });
      if (isMessage(task)) notify.onHandle?.(task, operation);
      inbox.push({ task, actor, operation, request, guard, correlation, ids: [], settle, fail });
      if (running) return;
      running = true;
      defer(drain, inbox.length);
    });
  }

  function drain(): void {
    const settled = settle(settling, inbox.splice(0, MAX_BATCH));
    // The store commits this batch while the callers of earlier ones are told.
    tellAll();
    void settled.then(() => (inbox.length > 0 ? defer(drain, inbox.length) : rest()));
  }

  function tellAll(): void {
    for (const tell of untold.splice(0)) tell();
  }

  function rest(): void {
    tellAll();
    // Those who were told may have submitted new work.
    if (inbox.length > 0) return defer(drain, inbox.length);
    running = false;
    for (const resolve of waitingForIdle.splice(0)) resolve();
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

type Told = Pick<Submitted, 'settle' | 'fail'>;

/** Tells observers of an operation's outcome, before its caller. */
function observed({ onSettled }: Notify, operation: string, caller: Told): Told {
  if (!onSettled) return caller;
  return {
    settle: (outcome) => {
      onSettled(
        operation,
        outcome.ok
          ? { kind: 'accepted', position: outcome.receipt.position }
          : { kind: 'refused', rejection: outcome.rejection },
      );
      caller.settle(outcome);
    },
    fail: (error) => {
      onSettled(operation, { kind: 'failed', error });
      caller.fail(error);
    },
  };
}
