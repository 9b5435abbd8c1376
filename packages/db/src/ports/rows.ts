/** Converts the domain's values to rows and back. */
import {
  type AnyState,
  type Asked,
  type EventMessage,
  type PendingReceipt,
  type Shapes,
  type StoredReceipt,
  type StoredState,
  type Timer,
  typeIn,
  upcast,
  upcastEvent,
  versionOf,
} from '@tic-tac-toe/domain/kit';
import type { receipts, states, timers } from '../schema.ts';

type StateRow = Pick<typeof states.$inferSelect, 'id' | 'version' | 'schemaVersion' | 'position' | 'data'>;
type TimerRow = typeof timers.$inferSelect;
type ReceiptRow = typeof receipts.$inferSelect;

const parse = (json: string): unknown => JSON.parse(json);

/** A stored state, upcast to the definition's newest version. */
export const toStored = (
  definition: AnyState,
  { id, version, position, schemaVersion, data }: StateRow,
): StoredState => ({ id, version, position, state: upcast(definition, schemaVersion, parse(data)) });

/** The state's `stage`; null for a state without stages. */
export function stageOf(state: unknown): string | null {
  const staged = typeof state === 'object' && state !== null && 'stage' in state ? state.stage : null;
  return typeof staged === 'string' ? staged : null;
}

/** @param before the position before the receipt's commit */
export const toReceiptRow = (
  { actor, operation, request, position, rejection, recordedAt }: PendingReceipt,
  before: number,
): ReceiptRow => ({
  actor,
  operation,
  request: JSON.stringify([request.name, request.data]),
  position: before + position,
  rejection,
  recordedAt,
});

export const toReceipt = (row: ReceiptRow): StoredReceipt => ({
  ...row,
  request: toAsked(parse(row.request)),
});

function toAsked(request: unknown): Asked {
  if (Array.isArray(request) && typeof request[0] === 'string') return { name: request[0], data: request[1] };
  throw new TypeError('A request is a name and its data.');
}

export const toTimerRow = (
  shapes: Shapes,
  { key, due, wakeAt, event, update, correlation, setAt }: Timer,
): TimerRow => ({
  key,
  due,
  wakeAt,
  eventType: event.name,
  eventData: JSON.stringify(event.data),
  eventSchemaVersion: versionOf(shapes, event.name),
  updateEvery: update?.every ?? null,
  updateType: update?.event.name ?? null,
  updateData: update ? JSON.stringify(update.event.data) : null,
  updateSchemaVersion: update ? versionOf(shapes, update.event.name) : 1,
  correlation,
  setAt,
});

export function toTimer(shapes: Shapes, row: TimerRow): Timer {
  const { key, due, wakeAt, correlation, setAt } = row;
  const { eventType, eventData, eventSchemaVersion } = row;
  const { updateEvery, updateType, updateData, updateSchemaVersion } = row;
  const carried = (name: string, version: number, json: string): EventMessage => ({
    kind: 'event',
    name,
    type: typeIn(name),
    data: upcastEvent(shapes, name, version, parse(json)),
  });
  const hasUpdate = updateEvery !== null && updateType !== null && updateData !== null;
  return {
    key,
    due,
    wakeAt,
    event: carried(eventType, eventSchemaVersion, eventData),
    update: hasUpdate
      ? { every: updateEvery, event: carried(updateType, updateSchemaVersion, updateData) }
      : null,
    correlation,
    setAt,
  };
}
