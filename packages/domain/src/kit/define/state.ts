import type { z } from 'zod';
import { nameIn, type NameIn } from './message.ts';
import type { Shape, Upcast, Versioned } from './shape.ts';

/**
 * A kind of state: the shape of one stored entity, and the values by which it can be found besides its id.
 *
 * A state with stages is a union of objects that differ in `stage`. `live` states are kept in memory only and end with
 * the process: who is online is live, a game is not.
 */
export interface StateDefinition<
  Kind extends string = string,
  State = unknown,
  Index extends string = string,
> {
  /** With its module in front: `games.game`. */
  readonly kind: Kind;
  readonly schema: z.ZodType<State>;
  readonly version: number;
  readonly upcasts: Readonly<Record<number, Upcast>>;
  /** Empty for a state without stages. */
  readonly stages: readonly string[];
  readonly live: boolean;
  readonly indexes: Readonly<Record<Index, (state: State) => readonly string[]>>;
  /** Type only; never read at run time. */
  readonly $state: State;
}

/** The widest state definition. */
export interface AnyState extends Shape {
  readonly kind: string;
  readonly stages: readonly string[];
  readonly live: boolean;
  readonly indexes: Readonly<Record<string, (state: never) => readonly string[]>>;
}

export type StateOf<Definition extends { readonly $state: unknown }> = Definition['$state'];
export type StageOf<State> = State extends { readonly stage: infer Stage extends string } ? Stage : never;
export type AtStage<State, Stage> = Extract<State, { readonly stage: Stage }>;

export const stateIn =
  <const Module extends string>(module: Module) =>
  <
    const Kind extends string,
    Schema extends z.ZodType,
    const Index extends string = never,
    const Version extends number = 1,
  >(
    kind: Kind,
    schema: Schema,
    options: {
      readonly stages?: readonly StageOf<z.output<Schema>>[];
      readonly live?: boolean;
      readonly indexes?: Readonly<Record<Index, (state: z.output<Schema>) => readonly string[]>>;
    } & Versioned<Version> = {} as never,
  ): StateDefinition<NameIn<Module, Kind>, z.output<Schema>, Index> => {
    const { stages = [], live = false, indexes = {}, version = 1, upcasts = {} } = options;
    return { kind: nameIn(module, kind), schema, version, upcasts, stages, live, indexes } as never;
  };

/** The id of a state of which there is only one. */
export const SINGLETON = '';
