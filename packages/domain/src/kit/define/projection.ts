import { z } from 'zod';
import type { RecordedEvent } from '../ports.ts';
import { type AnyEvent, KIT, type MessageOf, type NameIn, nameIn } from './message.ts';
import { type AnyState, stateIn } from './state.ts';

/**
 * A read model: rows that are folded from what the log has kept, by a pure function. One that is thought of later knows
 * all that came before it. It lags behind the log by less than a second; on a
 * server where much happens, by five at most.
 */
export interface ProjectionDefinition<Name extends string = string, Row = unknown> {
  /** With its module in front: `scoring.results`. */
  readonly name: Name;
  readonly schema: z.ZodType<Row>;
  /** Grows with each change of what a row is or how it is folded. The rows are then made anew: no upcasts. */
  readonly version: number;
  readonly events: readonly AnyEvent[];
  readonly keys: (event: RecordedEvent) => readonly string[];
  readonly initial: Row;
  readonly evolve: (row: Row, event: RecordedEvent, key: string) => Row;
}

/** The widest projection. */
export type AnyProjection = Omit<ProjectionDefinition, 'evolve' | 'initial'> & {
  readonly initial: unknown;
  readonly evolve: (row: never, event: RecordedEvent, key: string) => unknown;
};

/** An event as a projection folds it: what it says, and when it was kept. */
type Folded<Event extends AnyEvent> = MessageOf<Event> & Pick<RecordedEvent, 'position' | 'recordedAt'>;

export const projectionIn =
  <const Module extends string>(module: Module) =>
  <const Name extends string, Schema extends z.ZodType, const Event extends AnyEvent>(
    name: Name,
    schema: Schema,
    parts: {
      readonly version?: number;
      /** What is folded: published events of modules that keep them for ever. */
      readonly events: readonly Event[];
      /** The rows that an event concerns; null for none. */
      readonly key: (event: Folded<Event>) => string | readonly string[] | null;
      /** What a row is before its first event. */
      readonly initial: z.output<Schema>;
      readonly evolve: (row: z.output<Schema>, event: Folded<Event>, key: string) => z.output<Schema>;
    },
  ): ProjectionDefinition<NameIn<Module, Name>, z.output<Schema>> => {
    const { version = 1, events, key, initial, evolve } = parts;
    const keys = (event: Folded<Event>) => {
      const found = key(event);
      return found === null ? [] : typeof found === 'string' ? [found] : [...new Set(found)];
    };
    return { name: nameIn(module, name), schema, version, events, keys, initial, evolve } as never;
  };

/** One making of a projection's rows. */
const Generation = z.object({
  /** Counts from 1: each has rows of a kind of its own. */
  number: z.number().int().min(1),
  /** That of the definition that it folds by. */
  version: z.number().int().min(1),
  /** Its rows hold all events up to this position, and none after it. */
  position: z.number().int().min(0),
});
export type Generation = z.output<typeof Generation>;

/** How far a projection is. While one generation is built, the one before it is kept up to date and answers. */
export const Progress = z.object({
  serving: Generation.nullable(),
  building: Generation.nullable(),
  /** Generations whose rows are to be deleted. */
  retired: z.array(z.number().int()),
});
export type Progress = z.output<typeof Progress>;

export const NO_PROGRESS: Progress = { serving: null, building: null, retired: [] };

/** By the name of the projection. */
export const progress = stateIn(KIT)('projection', Progress);

/** The kind of a generation's rows, by their key: a store keeps them like states. */
export const rowsOf = (
  { name, schema }: Pick<AnyProjection, 'name' | 'schema'>,
  generation: number,
): AnyState => ({
  kind: `${name}/${generation}`,
  schema,
  version: 1,
  upcasts: {},
  stages: [],
  live: false,
  indexes: {},
});

/** The generation that answers for this definition; undefined until one was built by its version. */
export const servingFor = (
  { version }: Pick<AnyProjection, 'version'>,
  { serving }: Progress,
): Generation | undefined => (serving?.version === version ? serving : undefined);
