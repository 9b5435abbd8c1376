import type { ActorId } from '../define/actor.ts';
import { createApplication } from '../run/application.ts';
import type { Application, Outcome } from '../define/application.types.ts';
import type { Envelope, Hooks } from '../define/hooks.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { CommandMessage } from '../define/message.ts';
import { BusHandlerFailed, type Module } from '../define/module.ts';
import type { Ports } from '../ports.ts';
import { settle, type VirtualClock, virtualClock } from './virtual-clock.ts';

/** Counts ids up, so that a failing test fails in the same way each time. */
export function countingIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

type VirtualPorts = Ports & { readonly clock: VirtualClock };

export interface Harness {
  readonly app: Application;
  /** Pass them to another harness to run it as the next server on the same store and clock. */
  readonly ports: VirtualPorts;
  execute(actor: ActorId, command: CommandMessage, operationId?: string): Promise<Outcome>;
  /** Advances the clock, ringing timers on the way. */
  advance(milliseconds: number): Promise<void>;
  /** Waits until all work that has begun is finished. */
  settle(): Promise<void>;
  /** All effects handled since the start, in order. */
  readonly handled: readonly Envelope[];
  /** @throws where a reaction has failed */
  assertNoFailures(): void;
}

export interface HarnessOptions {
  readonly modules: readonly Module[];
  /** Milliseconds since the Unix epoch. */
  readonly now?: number;
  readonly hooks?: readonly Hooks[];
  readonly ports?: Partial<VirtualPorts>;
}

/** A whole application on a memory store and a virtual clock. */
export async function harness({
  modules,
  now = Date.UTC(2026, 0, 1),
  hooks = [],
  ports = {},
}: HarnessOptions): Promise<Harness> {
  const memory = memoryStore();
  const handled: Envelope[] = [];
  const failures: string[] = [];
  const watch: Hooks = {
    onHandled: (envelope) => {
      handled.push(envelope);
    },
    onHandlerFailed: (handler, effect, error) => {
      failures.push(`${BusHandlerFailed.type}: ${handler} on ${effect.message.type}: ${String(error)}`);
    },
  };
  const all: VirtualPorts = {
    store: memory.store,
    reader: memory.reader,
    log: memory.log,
    clock: virtualClock(now),
    newId: countingIds(),
    defer: (work) => void Promise.resolve().then(work),
    ...ports,
  };
  const app = createApplication({
    modules,
    ports: all,
    hooks: [watch, ...hooks],
    checksShapes: true,
    onWatcherFailed: (error) => void failures.push(String(error)),
  });
  await app.start();
  return {
    app,
    ports: all,
    handled,
    settle,
    execute: (actor, command, operationId) => app.execute(command, { actor, operationId }),
    advance: (milliseconds) => all.clock.moveTo(all.clock.now() + milliseconds),
    assertNoFailures() {
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
  };
}
