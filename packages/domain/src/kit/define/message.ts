import type { z } from 'zod';
import type { Shape, Upcast, Versioned } from './shape.ts';

/**
 * Messages are plain values: names, data, and the kind, which tells the bus how to treat them. A definition creates them
 * (`MarkPlaced({ … })`), and the wire validates them with it.
 *
 * A message has two names. `type` is short (`MarkPlaced`): reducers use it, and so does the wire, where the path names
 * the module. `name` starts with the module (`games.MarkPlaced`): the bus, the store and logs use it, since another
 * module may have a `MarkPlaced` of its own.
 */
export interface CommandMessage<Name extends string = string, Type extends string = string, Data = unknown> {
  readonly kind: 'command';
  readonly name: Name;
  readonly type: Type;
  readonly data: Data;
}

export interface EventMessage<Name extends string = string, Type extends string = string, Data = unknown> {
  readonly kind: 'event';
  readonly name: Name;
  readonly type: Type;
  readonly data: Data;
}

/** The sort of a rejection. The wire maps each sort to one transport code, in one place. */
export type RejectionSort = 'NOT_FOUND' | 'FORBIDDEN' | 'CONFLICT' | 'INVALID' | 'TOO_MANY' | 'UNAUTHORIZED';

/** A refusal that a player may read: a value with a reason, never an exception. */
export interface Rejection<Reason extends string = string> {
  readonly kind: 'rejection';
  readonly reason: Reason;
  readonly sort: RejectionSort;
}

export function rejection<const Reason extends string>(
  reason: Reason,
  sort: RejectionSort,
): Rejection<Reason> {
  return { kind: 'rejection', reason, sort };
}

/** The operation id was used before with another payload: a client's mistake, never a retry. */
export const OPERATION_ID_REUSED = rejection('OPERATION_ID_REUSED', 'CONFLICT');

/** Who may send a message: anyone, a signed-in user, or a caller with the service token. */
export type Access = 'anyone' | 'user' | 'service';

/**
 * Each definition resolves its data type once, in `$data`. Types that map over many definitions (the router, the
 * client) only look it up there: inferring through `ZodType<…>` inside a mapped type makes large contracts slow to
 * check.
 */
export interface CommandDefinition<
  Name extends string = string,
  Type extends string = string,
  Data = unknown,
  Reason extends string = string,
> {
  (data: Data): CommandMessage<Name, Type, Data>;
  readonly kind: 'command';
  readonly name: Name;
  readonly type: Type;
  readonly schema: z.ZodType<Data>;
  readonly rejections: readonly Rejection<Reason>[];
  readonly access: Access;
  /** Whether it leaves something that is kept for long, whatever becomes of it: callers may send it less often. */
  readonly lasting: boolean;
  /** Type only; never read at run time. */
  readonly $data: Data;
  /** Type only; never read at run time. */
  readonly $reason: Reason;
}

export interface QueryDefinition<
  Name extends string = string,
  Type extends string = string,
  Data = unknown,
  Answer = unknown,
  Reason extends string = string,
> {
  (data: Data): QueryMessage<Name, Type, Data>;
  readonly kind: 'query';
  readonly name: Name;
  readonly type: Type;
  readonly schema: z.ZodType<Data>;
  readonly answer: z.ZodType<Answer>;
  readonly rejections: readonly Rejection<Reason>[];
  readonly access: Access;
  /** Type only; never read at run time. */
  readonly $data: Data;
  /** Type only; never read at run time. */
  readonly $answer: Answer;
  /** Type only; never read at run time. */
  readonly $reason: Reason;
}

export interface QueryMessage<Name extends string = string, Type extends string = string, Data = unknown> {
  readonly kind: 'query';
  readonly name: Name;
  readonly type: Type;
  readonly data: Data;
}

/** Who gets an event of a feed: everyone who may subscribe to it, or only these actors. */
export type Audience = 'everyone' | readonly string[];

/** @param actor null for somebody who is not signed in */
export const hears = (audience: Audience, actor: string | null): boolean =>
  audience === 'everyone' || (actor !== null && audience.includes(actor));

export interface EventDefinition<Name extends string = string, Type extends string = string, Data = unknown> {
  (data: Data): EventMessage<Name, Type, Data>;
  readonly kind: 'event';
  readonly name: Name;
  readonly type: Type;
  readonly schema: z.ZodType<Data>;
  readonly version: number;
  readonly upcasts: Readonly<Record<number, Upcast>>;
  readonly audience: (data: Data) => Audience;
  /**
   * A live event reaches current listeners and is not stored: it has no row in the log, and a timer that carries it ends
   * with the process. Presence is live; what happens in a game is not.
   */
  readonly live: boolean;
  /**
   * Whoever listens hears of it, whichever server has committed it. An internal event then has a topic: `topicAcrossServers`. A live
   * event is told to the other servers once, and is lost where that fails. A published event that is stored need not say so.
   */
  readonly acrossServers: boolean;
  /** Type only; never read at run time. */
  readonly $data: Data;
}

