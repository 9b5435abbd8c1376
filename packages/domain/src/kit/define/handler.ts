import { type Context, type Decision, type Effect, ignore } from './decision.ts';
import type { AnyCommand, AnyEvent, Rejection } from './message.ts';
import { type AnyState, type AtStage, SINGLETON, type StageOf, type StateDefinition } from './state.ts';

/** Selects the states that a handler is given. */
export type Selector =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'index'; readonly index: string; readonly value: string }
  | { readonly by: 'all' }
  | { readonly by: 'none' };

/** Every state of the kind. */
export const all = (): Selector => ({ by: 'all' });
/** The states of a kind whose index has `value`. */
export const where = <State, Index extends string>(
  _kind: StateDefinition<string, State, Index>,
  index: NoInfer<Index>,
  value: string,
): Selector => ({ by: 'index', index, value });
/** The only state of its kind. */
export const singleton = (): string => SINGLETON;

/** A state that a decision reads without changing it. `one` gives it or undefined, `many` a list. */
export interface Read<Data, Result> {
  readonly definition: AnyState;
  readonly many: boolean;
  readonly select: (data: Data, context: Context) => Selector;
  /** Type only; never read at run time. */
  readonly $result: Result;
}

export const one = <Data, State>(
  definition: StateDefinition<string, State, never>,
  id: (data: Data, context: Context) => string,
): Read<Data, State | undefined> =>
  ({
    definition,
    many: false,
    select: (data: Data, context: Context) => ({ by: 'id', id: id(data, context) }),
  }) as never;

export const many = <Data, State, Index extends string>(
  definition: StateDefinition<string, State, Index>,
  index: Index,
  value: (data: Data, context: Context) => string,
): Read<Data, readonly State[]> =>
  ({
    definition,
    many: true,
    select: (data: Data, context: Context) => where(definition, index, value(data, context)),
  }) as never;

type Reads<Data> = Readonly<Record<string, Read<Data, unknown>>>;
type ResultsOf<R> = {
  readonly [Name in keyof R]: R[Name] extends { readonly $result: infer Result } ? Result : never;
};

/** The handler is not concerned: nothing happens, and hooks are told why. */
export interface Skip {
  readonly kind: 'skip';
  readonly why: string;
}

const skip = (why: string): Skip => ({ kind: 'skip', why });

/** A handler as the bus runs it, its types erased: the bus never looks inside states or data. */
export interface Handler<
  Name extends string = string,
  Effects = Effect,
  Reason extends string = string,
  Kind extends string = string,
> {
  /** The full name of what it handles. */
  readonly message: Name;
  /** The handler's name in logs: `games.GameEnded → scoring.score`. */
  readonly name: string;
  readonly state: (AnyState & { readonly kind: Kind }) | undefined;
  readonly stages: readonly string[];
  readonly select: (data: unknown, context: Context) => Selector;
  readonly reads: Readonly<Record<string, Read<unknown, unknown>>>;
  /** The names of `reads`. */
  readonly readNames: readonly string[];
  readonly run: (
    state: unknown,
    data: unknown,
    context: Context,
    reads: Readonly<Record<string, unknown>>,
  ) => Decision<unknown, Effect> | Rejection | Skip;
  /** Type only; never read at run time. */
  readonly $effects: Effects;
  /** Type only; never read at run time. */
  readonly $reason: Reason;
}

type Outcome = Decision<unknown, Effect> | Rejection | Skip;
type Decide<State, Data, R, Result> = (
  state: State,
  data: Data,
  context: Context,
  reads: ResultsOf<R>,
) => Result;
type Create<Data, R, Result> = (data: Data, context: Context, reads: ResultsOf<R>) => Result;

/** A result whose next state is of the right kind. */
type Leaves<State> = readonly [State, readonly Effect[]] | Rejection;

/** The possible outcomes of a handler's slot: the rejection itself, or what its function returns. */
type Results<Slot> = Slot extends (...args: never) => infer Result ? Result : Slot;
type EffectsIn<Slots> =
  Results<Slots> extends infer Result
    ? Result extends readonly [unknown, readonly (infer Effects)[]]
      ? Effects
      : never
    : never;
