import type { Envelope, HandlerAnswered, Hooks, Settled, Subject } from '../define/hooks.ts';
import type { Module } from '../define/module.ts';
import { createRegistry, type Registry } from '../run/registry.ts';
import type {
  RecordedCommit,
  RecordedEffect,
  RecordedHandling,
  RecordedOperation,
  RecordedSubject,
  RecordedTimer,
} from './operations.ts';

/** Characters of JSON that operations take together, and one of them alone: with more, its states are left out. */
const MAX_LENGTH = 8_000_000;
const MAX_LENGTH_OF_ONE = 200_000;
/** Operations that have begun and are not over: a bus that is stopped settles some of them never. */
const MAX_OPEN = 1_000;

export interface Recorder {
  readonly hooks: Hooks;
  /** Operations that ended after that number, oldest first, as JSON; the oldest of all are forgotten. */
  after(number: number): readonly string[];
}

type Draft<Part> = { -readonly [Name in keyof Part]: Part[Name] };
type DraftHandling = Draft<Omit<RecordedHandling, 'skips'>> & { readonly skips: string[] };
type DraftEffect = Draft<Omit<RecordedEffect, 'handlers'>> & { readonly handlers: DraftHandling[] };
interface DraftOperation {
  readonly startedAt: number;
  readonly began: number;
  readonly isAsked: boolean;
  attempts: number;
  effects: DraftEffect[];
  commit: RecordedCommit | null;
}

/**
 * Keeps the latest operations of an application, each as a tree of what followed from what. For development: it takes up
 * to 16 MB, and makes JSON of every state that a handler was asked about.
 * @param clock instants, and milliseconds of a steady clock for durations
 */
export function createRecorder(
  modules: readonly Module[],
  clock: { readonly now: () => number; readonly steadyNow: () => number },
): Recorder {
  const registry = createRegistry(modules);
  const open = new Map<string, DraftOperation>();
  const ended = latestOperations();
  let count = 0;
  /** Commits follow one another. */
  let commitBegan = 0;

  function begin(operation: string, isAsked: boolean): DraftOperation {
    const { now, steadyNow } = clock;
    const draft: DraftOperation = {
      startedAt: now(),
      began: steadyNow(),
      isAsked,
      attempts: 0,
      effects: [],
      commit: null,
    };
    open.set(operation, draft);
    if (open.size > MAX_OPEN) for (const oldest of open.keys()) return (open.delete(oldest), draft);
    return draft;
  }

  const effectOf = ({ operation, sequence }: Envelope) =>
    open.get(operation)?.effects.find((effect) => effect.sequence === sequence);

  const hooks: Hooks = {
    onHandle: (_message, operation) => void begin(operation, true),
    onBeginProcessing({ operation }) {
      const draft = open.get(operation) ?? begin(operation, false);
      draft.attempts += 1;
      draft.effects = [];
    },
    onHandled: (effect) => void open.get(effect.operation)?.effects.push(draftOf(effect)),
    ...handlingHooks(effectOf, clock.steadyNow),
    onRejected(effect, { reason }) {
      const refused = effectOf(effect);
      if (refused) refused.refused = reason;
    },
    beforeCommit: () => void (commitBegan = clock.steadyNow()),
    afterCommit({ operations, events }, how) {
      if (how.kind !== 'committed') return;
      const { before } = how;
      const milliseconds = clock.steadyNow() - commitBegan;
      for (const operation of operations) {
        const draft = open.get(operation);
        if (draft) draft.commit = { before, events, operations: operations.length, milliseconds };
      }
    },
    onSettled(operation, settled) {
      const draft = open.get(operation);
      open.delete(operation);
      // A timer that was not due any more.
      if (!draft) return;
      const { startedAt, began, isAsked, attempts, commit } = draft;
      const outcome = outcomeOf(settled);
      ended.keep({
        number: (count += 1),
        operation,
        actor: draft.effects[0]?.actor ?? null,
        startedAt,
        milliseconds: clock.steadyNow() - began,
        isAsked,
        attempts,
        effects: outcome.kind === 'accepted' ? positioned(registry, draft, outcome.position) : draft.effects,
        commit,
        outcome,
      });
    },
  };

  return { hooks, after: ended.after };
}

type HandlingHooks = Pick<Hooks, 'beforeHandler' | 'onSkipped' | 'afterHandler'>;

