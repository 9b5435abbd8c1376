import { type ActorId, SYSTEM } from '../define/actor.ts';
import { decide, type Decider } from '../run/decide.ts';
import { notifier } from '../define/hooks.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { CommandMessage, EventMessage, Rejection } from '../define/message.ts';
import type { Module } from '../define/module.ts';
import type { Task } from '../run/operation.ts';
import { createRegistry } from '../run/registry.ts';
import { Batch } from '../run/unit-of-work.ts';
import { countingIds } from './harness.ts';
import { matches } from './matchers.ts';

interface Said {
  readonly kind: 'said';
  readonly actor: ActorId;
  readonly command: CommandMessage;
}

interface Passed {
  readonly kind: 'passed';
  readonly milliseconds: number;
}

interface Refused {
  readonly kind: 'refused';
  readonly said: Said;
}

type Happening = Said | Passed | EventMessage;

/** `as(ann, JoinGame({ gameId }))` */
export const as = (actor: ActorId, command: CommandMessage): Said => ({ kind: 'said', actor, command });

/** `after(20_000)`: time passes, and timers ring. */
export const after = (milliseconds: number): Passed => ({ kind: 'passed', milliseconds });

/** `given(refused(as(ann, …)))`: the command was tried before, and was refused. */
export const refused = (said: Said): Refused => ({ kind: 'refused', said });

export interface Specification {
  /** What happened before; a refusal that is not marked with `refused` is a mistake in the test. */
  given(...steps: readonly (Happening | Refused)[]): {
    when(step: Happening): {
      /** Exactly these events follow, in this order. */
      then(...events: readonly Pick<EventMessage, 'type' | 'data'>[]): void;
      /** The command is refused, and nothing happens but the events that tell of it; `told` checks these, too. */
      thenRejected(rejection: Rejection, ...told: readonly Pick<EventMessage, 'type' | 'data'>[]): void;
    };
  };
}

/**
 * Tests that read like sentences: `given(…).when(…).then(…)`. The modules run whole, synchronously and on a memory
 * store: there is nothing to await.
 */
export function specify(modules: readonly Module[]): Specification {
  const registry = createRegistry(modules);
  return {
    given(...before) {
      const world = createWorld(registry);
      for (const step of before) {
        const expected = step.kind === 'refused';
        const happened = expected ? step.said : step;
        world.run(happened);
        if (expected && !world.refused) throw new Error(`given ${describe(happened)} is not refused`);
        if (!expected && world.refused)
          throw new Error(`given ${describe(happened)} is refused: ${world.refused.reason}`);
      }
      return {
        when(step) {
          world.told.length = 0;
          world.run(step);
          return {
            then: (...expected) => {
              if (world.refused) throw new Error(`${describe(step)} is refused: ${world.refused.reason}`);
              assertMatches(world.told, expected);
            },
            thenRejected: (expected, ...telling) => {
              if (world.refused?.reason !== expected.reason) {
                throw new Error(`expected ${expected.reason}, got ${world.refused?.reason ?? 'no refusal'}`);
              }
              const isLive = ({ name }: { readonly name: string }) =>
                registry.events.get(name)?.definition.live ?? false;
              assertMatches(
                telling.length > 0 ? world.told : world.told.filter((event) => !isLive(event)),
                telling,
              );
            },
          };
        },
      };
    },
  };
}

/** A world that decides and commits at once. */
function createWorld(registry: ReturnType<typeof createRegistry>) {
  let now = Date.UTC(2026, 0, 1);
  const newId = countingIds();
  const durable = memoryStore().store;
  const live = memoryStore().store;
  const told: Pick<EventMessage, 'name' | 'type' | 'data'>[] = [];
  const world = { run, told, refused: null as Rejection | null };
  const failures: unknown[] = [];
  const onFailed = (error: unknown) => void failures.push(error);
  const notify = notifier([{ onHandlerFailed: (_handler, _effect, error) => onFailed(error) }], onFailed);
  const decider: Decider = { registry, notify, clock: { now: () => now }, newId, onFailed };

  function settle(task: Task, actor: ActorId): void {
    const batch = new Batch(durable, live);
    const operation = {
      task,
      actor,
      operation: newId(),
      request: null,
      guard: undefined,
      correlation: undefined,
    };
    const decided = decide(decider, operation, batch, false);
    for (const [store, commit] of [
      [durable, batch.durable()],
      [live, batch.live()],
    ] as const) {
      if (commit) store.commit(commit);
      told.push(...(commit?.events ?? []).map(({ name, type, data }) => ({ name, type, data })));
    }
    told.push(...batch.liveEvents.map(({ name, type, data }) => ({ name, type, data })));
    world.refused = 'error' in decided ? null : decided.refused;
  }

  function run(step: Happening): void {
    world.refused = null;
    if (step.kind === 'passed') pass(step.milliseconds);
    else if (step.kind === 'event') settle(step, SYSTEM);
    else settle(step.command, step.actor);
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw new Error('A handler or a store failed.', { cause: failure });
  }

  function pass(milliseconds: number): void {
    const end = now + milliseconds;
    const next = () =>
      [durable, live]
        .flatMap((store) => store.timersDue(end, 1))
        .toSorted((a, b) => a.wakeAt - b.wakeAt)
        .at(0);
    for (let timer = next(); timer; timer = next()) {
      now = Math.max(now, timer.wakeAt);
      settle({ kind: 'timer', key: timer.key }, SYSTEM);
    }
    now = end;
  }

  return world;
}

const describe = (step: Happening): string =>
  step.kind === 'said'
    ? `${step.command.type} by ${step.actor}`
    : step.kind === 'event'
      ? step.type
      : 'time passing';

function assertMatches(all: readonly unknown[], expected: readonly unknown[]): void {
  const [actual, plain] = [all.map(toldOf), expected.map(toldOf)];
  if (matches(actual, plain)) return;
  throw new Error(`expected ${JSON.stringify(plain, null, 2)}\nbut got ${JSON.stringify(actual, null, 2)}`);
}

/** Type and data: events written by hand in a test have nothing else. */
const toldOf = (event: unknown): unknown => {
  if (typeof event !== 'object' || event === null || !('name' in event)) return event;
  const { kind: _kind, name: _name, ...rest } = event as { readonly kind?: unknown; readonly name: unknown };
  return rest;
};
