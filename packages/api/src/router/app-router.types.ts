import type { AnyCommand, AnyContract, AnyEvent, AnyQuery, Receipt } from '@tic-tac-toe/domain/kit';
import type { Contracts } from '@tic-tac-toe/domain/contracts';
import type { TRPCBuiltRouter, TRPCSubscriptionProcedure } from '@trpc/server';
import type { ErrorShape } from '../errors.ts';
import type { SessionProcedures } from './identity/session-procedures.types.ts';
import type { Input, Mutation, ProcedureOf, Query } from './procedure.types.ts';

/*
 * The router's type, looked up in the contracts: each definition has resolved its wire types once (`$data`,
 * `$answer`, `$reason`), so that nothing is inferred here, and hundreds of commands stay fast to check. Nothing is
 * renamed on the way, with `as`: editors would not find the definition of a procedure any more, nor its words.
 */

type Commands<Definitions extends Readonly<Record<string, AnyCommand>>> = {
  -readonly [Name in keyof Definitions]: Mutation<
    Definitions[Name]['$data'],
    Receipt,
    Definitions[Name]['$reason']
  >;
};

type Queries<Definitions extends Readonly<Record<string, AnyQuery>>> = {
  -readonly [Name in keyof Definitions]: Query<
    Definitions[Name]['$data'],
    Definitions[Name]['$answer'],
    Definitions[Name]['$reason']
  >;
};

/*
 * What subscriptions tell is made of types, not of interfaces: tRPC takes those for JSON as they are, and maps all else
 * field by field. The first subscription of a script takes 3 000 instantiations instead of 10 000.
 */

/**
 * The subscriber's position is older than the log is kept, or newer than the log: what it knows cannot be
 * brought up to date by events. It asks anew, and goes on from `position`.
 */
export type Resync = {
  readonly type: 'Resync';
  readonly data: { readonly position: number };
};

type WireEvent<Definitions extends Readonly<Record<string, AnyEvent>>> = {
  readonly [Name in keyof Definitions]: {
    readonly type: Definitions[Name]['type'];
    readonly data: Definitions[Name]['$data'];
  };
}[keyof Definitions];

/** What a subscription to a module yields: its published events, and `Resync`. */
export type EventOf<Module extends AnyContract> = WireEvent<Module['events']> | Resync;

/** An event at its position: `id` is where to resume from, as `lastEventId`. */
export type Tracked<Event> = {
  readonly id: string;
  readonly data: Event;
};

export interface ResumeOption {
  /** Tells the events after this position; without it, those from now on. */
  readonly lastEventId?: string | number | undefined;
}

type Subscriptions<Module extends AnyContract> = keyof Module['events'] extends never
  ? {}
  : {
      events: TRPCSubscriptionProcedure<
        ProcedureOf<
          Input<Module['feed']['$feed'] & ResumeOption>,
          AsyncIterable<Tracked<EventOf<Module>>, void, undefined>,
          never
        >
      >;
    };

type ModuleProcedures<Module extends AnyContract> = Commands<Module['commands']> &
  Queries<Module['queries']> &
  Subscriptions<Module>;

/** The procedures that follow mechanically from contracts: `<module>.<name of the call>`. */
export type ContractProcedures<Modules extends Readonly<Record<string, AnyContract>>> = {
  -readonly [Name in keyof Modules]: ModuleProcedures<Modules[Name]>;
};

/** The events that trusted callers may bring in, as messages on the wire. */
export type AcceptedEvent<Modules extends Readonly<Record<string, AnyContract>> = Contracts> = {
  [Name in keyof Modules]: WireEvent<Modules[Name]['accepts']>;
}[keyof Modules];

export type IntegrationProcedures = {
  handleEvent: Mutation<AcceptedEvent, Receipt, never>;
};

type Generated = ContractProcedures<Contracts>;

/** All procedures by path. */
export type Procedures = Omit<Generated, 'sessions'> & {
  sessions: Generated['sessions'] & SessionProcedures;
  integration: IntegrationProcedures;
};

export interface RootTypes<Context extends object = object> {
  ctx: Context;
  meta: object;
  errorShape: ErrorShape;
  transformer: false;
}

/** What clients are typed by. What a procedure knows of its caller is the server's own affair: clients know no context. */
export type AppRouter<Context extends object = object> = TRPCBuiltRouter<RootTypes<Context>, Procedures>;
