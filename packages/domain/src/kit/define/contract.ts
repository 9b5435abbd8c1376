import { z } from 'zod';
import type { AnyCommand, AnyEvent, AnyQuery, CallName, KIT, NameIn } from './message.ts';
import { codePointOrder } from './ordered.ts';

/**
 * Each definition stands in its own module: an event under its type, commands and queries under the name that they are
 * called by. The client has them under the same names, so that editors lead from a call to the definition, and show
 * what is written above it: through a type that renames them they find neither.
 */
type Named<Definitions, Module extends string = string> = {
  readonly [Place in keyof Definitions]: Definitions[Place] extends {
    readonly kind: infer Kind;
    readonly type: infer Type extends string;
    readonly name: infer FullName;
  }
    ? PlaceOf<Kind, Type> extends Place
      ? FullName extends NameIn<Module, string>
        ? Definitions[Place]
        : { readonly 'this is a message of another module than': Module }
      : { readonly 'this message stands under the name': PlaceOf<Kind, Type> }
    : never;
};
type PlaceOf<Kind, Type extends string> = Kind extends 'event' ? Type : CallName<Type>;

/** A command and a query of the same name would be the same procedure. */
type NotIn<Others, Definitions> = {
  readonly [Name in keyof Definitions]: Name extends keyof Others
    ? { readonly 'a command and a query have one name': Name }
    : Definitions[Name];
};

/**
 * A module's public messages: data only, safe to import in a browser. Commands and queries are the exports of a file,
 * as in `games/contract/commands.ts`, which is what editors lead to from a client.
 *
 * `feed` says which published events one subscription follows: those whose fields (`{ gameId: GameId }`) match what the
 * subscriber names, or all of them if there are no fields. Every published event carries these fields.
 */
export interface Contract<
  Name extends string = string,
  Commands = Readonly<Record<string, AnyCommand>>,
  Queries = Readonly<Record<string, AnyQuery>>,
  Events = Readonly<Record<string, AnyEvent>>,
  Feed = Readonly<Record<string, unknown>>,
  Accepted = Readonly<Record<string, AnyEvent>>,
> {
  readonly name: Name;
  readonly commands: Commands;
  readonly queries: Queries;
  /** The events that reach subscribers. */
  readonly events: Events;
  readonly feed: FeedDefinition<Feed>;
  /** The events that trusted callers may bring in from other contexts. */
  readonly accepts: Accepted;
}

export interface FeedDefinition<Feed = unknown> {
  readonly schema: z.ZodType<Feed>;
  readonly fields: readonly string[];
  readonly access: 'anyone' | 'user';
  /** How long the log keeps the feed's events; null for the store's default. */
  readonly keep: 'forever' | null;
  /** Type only; never read at run time. */
  readonly $feed: Feed;
}

/** The topic of an event of `contract`, or of a subscription to it: `games/<gameId>`. */
export function topicOf(contract: Pick<AnyContract, 'name' | 'feed'>, data: unknown): string {
  let topic = contract.name;
  for (const field of contract.feed.fields) topic += `/${String(feedField(data, field))}`;
  return topic;
}

/** The modules whose published events the log keeps for ever: the first segments of their topics. */
export const keptForever = (contracts: readonly Pick<AnyContract, 'name' | 'feed'>[]): readonly string[] =>
  contracts.filter(({ feed }) => feed.keep === 'forever').map(({ name }) => name);

/** The value of a feed's field in an event. The compiler has checked that the field exists. */
export const feedField = (data: unknown, field: string): unknown => (data as Record<string, unknown>)[field];

/**
 * Whether this version of a contract has such an event. A newer server may send others: a client that meets one keeps
 * its state and asks anew.
 */
export const isKnown = (
  { events }: { readonly events: object },
  { type }: { readonly type: string },
): boolean => Object.hasOwn(events, type);

type Feed<Fields extends z.ZodRawShape> = { readonly [Name in keyof Fields]: z.output<Fields[Name]> };

export function contract<
  const Name extends string,
  const Commands extends Readonly<Record<string, AnyCommand>>,
  const Queries extends Readonly<Record<string, AnyQuery>>,
  const Events extends Readonly<Record<string, AnyEvent>>,
  Fields extends z.ZodRawShape = {},
  const Accepted extends Readonly<Record<string, AnyEvent>> = {},
>(parts: {
  readonly name: Name & (Name extends typeof KIT ? { readonly 'the kit is called so': Name } : unknown);
  readonly commands: Commands & Named<Commands, Name>;
  readonly queries: Queries & Named<Queries, Name> & NotIn<Commands, Queries>;
  readonly events: Events & Named<Events, Name> & CarryingFeed<Events, Feed<Fields>>;
  readonly feed?: {
    readonly by?: Fields;
    readonly access?: 'anyone' | 'user';
    readonly keep?: 'forever';
  };
  readonly accepts?: Accepted & Named<Accepted>;
}): Contract<Name, Commands, Queries, Events, Feed<Fields>, Accepted> {
  const fields = parts.feed?.by ?? {};
  const feed = {
    schema: z.object(fields),
    fields: Object.keys(fields),
    access: parts.feed?.access ?? 'user',
    keep: parts.feed?.keep ?? null,
  };
  const commands = inOrder(parts.commands);
  const queries = inOrder(parts.queries);
  return { ...parts, commands, queries, feed, accepts: parts.accepts ?? {} } as never;
}

/** The exports of a file, by name: a bundler orders them as it likes. */
const inOrder = (definitions: object): object =>
  Object.fromEntries(Object.entries(definitions).toSorted(([a], [b]) => codePointOrder(a, b)));

type CarryingFeed<Events, Feed> = {
  readonly [Name in keyof Events]: Events[Name] extends { readonly $data: infer Data }
    ? Data extends Feed
      ? Events[Name]
      : { readonly 'a published event carries the fields of its feed': Feed }
    : never;
};

/** The widest contract, for code that treats all contracts alike. */
export type AnyContract = Contract<
  string,
  Readonly<Record<string, AnyCommand>>,
  Readonly<Record<string, AnyQuery>>,
  Readonly<Record<string, AnyEvent>>,
  unknown,
  Readonly<Record<string, AnyEvent>>
>;

/** The wire names accepted events by their short names: no two contracts may accept the same one. */
type AcceptedByOthers<Contracts extends Readonly<Record<string, AnyContract>>, Name> = {
  readonly [Other in Exclude<keyof Contracts, Name>]: keyof Contracts[Other]['accepts'];
}[Exclude<keyof Contracts, Name>];

type Fitting<Contracts extends Readonly<Record<string, AnyContract>>> = {
  readonly [Name in keyof Contracts]: Contracts[Name]['name'] extends Name
    ? keyof Contracts[Name]['accepts'] & AcceptedByOthers<Contracts, Name> extends never
      ? Contracts[Name]
      : { readonly 'another contract accepts an event of this name': keyof Contracts[Name]['accepts'] }
    : { readonly 'a contract stands under its own name': Contracts[Name]['name'] };
};

/** The contracts of an application, each under its own name. The router and the list of modules are made from them. */
export const contractsOf = <const Contracts extends Readonly<Record<string, AnyContract>>>(
  contracts: Contracts & Fitting<Contracts>,
): Contracts => contracts;