type ReasonsIn<Slots> =
  Results<Slots> extends infer Result ? (Result extends Rejection<infer Reason> ? Reason : never) : never;

/** One function or rejection for each stage: a forgotten stage does not compile. */
type EachStage<State, Data, R> = {
  readonly [Stage in StageOf<State>]: Decide<AtStage<State, Stage>, Data, R, Leaves<State>> | Rejection;
};
type SomeStages<State, Data, R> = {
  readonly [Stage in StageOf<State>]?: Decide<AtStage<State, Stage>, Data, R, Leaves<State>>;
};
/** A stage that the state does not have makes its slot impossible to fill. */
type OnlyStagesOf<State, Stages> = {
  readonly [Stage in keyof Stages]: Stage extends StageOf<State> ? Stages[Stage] : never;
};
type Find<Data> = (data: Data, context: Context) => string | Selector;
interface FindSome<Data, R> {
  readonly find: (data: Data, context: Context) => string | Selector | null;
  readonly reads?: R;
}

interface Parts {
  readonly find?: ((data: never, context: Context) => string | Selector | null) | undefined;
  readonly when?: ((...args: never) => boolean) | undefined;
  readonly reads?: Readonly<Record<string, unknown>> | undefined;
  readonly missing?: unknown;
  readonly found?: unknown;
  readonly stages?: Readonly<Record<string, unknown>> | undefined;
}

type Slot = ((...args: readonly unknown[]) => Outcome) | Rejection | undefined;

const unlessIgnored = (outcome: Outcome): Outcome => (outcome === ignore ? skip('nothing to do') : outcome);

/** Turns the typed parts of a handler into the form that the bus runs. Types are erased here, in one place. */
function build(message: { readonly name: string }, state: AnyState | undefined, parts: Parts): Handler {
  const find = parts.find as ((data: unknown, context: Context) => string | Selector | null) | undefined;
  const when = parts.when as ((...args: readonly unknown[]) => boolean) | undefined;
  const { missing, found } = parts as { missing: Slot; found: Slot };
  const stages = parts.stages as Readonly<Record<string, Slot>> | undefined;

  const slotFor = (current: unknown): Slot =>
    current === undefined
      ? missing
      : stages === undefined
        ? found
        : stages[(current as { readonly stage: string }).stage];

  return {
    message: message.name,
    name: state ? `${message.name} → ${state.kind}` : message.name,
    state,
    stages: Object.keys(stages ?? {}),
    reads: (parts.reads ?? {}) as Handler['reads'],
    readNames: Object.keys(parts.reads ?? {}),
    select(data, context) {
      const selected = find?.(data, context) ?? null;
      if (selected === null) return { by: 'none' };
      return typeof selected === 'string' ? { by: 'id', id: selected } : selected;
    },
    run(current, data, context, reads) {
      const slot = slotFor(current);
      if (slot === undefined)
        return skip(current === undefined ? 'no such state' : 'no handler for this stage');
      if (typeof slot !== 'function') return slot;
      if (current === undefined) {
        if (when && !when(data, context, reads)) return skip('condition');
        return unlessIgnored(slot(data, context, reads));
      }
      if (when && !when(current, data, context, reads)) return skip('condition');
      return unlessIgnored(slot(current, data, context, reads));
    },
    $effects: undefined as never,
    $reason: undefined as never,
  };
}

/* Commands: exactly one handler, and an answer for every stage. */

/** A command on a state with stages. `missing` answers, or creates the state, where there is none. */
export function handle<
  Definition extends AnyCommand,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Missing extends Create<Definition['$data'], R, Leaves<State>> | Rejection,
  Stages extends EachStage<State, Definition['$data'], R>,
>(
  command: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: {
    readonly find: Find<Definition['$data']>;
    readonly reads?: R;
    readonly missing: Missing;
    readonly stages: Stages & OnlyStagesOf<NoInfer<State>, Stages>;
  },
): Handler<
  Definition['name'],
  EffectsIn<Missing | Stages[keyof Stages]>,
  ReasonsIn<Missing | Stages[keyof Stages]>,
  Kind
