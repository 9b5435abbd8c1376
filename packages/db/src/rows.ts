/** How the domain's values become rows, and rows the domain's values again. */
import {
  type Asked,
  type EventMessage,
  type PendingEvent,
  type PendingReceipt,
  type RecordedEvent,
  type StoredReceipt,
  type StoredState,
  type Timer,
  typeIn,
} from '@tic-tac-toe/domain/kit';
import type { events, receipts, states, timers } from './schema.ts';

type StateRow = Pick<typeof states.$inferSelect, 'id' | 'version' | 'position' | 'data'>;
type EventRow = typeof events.$inferSelect;
type TimerRow = typeof timers.$inferSelect;
type ReceiptRow = typeof receipts.$inferSelect;

const parse = (json: string): unknown => JSON.parse(json);

export const toStored = ({ data, ...row }: StateRow): StoredState => ({ ...row, state: parse(data) });

/** A copy of the state's own `stage`; null for a state without stages. */
export function stageOf(state: unknown): string | null {
  const staged = typeof state === 'object' && state !== null && 'stage' in state ? state.stage : null;
  return typeof staged === 'string' ? staged : null;
}

/** Field by field, since this is made for every event: a spread takes several times as long. */
export const toEventRow = (event: PendingEvent, position: number): EventRow => ({
  position,
  type: event.name,
  data: JSON.stringify(event.data),
  topic: event.topic,
  audience: event.audience === 'everyone' ? null : JSON.stringify(event.audience),
  operation: event.operation,
  correlation: event.correlation,
  sequence: event.sequence,
  causation: event.causation,
  actor: event.actor,
  recordedAt: event.recordedAt,
});

export const toEvent = (row: EventRow): RecordedEvent => ({
  ...row,
  name: row.type,
  type: typeIn(row.type),
  data: parse(row.data),
  audience: row.audience === null ? 'everyone' : toActors(parse(row.audience)),
});

function toActors(audience: unknown): readonly string[] {
  if (Array.isArray(audience) && audience.every((actor) => typeof actor === 'string')) return audience;
  throw new TypeError('An audience is a list of actors.');
}

/** @param before the position that the receipt's commit begins at */
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

export const toTimerRow = ({ key, due, wakeAt, event, update, correlation, setAt }: Timer): TimerRow => ({
  key,
  due,
  wakeAt,
  eventType: event.name,
  eventData: JSON.stringify(event.data),
  updateEvery: update?.every ?? null,
  updateType: update?.event.name ?? null,
  updateData: update ? JSON.stringify(update.event.data) : null,
  correlation,
  setAt,
});

const eventOf = (name: string, data: string): EventMessage => ({
  kind: 'event',
  name,
  type: typeIn(name),
  data: parse(data),
});

export function toTimer(row: TimerRow): Timer {
  const { key, due, wakeAt, eventType, eventData, updateEvery, updateType, updateData, correlation, setAt } =
    row;
  const hasUpdate = updateEvery !== null && updateType !== null && updateData !== null;
  return {
    key,
    due,
    wakeAt,
    event: eventOf(eventType, eventData),
    update: hasUpdate ? { every: updateEvery, event: eventOf(updateType, updateData) } : null,
    correlation,
    setAt,
  };
}
