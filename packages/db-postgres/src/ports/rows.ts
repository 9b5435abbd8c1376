/** Converts the domain's values to rows and back. */
import {
  type AnyState,
  type EventMessage,
  type PendingEvent,
  type PendingReceipt,
  type RecordedEvent,
  type Shapes,
  type StateWrite,
  type StoredReceipt,
  type StoredState,
  type Timer,
  typeIn,
  upcast,
  upcastEvent,
  versionOf,
} from '@tic-tac-toe/domain/kit';
import type { events, receipts, states, timers } from '../schema.ts';

export type StateRow = Pick<
  typeof states.$inferSelect,
  'id' | 'version' | 'schemaVersion' | 'position' | 'data'
>;
type TimerRow = typeof timers.$inferSelect;
type ReceiptRow = typeof receipts.$inferSelect;
type EventRow = typeof events.$inferSelect;

/** A stored state, upcast to the definition's newest version. */
export const toStored = (
  definition: AnyState,
  { id, version, position, schemaVersion, data }: StateRow,
): StoredState => ({ id, version, position, state: upcast(definition, schemaVersion, data) });

/** The state's `stage`; null for a state without stages. */
function stageOf(state: unknown): string | null {
  const staged = typeof state === 'object' && state !== null && 'stage' in state ? state.stage : null;
  return typeof staged === 'string' ? staged : null;
}

export const toStateRow = ({ definition, id, expected, next }: StateWrite) => ({
  kind: definition.kind,
  id,
  expected,
  gone: next === undefined,
  stage: stageOf(next),
  schemaVersion: definition.version,
  data: next,
});

/** @param number counts the events of a commit from 1 */
export const toEventRow = (shapes: Shapes, event: PendingEvent, number: number) => ({
  number,
  topic: event.topic,
  name: event.name,
  version: versionOf(shapes, event.name),
  data: event.data,
  audience: event.audience === 'everyone' ? null : event.audience,
  operation: event.operation,
  correlation: event.correlation,
  sequence: event.sequence,
  causation: event.causation,
  actor: event.actor,
  recordedAt: event.recordedAt,
});

export const toEvent = (shapes: Shapes, row: EventRow): RecordedEvent => ({
  position: row.position,
  previous: row.previous,
  name: row.name,
  type: typeIn(row.name),
  data: upcastEvent(shapes, row.name, row.schemaVersion, row.data),
  topic: row.topic,
  audience: row.audience ?? 'everyone',
  operation: row.operation,
  correlation: row.correlation,
  sequence: row.sequence,
  causation: row.causation,
  actor: row.actor,
  recordedAt: row.recordedAt,
});

export const toReceiptRow = ({ request, ...receipt }: PendingReceipt) => ({
  ...receipt,
  requestName: request.name,
  requestData: request.data,
});

export const toReceipt = ({ requestName, requestData, ...receipt }: ReceiptRow): StoredReceipt => ({
  ...receipt,
  request: { name: requestName, data: requestData },
});

export const toTimerRow = (
  shapes: Shapes,
  { key, due, wakeAt, event, update, correlation, setAt }: Timer,
): TimerRow => ({
  key,
  due,
  wakeAt,
  eventName: event.name,
  eventVersion: versionOf(shapes, event.name),
  eventData: event.data,
  updateEvery: update?.every ?? null,
  updateName: update?.event.name ?? null,
  updateVersion: update && versionOf(shapes, update.event.name),
  updateData: update?.event.data ?? null,
  correlation,
  setAt,
});

export function toTimer(shapes: Shapes, row: TimerRow): Timer {
  const { key, due, wakeAt, correlation, setAt, updateEvery, updateName } = row;
  const carried = (name: string, version: number | null, data: unknown): EventMessage => ({
    kind: 'event',
    name,
    type: typeIn(name),
    data: upcastEvent(shapes, name, version ?? 1, data),
  });
  return {
    key,
    due,
    wakeAt,
    event: carried(row.eventName, row.eventVersion, row.eventData),
    update:
      updateEvery !== null && updateName !== null
        ? { every: updateEvery, event: carried(updateName, row.updateVersion, row.updateData) }
        : null,
    correlation,
    setAt,
  };
}