/** The topic of an internal event that all servers hear of: no feed has such a name, so that no client hears of it. */
export const topicAcrossServers = ({ name }: Pick<AnyEvent, 'name'>): string => name.replace('.', '/');

/* The widest definitions, for code that treats all messages alike. */

export interface AnyCommand {
  (data: never): CommandMessage;
  readonly kind: 'command';
  readonly name: string;
  readonly type: string;
  readonly schema: z.ZodType;
  readonly rejections: readonly Rejection[];
  readonly access: Access;
  readonly lasting: boolean;
  readonly $data: unknown;
  readonly $reason: string;
}

export interface AnyQuery {
  (data: never): QueryMessage;
  readonly kind: 'query';
  readonly name: string;
  readonly type: string;
  readonly schema: z.ZodType;
  readonly answer: z.ZodType;
  readonly rejections: readonly Rejection[];
  readonly access: Access;
  readonly $data: unknown;
  readonly $answer: unknown;
  readonly $reason: string;
}

export interface AnyEvent extends Shape {
  (data: never): EventMessage;
  readonly kind: 'event';
  readonly name: string;
  readonly type: string;
  readonly audience: (data: never) => Audience;
  readonly live: boolean;
  readonly acrossServers: boolean;
  readonly $data: unknown;
}

export type DataOf<Definition extends { readonly $data: unknown }> = Definition['$data'];
export type MessageOf<Definition extends (data: never) => unknown> = ReturnType<Definition>;

/** A full name, unique to its module: `games.MarkPlaced`. */
export type NameIn<Module extends string, Name extends string> = `${Module}.${Name}`;

export const nameIn = <const Module extends string, const Name extends string>(
  module: Module,
  name: Name,
): NameIn<Module, Name> => `${module}.${name}`;

/** The module that the kit's own messages are of. */
export const KIT = 'kit';

/** The name by which a command or a query is called, and stands in a contract: `placeMark` for `PlaceMark`. */
export type CallName<Type extends string> = Uncapitalize<Type>;

export const callNameOf = (type: string): string => `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;

/** The short name in a full one: `MarkPlaced` in `games.MarkPlaced`. */
export const typeIn = (name: string): string => name.slice(name.indexOf('.') + 1);

/* The three builders below are where definitions get their phantom types: the only casts of this file. */

export const commandIn =
  <const Module extends string>(module: Module) =>
  <const Type extends string, Schema extends z.ZodType, const Reason extends string = never>(
    type: Type,
    schema: Schema,
    options: {
      readonly rejections?: readonly Rejection<Reason>[];
      readonly access?: Access;
      readonly lasting?: boolean;
    } = {},
  ): CommandDefinition<NameIn<Module, Type>, Type, z.output<Schema>, Reason> => {
    const name = nameIn(module, type);
    const create = (data: unknown) => ({ kind: 'command', name, type, data });
    const { rejections = [], access = 'user', lasting = false } = options;
    return define(name, create, { kind: 'command', type, schema, rejections, access, lasting });
  };

export const queryIn =
  <const Module extends string>(module: Module) =>
  <
    const Type extends string,
    Schema extends z.ZodType,
    AnswerSchema extends z.ZodType,
    const Reason extends string = never,
  >(
    type: Type,
    schema: Schema,
    answer: AnswerSchema,
    options: { readonly rejections?: readonly Rejection<Reason>[]; readonly access?: Access } = {},
  ): QueryDefinition<NameIn<Module, Type>, Type, z.output<Schema>, z.output<AnswerSchema>, Reason> => {
    const name = nameIn(module, type);
    const create = (data: unknown) => ({ kind: 'query', name, type, data });
    const { rejections = [], access = 'user' } = options;
    return define(name, create, { kind: 'query', type, schema, answer, rejections, access });
  };

export const eventIn =
  <const Module extends string>(module: Module) =>
  <const Type extends string, Schema extends z.ZodType, const Version extends number = 1>(
    type: Type,
    schema: Schema,
    options: {
      readonly audience?: (data: z.output<Schema>) => Audience;
      readonly live?: boolean;
      readonly acrossServers?: boolean;
    } & Versioned<Version> = {} as never,
  ): EventDefinition<NameIn<Module, Type>, Type, z.output<Schema>> => {
    const name = nameIn(module, type);
    const create = (data: unknown) => ({ kind: 'event', name, type, data });
    const { audience = () => 'everyone', live = false, acrossServers = false } = options;
    const { version = 1, upcasts = {} } = options;
    return define(name, create, {
      kind: 'event',
      type,
      schema,
      version,
      upcasts,
      audience,
      live,
      acrossServers,
    });
  };

/** The `name` of a function is read-only: only `defineProperty` can change it. */
const define = (name: string, create: (data: unknown) => unknown, parts: object): never =>
  Object.assign(Object.defineProperty(create, 'name', { value: name }), parts) as never;
