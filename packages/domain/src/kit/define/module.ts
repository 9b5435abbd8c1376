import { z } from 'zod';
import type { Application } from './application.types.ts';
import type { AnyContract } from './contract.ts';
import type { Cancel, Context, Remove, Schedule } from './decision.ts';
import type { Handler } from './handler.ts';
import type { Hooks } from './hooks.ts';
import {
  KIT,
  type AnyCommand,
  type AnyEvent,
  type AnyQuery,
  type MessageOf,
  type NameIn,
  type Rejection,
  type CommandMessage,
  type EventMessage,
} from './message.ts';
import type { AnyProjection } from './projection.ts';
import type { QueryReader } from './reader.ts';
import { scope } from './scope.ts';
import type { AnyState } from './state.ts';

type Definitions<Definition> = Readonly<Record<string, Definition>>;

/** The messages of a module that stay inside the server. */
export interface Internal {
  readonly commands?: Definitions<AnyCommand>;
  readonly queries?: Definitions<AnyQuery>;
  readonly events?: Definitions<AnyEvent>;
}

/** Commands and queries that stay inside are the module's own, and have no name of the contract's. */
type OwnOf<C extends AnyContract, I> = {
  readonly [Part in keyof I]: Part extends 'commands' | 'queries'
    ? {
        readonly [Name in keyof I[Part]]: Name extends keyof C['commands'] | keyof C['queries']
          ? { readonly 'the contract has a message of this name': Name }
          : I[Part][Name] extends { readonly name: OwnName<C> }
            ? I[Part][Name]
            : { readonly 'this is a message of another module': I[Part][Name] };
      }
    : I[Part];
};

/** Messages of other modules that this one sends. */
type Sends = Definitions<AnyCommand | AnyEvent>;

type InternalOf<I, Part extends keyof Internal> = I extends { readonly [P in Part]: infer Found }
  ? Found
  : {};

/** What everything is called that a module defines. */
type OwnName<C extends AnyContract> = NameIn<C['name'], string>;

/** What the handlers of a module may ask for: its own messages, those it `sends`, and timers of its own events. */
type EventsOf<C extends AnyContract, I> = MessageOf<
  ValuesOf<C['events'] & C['accepts'] & InternalOf<I, 'events'>>
>;
type AllowedEffects<C extends AnyContract, I, S> =
  | EventsOf<C, I>
  | MessageOf<ValuesOf<C['commands'] & InternalOf<I, 'commands'>>>
  | MessageOf<ValuesOf<S>>
  | Schedule<EventsOf<C, I>>
  | Cancel
  | Remove<OwnName<C>>;

type ValuesOf<D> = Extract<D[keyof D], (data: never) => unknown>;

/** Answers a query from committed state: the answer, or a declared rejection. */
export type QueryHandler<Definition extends AnyQuery = AnyQuery> = (
  data: Definition['$data'],
  read: QueryReader,
  context: Pick<Context, 'now' | 'actor'>,
) => AnswerOf<Definition> | Promise<AnswerOf<Definition>>;
type AnswerOf<Definition extends AnyQuery> = Definition['$answer'] | Rejection<Definition['$reason']>;

/** Something that runs while the application does. Stopped in reverse order. */
export interface Process {
  readonly name: string;
  start(application: Application): void | Promise<void>;
  stop(): void | Promise<void>;
}

type CommandHandlers<Commands, Effects, Kind extends string> = {
  readonly [Name in keyof Commands]: Commands[Name] extends AnyCommand
    ? Handler<Commands[Name]['name'], Effects, Commands[Name]['$reason'], Kind>
    : never;
};
type QueryHandlers<Queries> = {
  readonly [Name in keyof Queries]: Queries[Name] extends AnyQuery ? QueryHandler<Queries[Name]> : never;
};

/** A module as the application runs it. */
export interface Module<Name extends string = string> {
  readonly contract: AnyContract & { readonly name: Name };
  readonly internal: Required<Internal>;
  readonly sends: Sends;
  readonly states: readonly AnyState[];
  readonly commands: Readonly<Record<string, Handler>>;
  readonly queries: Readonly<Record<string, QueryHandler>>;
  readonly reactions: readonly Handler[];
  readonly projections: readonly AnyProjection[];
  readonly whenRejected: (
    command: { readonly name: string; readonly data: unknown },
    rejection: Rejection,
    context: Context,
  ) => EventMessage | null;
  readonly initialCommands: readonly CommandMessage[];
  readonly processes: readonly Process[];
  readonly hooks: readonly Hooks[];
}

/**
 * Gives a contract its behaviour. A handler that is missing or too much, that answers a reason or returns an
 * effect that was not declared, does not compile; `registry` checks the same again at start-up.
 */
export function implement<C extends AnyContract, const I extends Internal = {}, const S extends Sends = {}>(
  contract: C,
  parts: {
    readonly internal?: I & OwnOf<C, I>;
    readonly sends?: S;
    /** Every kind of state that the handlers keep. */
    readonly states: readonly (AnyState & { readonly kind: OwnName<C> })[];
    readonly commands: CommandHandlers<
      C['commands'] & InternalOf<I, 'commands'>,
      AllowedEffects<C, I, S>,
      OwnName<C>
    >;
    readonly queries: QueryHandlers<C['queries'] & InternalOf<I, 'queries'>>;
    readonly reactions?: readonly Handler<string, AllowedEffects<C, I, S>, never, OwnName<C>>[];
    /** Read models that it answers queries from. */
    readonly projections?: readonly (AnyProjection & { readonly name: OwnName<C> })[];
    /** A live event that tells the caller of a refusal. */
    readonly whenRejected?: (
      command: MessageOf<ValuesOf<C['commands']>>,
      rejection: Rejection,
      context: Context,
    ) => EventsOf<C, I> | null;
    /** Run once at each start, as SYSTEM. */
    readonly initialCommands?: readonly MessageOf<ValuesOf<C['commands'] & InternalOf<I, 'commands'>>>[];
    readonly processes?: readonly Process[];
    readonly hooks?: readonly Hooks[];
  },
): Module<C['name']> {
  const { internal, sends = {}, reactions = [], whenRejected = () => null, ...rest } = parts;
  return {
    projections: [],
    initialCommands: [],
    processes: [],
    hooks: [],
    ...rest,
    contract,
    sends,
    reactions,
    whenRejected,
    internal: { commands: {}, queries: {}, events: {}, ...internal },
  } as never;
}

const { event } = scope(KIT);

/**
 * A reaction threw. Kept in the log, for no feed. A reaction to this one that throws is only reported to
 * hooks: otherwise it would go round for ever.
 */
export const BusHandlerFailed = event(
  'BusHandlerFailed',
  z.object({
    handler: z.string(),
    effect: z.string(),
    operation: z.string(),
    error: z.string(),
    /** The key of the timer by which it is tried again, the same each time; null where it is not. */
    retry: z.string().nullable(),
  }),
  { version: 2, upcasts: { 1: (old: object) => ({ ...old, retry: null }) } },
);

/**
 * An outage, or a server that was away, would have taken somebody's time: the timer that carries `event` is
 * now due at `due` instead. Modules that told anyone of the old instant tell them of the new one. It is earlier where
 * the clock was set back while the server was away.
 */
export const TimerPostponed = event(
  'TimerPostponed',
  z.object({
    key: z.string(),
    due: z.number(),
    event: z.object({ name: z.string(), type: z.string(), data: z.unknown() }),
  }),
);