>;
/** A command on a state without stages. */
export function handle<
  Definition extends AnyCommand,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Missing extends Create<Definition['$data'], R, Leaves<State>> | Rejection,
  Found extends Decide<State, Definition['$data'], R, Leaves<State>> | Rejection,
>(
  command: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: {
    readonly find: Find<Definition['$data']>;
    readonly reads?: R;
    readonly missing: Missing;
    readonly found: Found;
  },
): Handler<Definition['name'], EffectsIn<Missing | Found>, ReasonsIn<Missing | Found>, Kind>;
export function handle(
  command: AnyCommand,
  state: AnyState,
  parts: Parts,
): Handler<string, never, never, never> {
  return build(command, state, parts) as Handler<string, never, never, never>;
}

/** A command without a state of its own: it answers with effects, or a rejection. */
export function handleStateless<Definition extends AnyCommand, Result extends readonly Effect[] | Rejection>(
  command: Definition,
  decide: (data: Definition['$data'], context: Context) => Result,
): Handler<Definition['name'], Extract<Result, readonly unknown[]>[number], ReasonsIn<Result>, never> {
  return stateless(command, decide) as never;
}

/* Events: any number of reactions, run in the order of their list; a stage without a function is skipped. */

/**
 * A reaction on states with stages. It is skipped where `find` answers null (no state is concerned) or `when` answers
 * false (not this time).
 */
export function react<
  Definition extends AnyEvent,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Stages extends SomeStages<State, Definition['$data'], R>,
>(
  event: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: FindSome<Definition['$data'], R> & {
    readonly when?: Decide<NoInfer<State>, Definition['$data'], R, boolean>;
    readonly stages: Stages & OnlyStagesOf<NoInfer<State>, Stages>;
  },
): Handler<Definition['name'], EffectsIn<Stages[keyof Stages]>, never, Kind>;
/** A reaction on states without stages, whether they exist or not. */
export function react<
  Definition extends AnyEvent,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Found extends Decide<State, Definition['$data'], R, Leaves<State>>,
  Missing extends Create<Definition['$data'], R, Leaves<State>>,
>(
  event: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: FindSome<Definition['$data'], R> & { readonly missing: Missing; readonly found: Found },
): Handler<Definition['name'], EffectsIn<Missing | Found>, never, Kind>;
/** A reaction on existing states. */
export function react<
  Definition extends AnyEvent,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Found extends Decide<State, Definition['$data'], R, Leaves<State>>,
>(
  event: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: FindSome<Definition['$data'], R> & {
    readonly when?: Decide<NoInfer<State>, Definition['$data'], R, boolean>;
    readonly found: Found;
    readonly missing?: never;
  },
): Handler<Definition['name'], EffectsIn<Found>, never, Kind>;
/** A reaction that creates a state where there is none. */
export function react<
  Definition extends AnyEvent,
  State,
  Kind extends string,
  const R extends Reads<Definition['$data']>,
  Missing extends Create<Definition['$data'], R, Leaves<State>>,
>(
  event: Definition,
  state: StateDefinition<Kind, State, never>,
  parts: FindSome<Definition['$data'], R> & { readonly missing: Missing; readonly found?: never },
): Handler<Definition['name'], EffectsIn<Missing>, never, Kind>;
export function react(event: AnyEvent, state: AnyState, parts: Parts): Handler<string, never, never, never> {
  return build(event, state, parts) as Handler<string, never, never, never>;
}

/** A reaction without a state of its own. */
export function reactStateless<Definition extends AnyEvent, Effects extends readonly Effect[]>(
  event: Definition,
  decide: (data: Definition['$data'], context: Context) => Effects,
): Handler<Definition['name'], Effects[number], never, never> {
  return stateless(event, decide) as never;
}

function stateless(
  message: { readonly name: string },
  decide: (data: unknown, context: Context) => readonly Effect[] | Rejection,
): Handler {
  return {
    ...build(message, undefined, {}),
    run(_state, data, context) {
      const result = decide(data, context);
      return Array.isArray(result) ? ([undefined, result] as const) : (result as Rejection);
    },
  };
}
