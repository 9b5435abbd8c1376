import { type ActorId, SYSTEM } from '../define/actor.ts';
import { decide, type Decider } from '../run/decide.ts';
import { notifier } from '../define/hooks.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { CommandMessage, EventMessage, Rejection } from '../define/message.ts';
import type { Module } from '../define/module.ts';
import type { Task } from '../run/operation.ts';
import { createRegistry, type Registry } from '../run/registry.ts';
import { Batch } from '../run/unit-of-work.ts';
import { countingIds } from './harness.ts';
import { SpecificationFailed } from './failure.ts';
import { matches, shownBeside } from './matchers.ts';

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
    when(step: Happening): Outcome;
  };
}

interface Outcome {
  /** Exactly these events follow, in this order. */
  then(...events: readonly Pick<EventMessage, 'type' | 'data'>[]): void;
  /** The command is refused, and nothing happens but the events that tell of it; `told` checks these, too. */
  thenRejected(rejection: Rejection, ...told: readonly Pick<EventMessage, 'type' | 'data'>[]): void;
}

/**
 * Tests that read like sentences: `given(…).when(…).then(…)`. The modules run whole, synchronously and on a memory
 * store: there is nothing to await. What fails is told at the line of the test, with what was expected and what came.
 */
export function specify(modules: readonly Module[]): Specification {
  const registry = createRegistry(modules);
  return {
    given: function given(...before) {
      const world = createWorld(registry);
      for (const step of before) {
        const expected = step.kind === 'refused';
        const happened = expected ? step.said : step;
        assertNoFailure(world.run(happened), given);
        if (expected && !world.refused)
          throw new SpecificationFailed(`given ${describe(happened)} is not refused`, given);
        if (!expected && world.refused)
          throw new SpecificationFailed(
            `given ${describe(happened)} is refused: ${world.refused.reason}`,
            given,
          );
      }
      return {
        when: function when(step) {
          world.told.length = 0;
          assertNoFailure(world.run(step), when);
          return outcomeOf(registry, world, step);
        },
      };
    },
  };
}

type World = ReturnType<typeof createWorld>;

function outcomeOf(registry: Registry, world: World, step: Happening): Outcome {
  const isLive = ({ name }: { readonly name: string }) => registry.events.get(name)?.definition.live ?? false;
  return {
    then: function then(...expected) {
      if (world.refused)
        throw new SpecificationFailed(`${describe(step)} is refused: ${world.refused.reason}`, then);
      assertMatches(
        world.told,
        expected,
        `what follows from ${describe(step)} is not what is expected`,
        then,
      );
    },
    thenRejected: function thenRejected(expected, ...telling) {
      const [actual, reason] = [world.refused?.reason ?? 'no refusal', expected.reason];
      if (actual !== reason)
        throw new SpecificationFailed(`expected ${reason}, got ${actual}`, thenRejected, {
          actual,
          expected: reason,
        });
      const told = telling.length > 0 ? world.told : world.told.filter((event) => !isLive(event));
      assertMatches(
        told,
        telling,
        `what the refusal of ${describe(step)} tells is not what is expected`,
        thenRejected,
      );
    },
  };
}

function assertNoFailure([cause]: readonly unknown[], entry: (...steps: never[]) => unknown): void {
  if (cause !== undefined) throw new SpecificationFailed('A handler or a store failed.', entry, { cause });
}

/** A world that decides and commits at once. */
function createWorld(registry: Registry) {
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
      ids: [],
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

  /** @returns what handlers threw */
  function run(step: Happening): readonly unknown[] {
    world.refused = null;
    if (step.kind === 'passed') pass(step.milliseconds);
    else if (step.kind === 'event') settle(step, SYSTEM);
    else settle(step.command, step.actor);
    return failures.splice(0);
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

function assertMatches(
  all: readonly unknown[],
  expected: readonly unknown[],
  message: string,
  entry: (...events: never[]) => unknown,
): void {
  const [actual, plain] = [all.map(toldOf), expected.map(toldOf)];
  if (matches(actual, plain)) return;
  throw new SpecificationFailed(message, entry, { actual, expected: shownBeside(actual, plain) });
}

/** Type and data: events written by hand in a test have nothing else. */
const toldOf = (event: unknown): unknown => {
  if (typeof event !== 'object' || event === null || !('name' in event)) return event;
  const { kind: _kind, name: _name, ...rest } = event as { readonly kind?: unknown; readonly name: unknown };
  return rest;
};
