import {
  type Commit,
  type LiveEvent,
  type PendingEvent,
  type RecordedEvent,
  type Shapes,
  type StateWrite,
  type Told,
  upcastEvent,
  versionOf,
} from '@tic-tac-toe/domain/kit';
import { type StateRow, toEvent, toEventRow } from './rows.ts';

/** A state as a commit has left it; without a row where it has deleted it. */
export interface ToldState {
  readonly kind: string;
  readonly id: string;
  readonly row: StateRow | null;
}

/** What a server tells the others of a commit, so that they read nothing. */
export interface ToldCommit extends Told {
  states(): readonly ToldState[];
}

/** What is told of a topic: its events, and the states of its id, as they are stored, in one line of JSON. */
export interface Telling {
  /** Null for the states that are of no topic. */
  readonly topic: string | null;
  readonly line: string;
}

const idOf = (topic: string): string | undefined => topic.split('/', 2)[1];

/** A commit as it is told, topic by topic: all of a large one would not fit into one notification. */
export function toTold(
  shapes: Shapes,
  { events, states }: Commit,
  topics: readonly string[],
  before: number,
): readonly Telling[] {
  const rows = states.map((write) => toldState(write, before + events.length));
  const ids = new Set(topics.map(idOf));
  const others = rows.filter(({ id }) => !ids.has(id));
  const tellings = topics.map((topic) => {
    const own = events.filter((event) => event.topic === topic).map((event) => toldEvent(shapes, event));
    const line = { events: own, states: rows.filter(({ id }) => id === idOf(topic)) };
    return { topic, line: JSON.stringify(line) };
  });
  if (others.length === 0) return tellings;
  return [...tellings, { topic: null, line: JSON.stringify({ events: [], states: others }) }];
}

const toldEvent = (shapes: Shapes, event: PendingEvent) => ({
  ...toEventRow(shapes, event, 0),
  data: event.data ?? null,
  position: event.position,
  previous: event.previous,
  schemaVersion: versionOf(shapes, event.name),
});

function toldState({ definition, id, expected, next }: StateWrite, position: number): ToldState {
  const { kind, version: schemaVersion } = definition;
  return {
    kind,
    id,
    row: next === undefined ? null : { id, version: expected + 1, schemaVersion, position, data: next },
  };
}

interface Line {
  readonly events: readonly Parameters<typeof toEvent>[1][];
  readonly states: readonly ToldState[];
}

/** Parses what another server tells, once somebody asks. What this version cannot read was not told: it is read from the log. */
export function fromTold(shapes: Shapes, line: string): ToldCommit {
  let parsed: Line | undefined;
  let events: readonly RecordedEvent[] | undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- servers of this database say nothing else on this channel
  const parse = () => (parsed ??= JSON.parse(line) as Line);
  return {
    events() {
      try {
        return (events ??= parse().events.map((row) => toEvent(shapes, row)));
      } catch {
        return (events = []);
      }
    },
    states: () => parse().states,
  };
}

const LIVE = '{"live":';

/** Whether a line tells of a live event, not of a commit. */
export const isLive = (line: string): boolean => line.trimStart().startsWith(LIVE);

interface LiveLine extends Pick<Line, 'events' | 'states'> {
  readonly live: LiveEvent & { readonly schemaVersion: number };
}

/** A live event in one line of JSON. Versions that know of none take it for a commit of nothing. */
export function toToldLive(shapes: Shapes, event: LiveEvent): string {
  const { name, type, data, topic, audience } = event;
  const live = { name, type, data, topic, audience, schemaVersion: versionOf(shapes, name) };
  return JSON.stringify({ live, events: [], states: [] } satisfies LiveLine);
}

/** @returns null for what this version cannot read: it is lost, as is every live event that does not arrive */
export function fromToldLive(shapes: Shapes, line: string): LiveEvent | null {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- servers of this database say nothing else on this channel
    const { schemaVersion, ...event } = (JSON.parse(line) as LiveLine).live;
    return { ...event, data: upcastEvent(shapes, event.name, schemaVersion, event.data) };
  } catch {
    return null;
  }
}
