import { z } from 'zod';
import type { Application } from './application.types.ts';
import type { Bulletin } from './bulletin.ts';
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

/** Internal commands and queries belong to the module, and share no name with the contract's. */
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

/** The full name of anything that the module defines. */
type OwnName<C extends AnyContract> = NameIn<C['name'], string>;

/** The effects that a module's handlers may have: its own messages, those it `sends`, and timers of its own events. */
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

/** Something that runs while the application does. Processes stop in reverse order. */
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
  readonly bulletins: readonly Bulletin[];
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
 * Gives a contract its behaviour. It does not compile with a missing or superfluous handler, or one that answers an
 * undeclared reason or effect; `createRegistry` checks the same again at start-up.
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
    /** Answers that are told to whoever follows its feed. */
    readonly bulletins?: readonly Bulletin<C['name']>[];
    /** Makes the live event that tells the caller of a refusal. */
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
    bulletins: [],
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
 * A reaction threw. Kept in the log, in no feed. When a reaction to this event throws, only hooks are told: another
 * event would start an endless loop.
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
 * After an outage, the timer that carries `event` is due at `due` instead, so that nobody loses time by it. Modules that
 * announced the old instant announce the new one, which is earlier if the clock was set back during the outage.
 */
export const TimerPostponed = event(
  'TimerPostponed',
  z.object({
    key: z.string(),
    due: z.number(),
    event: z.object({ name: z.string(), type: z.string(), data: z.unknown() }),
  }),
);
