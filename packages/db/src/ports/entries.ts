/** Converts events to entries of the log, and back. */
import {
  type Asked,
  type Audience,
  type RecordedEvent,
  type Shapes,
  typeIn,
  upcastEvent,
  versionOf,
} from '@tic-tac-toe/domain/kit';
import type { Dictionary } from './dictionary.ts';
import { createPacking, idOfTopic, isUuid } from './packing.ts';
import type { entries } from '../schema.ts';

export type EntryRow = typeof entries.$inferSelect;

/** An event on its way to the file. */
export interface LoggedEvent extends Omit<RecordedEvent, 'type'> {
  /** Of its shape; today's if it does not say. */
  readonly schemaVersion?: number;
}

/** To read events as they are stored. */
export const NO_SHAPES: Shapes = { states: new Map(), events: new Map() };

/** The most events of an entry: who reads a few events has at most so many for each that nobody asked for. */
export const MAX_EVENTS = 16;

export interface Entries {
  /** @param run from `runsOf` @param topic the row of its topic @param request of the receipt that it is, too */
  pack(run: readonly LoggedEvent[], topic: number | null, request: Asked | null): EntryRow;
  /** @param topic the name of the entry's topic */
  unpack(row: EntryRow, topic: string | null): readonly RecordedEvent[];
  requestOf(row: EntryRow, topic: string | null): Asked;
  /** The entry with other data for one of its events. @param event its number, from 0 */
  withData(
    row: EntryRow,
    topic: string | null,
    event: number,
    data: { shape: string; json: string },
  ): EntryRow;
}

/** The ids that a text is packed with, besides its own. */
function knownIds(topic: string | null, operation: string, actor: string): string[] {
  const ids: string[] = [];
  const game = topic === null ? null : idOfTopic(topic);
  if (game !== null) ids.push(game);
  if (isUuid(operation)) ids.push(operation);
  if (isUuid(actor)) ids.push(actor);
  return ids;
}

export function createEntries(dictionary: Dictionary, shapes: Shapes): Entries {
  const packing = createPacking(dictionary);

  /** The data of an entry's events, and its request where it is asked for. */
  function textsOf(row: EntryRow, topic: string | null) {
    const ids = knownIds(topic, row.operation, row.actor);
    const data = packing.unpack(row.data, ids).split('\n');
    return { data, request: () => packing.unpack(row.request ?? '', ids) };
  }

  const shapeOf = ({ name, schemaVersion = versionOf(shapes, name) }: LoggedEvent) =>
    dictionary.characterOf(name, schemaVersion);

  return {
    pack(run, topic, request) {
      const [first] = run;
      if (!first) throw new RangeError('An entry has an event.');
      const { operation, actor, correlation } = first;
      const ids = knownIds(first.topic, operation, actor);
      let characters = '';
      let texts = '';
      for (const event of run) {
        characters += shapeOf(event);
        texts += texts === '' ? packing.pack(event.data, ids) : `\n${packing.pack(event.data, ids)}`;
      }
      return {
        position: first.position + run.length - 1,
        topic,
        previous: first.previous,
        shapes: characters,
        audience: first.audience === 'everyone' ? null : JSON.stringify(first.audience),
        operation,
        correlation: correlation === operation ? null : correlation,
        sequence: first.sequence,
        causation: first.causation,
        actor,
        recordedAt: first.recordedAt,
        data: texts,
        request: request && packing.pack({ [request.name]: request.data ?? null }, ids),
      };
    },

    unpack: (row, topic) => eventsOf(dictionary, shapes, row, topic, textsOf(row, topic).data),

    withData(row, topic, event, { shape, json }) {
      const { data, request } = textsOf(row, topic);
      const ids = knownIds(topic, row.operation, row.actor);
      return {
        ...row,
        shapes: [...row.shapes].with(event, shape).join(''),
        data: data
          .with(event, json)
          .map((text) => packing.pack(JSON.parse(text), ids))
          .join('\n'),
        request: row.request && packing.pack(JSON.parse(request()), ids),
      };
    },

    requestOf(row, topic) {
      const request: unknown = JSON.parse(textsOf(row, topic).request());
      const [asked] = Object.entries(request ?? {});
      if (!asked) throw new TypeError('A request is a name and its data.');
      return { name: asked[0], data: asked[1] };
    },
  };
}

/** @param data of its events, as JSON */
function eventsOf(
  dictionary: Dictionary,
  shapes: Shapes,
  row: EntryRow,
  topic: string | null,
  data: readonly string[],
): readonly RecordedEvent[] {
  const first = row.position - row.shapes.length + 1;
  const audience = audienceOf(row.audience);
  return data.map((json, index) => {
    const { type, schemaVersion } = dictionary.shapeAt(row.shapes.charAt(index));
    const position = first + index;
    return {
      position,
      previous: index === 0 || topic === null ? row.previous : position - 1,
      name: type,
      type: typeIn(type),
      data: upcastEvent(shapes, type, schemaVersion, JSON.parse(json)),
      topic,
      audience,
      operation: row.operation,
      correlation: row.correlation ?? row.operation,
      sequence: row.sequence + index,
      causation: row.causation,
      actor: row.actor,
      recordedAt: row.recordedAt,
    };
  });
}

/** @param json of a list of actors; null for everyone */
export function audienceOf(json: string | null): Audience {
  if (json === null) return 'everyone';
  const audience: unknown = JSON.parse(json);
  if (Array.isArray(audience) && audience.every((actor) => typeof actor === 'string')) return audience;
  throw new TypeError('An audience is a list of actors.');
}

/** Events in the order of their positions, those together that make an entry. */
export function runsOf<Event extends LoggedEvent>(events: readonly Event[]): readonly (readonly Event[])[] {
  const runs: Event[][] = [];
  let run: Event[] | undefined;
  let before: Event | undefined;
  for (const event of events) {
    if (run && before && run.length < MAX_EVENTS && goesOn(before, event)) run.push(event);
    else runs.push((run = [event]));
    before = event;
  }
  return runs;
}

const goesOn = (before: LoggedEvent, event: LoggedEvent): boolean =>
  event.operation === before.operation &&
  event.topic === before.topic &&
  event.sequence === before.sequence + 1 &&
  event.causation === before.causation &&
  event.audience === before.audience &&
  event.actor === before.actor &&
  event.correlation === before.correlation &&
  event.recordedAt === before.recordedAt &&
  event.position === before.position + 1 &&
  event.previous === (event.topic === null ? 0 : before.position);
