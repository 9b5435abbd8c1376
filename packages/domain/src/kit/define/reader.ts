import { type FeedDefinition, topicOf } from './contract.ts';
import type { EventLog, StateReader, StoredState } from '../ports.ts';
import { type Progress, progress, type ProjectionDefinition, rowsOf, servingFor } from './projection.ts';
import { type AnyState, SINGLETON, type StateDefinition } from './state.ts';

/** A committed state, and the position of the log when it was committed. */
export interface CommittedState<State> {
  readonly id: string;
  readonly state: State;
  readonly position: number;
}

type Any<State> = StateDefinition<string, State, never>;

/** Gives queries typed access to committed state. */
export interface QueryReader {
  get<State>(definition: Any<State>, id: string): Promise<CommittedState<State> | undefined>;
  singleton<State>(definition: Any<State>): Promise<CommittedState<State> | undefined>;
  all<State>(definition: Any<State>): Promise<readonly CommittedState<State>[]>;
  where<State, Index extends string>(
    definition: StateDefinition<string, State, Index>,
    index: Index,
    value: string,
  ): Promise<readonly CommittedState<State>[]>;
  page<State>(
    definition: Any<State>,
    after: string | null,
    limit: number,
  ): Promise<readonly CommittedState<State>[]>;
  /** How many there are; with `before`, how many with ids before it: a rank, where ids are in order of merit. */
  count(definition: AnyState, before?: string): Promise<number>;
  /** The rows of a projection; null while they are being made for the first time. */
  projection<Row>(definition: ProjectionDefinition<string, Row>): Promise<ProjectedRows<Row> | null>;
  /**
   * Where the log stands for subscribers to this feed of a contract. Read it *before* the states of the same answer: a
   * subscription from there may repeat events that the states already include, but misses none.
   */
  position<Feed>(
    contract: { readonly name: string; readonly feed: FeedDefinition<Feed> },
    feed: Feed,
  ): Promise<number>;
  /**
   * How many people follow this feed of a contract now, by this server, those of `but` left out. Somebody who follows it on two
   * devices is one.
   */
  followers<Feed>(
    contract: { readonly name: string; readonly feed: FeedDefinition<Feed> },
    feed: Feed,
    but: readonly string[],
  ): number;
}

/** What a projection has made of the log up to a position. */
export interface ProjectedRows<Row> {
  readonly position: number;
  /** The initial row where no event has concerned this key. */
  get(key: string): Promise<Row>;
  /** At most `limit` rows with keys after `after`, by key. */
  page(after: string, limit: number): Promise<readonly { readonly key: string; readonly row: Row }[]>;
}

export function queryReader(
  durable: StateReader,
  live: StateReader,
  head: EventLog['head'],
  followers: (topic: string, but: readonly string[]) => number,
): QueryReader {
  const from = (definition: { readonly live: boolean }) => (definition.live ? live : durable);
  // The bus wrote these states for this definition, so they have its type.
  const typed = <T>(stored: StoredState | undefined) => stored as CommittedState<T> | undefined;
  const typedList = <T>(stored: readonly StoredState[]) => stored as readonly CommittedState<T>[];
  return {
    get: async <T>(definition: Any<T>, id: string) => typed<T>(await from(definition).load(definition, id)),
    singleton: async <T>(definition: Any<T>) => typed<T>(await from(definition).load(definition, SINGLETON)),
    all: async <T>(definition: Any<T>) => typedList<T>(await from(definition).all(definition)),
    where: async <T, Index extends string>(
      definition: StateDefinition<string, T, Index>,
      index: Index,
      value: string,
    ) => typedList<T>(await from(definition).where(definition, index, value)),
    page: async <T>(definition: Any<T>, after: string | null, limit: number) =>
      typedList<T>(await from(definition).page(definition, after, limit)),
    count: async (definition, before) => from(definition).count(definition, before),
    async projection<Row>(definition: ProjectionDefinition<string, Row>) {
      const stored = await durable.load(progress, definition.name);
      const serving = stored && servingFor(definition, stored.state as Progress);
      if (!serving) return null;
      const rows = rowsOf(definition, serving.number);
      const get = async (key: string) =>
        ((await durable.load(rows, key))?.state as Row | undefined) ?? definition.initial;
      const page = async (after: string, limit: number) =>
        (await durable.page(rows, after, limit)).map(({ id, state }) => ({ key: id, row: state as Row }));
      return { position: serving.position, get, page };
    },
    position: async (contract, feed) => head(topicOf(contract, feed)),
    followers: (contract, feed, but) => followers(topicOf(contract, feed), but),
  };
}
