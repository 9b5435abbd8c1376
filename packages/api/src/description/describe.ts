import {
  type Access,
  type AnyCommand,
  type AnyContract,
  type AnyEvent,
  type AnyQuery,
  type Audience,
  type Module,
  type Rejection,
  type RejectionSort,
  type Shape,
  shapesOf,
} from '@tic-tac-toe/domain/kit';
import type { ProcedureSchemas } from '../router/identity/session-schemas.ts';
import { CannotCompare, type Schema, schemaOf } from './schemas.ts';
import { exampleOf, isObject } from './values.ts';

/** What can be called and heard. */
export interface ApiDescription {
  readonly modules: Readonly<Record<string, ModuleDescription>>;
  /** Those that no contract has, by path: `sessions.start`. */
  readonly procedures: Readonly<Record<string, ProcedureDescription>>;
}

/** All that others may rely on, as plain data: what `docs/contract.json` keeps. */
export interface Description extends ApiDescription {
  /** What outlives a version of the server, by its full name: `games.game`. */
  readonly stored: Readonly<Record<string, ShapeDescription>>;
}

export interface ModuleDescription {
  readonly commands: Readonly<Record<string, CommandDescription>>;
  readonly queries: Readonly<Record<string, QueryDescription>>;
  readonly events: Readonly<Record<string, EventDescription>>;
  readonly feed: FeedDescription;
  /** What trusted callers may bring in. */
  readonly accepts: Readonly<Record<string, Schema>>;
}

export interface CommandDescription {
  readonly access: Access;
  readonly input: Schema;
  /** Why it may be refused, and as what. */
  readonly rejections: Readonly<Record<string, RejectionSort>>;
}

export interface QueryDescription extends CommandDescription {
  readonly answer: Schema;
}

export interface ProcedureDescription extends QueryDescription {
  readonly type: 'mutation' | 'query';
}

export interface EventDescription {
  readonly data: Schema;
  /** Everyone who may subscribe, or those whom these fields name. */
  readonly audience: 'everyone' | readonly string[];
  /** Told to who listens at the moment, and not kept. */
  readonly live: boolean;
}

export interface FeedDescription {
  readonly access: Access;
  readonly by: Schema;
  readonly keep: 'forever' | null;
}

export interface ShapeDescription {
  readonly version: number;
  /** The versions that there is an upcast from. */
  readonly upcasts: readonly number[];
  readonly schema: Schema;
}

/** @throws CannotCompare where a message has what no comparison knows */
export function describe(modules: readonly Module[], procedures: Procedures = {}): Description {
  const { states, events } = shapesOf(modules);
  const kept = [...events].filter(([, { live }]) => !live);
  return {
    ...describeApi(
      modules.map(({ contract }) => contract),
      procedures,
    ),
    stored: mapped(
      Object.fromEntries<Shape>([...states, ...kept].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      describeShape,
    ),
  };
}

type Procedures = Readonly<Record<string, ProcedureSchemas>>;

/** @throws CannotCompare */
export const describeApi = (contracts: readonly AnyContract[], procedures: Procedures): ApiDescription => ({
  modules: Object.fromEntries(contracts.map((contract) => [contract.name, describeContract(contract)])),
  procedures: mapped(procedures, ({ type, access, input, answer, rejections }, path) => ({
    type,
    access,
    input: schemaOf(input, 'input', `${path} input`),
    rejections,
    answer: schemaOf(answer, 'output', `${path} answer`),
  })),
});

const describeContract = (contract: AnyContract): ModuleDescription => ({
  commands: mapped(byType(contract.commands), describeCommand),
  queries: mapped(byType(contract.queries), describeQuery),
  events: mapped(contract.events, describeEvent),
  feed: {
    access: contract.feed.access,
    by: schemaOf(contract.feed.schema, 'input', `${contract.name}.events`),
    keep: contract.feed.keep,
  },
  accepts: mapped(contract.accepts, ({ schema, name }) => schemaOf(schema, 'input', name)),
});

const byType = <Definition extends { readonly type: string }>(
  definitions: Readonly<Record<string, Definition>>,
) => Object.fromEntries(Object.values(definitions).map((definition) => [definition.type, definition]));

const describeCommand = ({
  name,
  access,
  schema,
  rejections,
}: AnyCommand | AnyQuery): CommandDescription => ({
  access,
  input: schemaOf(schema, 'input', `${name} input`),
  rejections: sortsOf(rejections),
});

const describeQuery = (query: AnyQuery): QueryDescription => ({
  ...describeCommand(query),
  answer: schemaOf(query.answer, 'output', `${query.name} answer`),
});

function describeEvent({ name, schema, audience, live }: AnyEvent): EventDescription {
  const data = schemaOf(schema, 'output', name);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- asked about what fits its schema, and about names alone
  const asked = audience as (data: unknown) => Audience;
  return { data, audience: audienceOf(name, data, asked), live };
}

const describeShape = ({ schema, version, upcasts }: Shape, name: string): ShapeDescription => ({
  version,
  upcasts: Object.keys(upcasts).map(Number),
  schema: schemaOf(schema, 'output', name),
});

const sortsOf = (rejections: readonly Rejection[]) =>
  Object.fromEntries(rejections.map(({ reason, sort }) => [reason, sort]));

/** The fields that an audience is read from: it is asked about an event that has nothing but the names of its fields. */
function audienceOf(
  name: string,
  data: Schema,
  audience: (data: unknown) => Audience,
): EventDescription['audience'] {
  const namesOnly = new Proxy({}, { get: (_target, field) => field });
  const found = audience(namesOnly);
  if (found === 'everyone') return found;
  const fields = (Array.isArray(found) ? found : [found]).map(String);
  // Asked about an event as they are, it says the same of its values.
  const example = exampleOf(data)?.value;
  const heard = isObject(example) && JSON.stringify([audience(example)].flat());
  if (!isObject(example) || heard !== JSON.stringify(fields.flatMap((field) => example[field])))
    throw new CannotCompare(name, 'an audience that is more than fields of the event');
  return fields;
}

function mapped<Value, Result>(
  record: Readonly<Record<string, Value>>,
  make: (value: Value, name: string) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value, name)]));
}