/** Handlers run one at a time. */
function handlingHooks(
  effectOf: (effect: Envelope) => DraftEffect | undefined,
  steadyNow: () => number,
): HandlingHooks {
  let began = 0;
  return {
    beforeHandler(handler, effect) {
      began = steadyNow();
      effectOf(effect)?.handlers.push({
        handler,
        milliseconds: 0,
        answer: 'decided',
        skips: [],
        subjects: [],
        timers: [],
        error: null,
      });
    },
    onSkipped: (_handler, effect, why) => void effectOf(effect)?.handlers.at(-1)?.skips.push(why),
    afterHandler(_handler, effect, answeredNow) {
      const handling = effectOf(effect)?.handlers.at(-1);
      if (!handling) return;
      handling.milliseconds = steadyNow() - began;
      const answered = answeredNow();
      handling.answer = answered.kind;
      handling.subjects = answered.subjects.map(subjectOf);
      handling.timers = timersOf(answered);
      if (answered.kind === 'failed') handling.error = String(answered.error);
    },
  };
}

/** As JSON, so that what they take is known. */
function latestOperations() {
  const kept: { readonly number: number; readonly json: string }[] = [];
  let length = 0;
  return {
    keep(operation: RecordedOperation): void {
      let json = JSON.stringify(operation);
      if (json.length > MAX_LENGTH_OF_ONE) json = JSON.stringify(withoutStates(operation));
      kept.push({ number: operation.number, json });
      length += json.length;
      while (length > MAX_LENGTH) length -= kept.shift()?.json.length ?? 0;
    },
    after: (number: number): readonly string[] =>
      kept.filter((each) => each.number > number).map(({ json }) => json),
  };
}

const draftOf = ({ message, sequence, causation, actor }: Envelope): DraftEffect => ({
  sequence,
  causation,
  kind: message.kind,
  name: message.name,
  type: message.type,
  data: message.data,
  actor,
  position: null,
  refused: null,
  handlers: [],
});

const subjectOf = ({ state, id, before, after }: Subject): RecordedSubject => ({
  state,
  id,
  ...(before !== undefined && { before }),
  ...(after !== before && after !== undefined && { after }),
});

const timersOf = (answered: HandlerAnswered): readonly RecordedTimer[] =>
  answered.kind !== 'decided'
    ? []
    : answered.effects.flatMap((effect): readonly RecordedTimer[] => {
        if (effect.kind === 'cancel') return [{ kind: 'cancelled', key: effect.key, at: null, event: null }];
        if (effect.kind !== 'schedule') return [];
        const { key, at, event } = effect;
        return [{ kind: 'set', key, at, event: { name: event.name, data: event.data } }];
      });

function outcomeOf(settled: Settled): RecordedOperation['outcome'] {
  switch (settled.kind) {
    case 'accepted':
      return settled;
    case 'refused':
      return { kind: 'refused', reason: settled.rejection.reason };
    case 'failed':
      return { kind: 'failed', error: String(settled.error) };
  }
}

/** Its events have consecutive positions, of which the outcome names the last. */
function positioned(
  registry: Registry,
  { effects, isAsked }: DraftOperation,
  last: number,
): readonly RecordedEffect[] {
  const logged = effects.filter(
    (effect) =>
      effect.kind === 'event' &&
      registry.events.get(effect.name)?.definition.live === false &&
      (isAsked || effect.sequence > 0 || !isStale(registry, effect)),
  );
  for (const [index, effect] of logged.entries()) effect.position = last - logged.length + 1 + index;
  return effects;
}

/** A timer's event that concerned none of its reactions is not kept. */
function isStale(registry: Registry, { name, handlers }: DraftEffect): boolean {
  const reactions = registry.events.get(name)?.reactions ?? [];
  const answers = handlers.map(({ handler, answer, subjects, skips }) => {
    if (answer === 'failed') return 1;
    const hasState = reactions.find((each) => each.name === handler)?.state !== undefined;
    return (hasState ? subjects.length : 1) - skips.length;
  });
  return reactions.length > 0 && answers.every((count) => count === 0);
}

const withoutStates = (operation: RecordedOperation): RecordedOperation => ({
  ...operation,
  effects: operation.effects.map((effect) => ({
    ...effect,
    handlers: effect.handlers.map((handling) => ({ ...handling, subjects: [] })),
  })),
});
