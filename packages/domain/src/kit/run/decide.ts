import type { Guard } from '../define/application.types.ts';
import { cascade, type Root } from './cascade.ts';
import type { Context } from '../define/decision.ts';
import { rootOfTimer } from './due-timer.ts';
import { earlierAnswer } from './earlier-answer.ts';
import { NotLoaded } from './failures.ts';
import type { Notify } from '../define/hooks.ts';
import type { Rejection } from '../define/message.ts';
import { type Decided, isMessage, type Operation } from './operation.ts';
import type { Clock } from '../ports.ts';
import type { Registry } from './registry.ts';
import type { Batch } from './unit-of-work.ts';

export interface Decider {
  readonly registry: Registry;
  readonly notify: Notify;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  /** Receives errors that do not affect the decision. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Decides one operation against a batch, synchronously. The batch then holds all of its work, or none.
 *
 * Hardly any operation is a retry, so the first attempt does not look for an earlier receipt: the store refuses a second
 * receipt as a conflict, and the next attempt looks for it (`looksBack`). So does one whose handler fails: it may fail
 * because its operation was done before.
 * @throws NotLoaded where something is not loaded yet; the batch then holds nothing of the operation
 */
export function decide(decider: Decider, operation: Operation, batch: Batch, looksBack: boolean): Decided {
  batch.begin();
  try {
    const again = looksBack ? earlierAnswer(decider.registry, operation, batch) : undefined;
    return again ?? carryOut(decider, operation, batch);
  } catch (error) {
    batch.undo();
    if (error instanceof NotLoaded) throw error;
    return earlierAnswer(decider.registry, operation, batch) ?? { error };
  }
}

function carryOut(decider: Decider, operation: Operation, batch: Batch): Decided {
  const { registry, clock, newId } = decider;
  const { task, guard, ids } = operation;
  if (guard && !isThere(guard, batch)) return { refused: guard.refusal, events: batch.eventCount };
  const now = clock.now();
  const root = isMessage(task) ? rootOf(operation, task) : rootOfTimer(registry, operation, task, batch, now);
  if (!root) return { refused: null, events: batch.eventCount };
  const context: Context = { now, actor: operation.actor, newId: sameAgain(ids, newId) };
  const refused = cascade(registry, decider.notify, batch, context, root);
  if (refused) {
    batch.undo();
    tellRefusal(decider, root.message, refused, batch, context);
  }
  return conclude(operation, batch, now, refused);
}

/** With other ids each time, a decision that looks for what it has just made would never have everything loaded. */
function sameAgain(ids: string[], newId: Decider['newId']): Context['newId'] {
  let made = 0;
  const next = () => (ids[made++] ??= newId());
  return next as Context['newId'];
}

/** @throws NotLoaded */
function isThere({ definition, id }: Guard, batch: Batch): boolean {
  const [found] = batch.select(definition, { by: 'id', id });
  batch.assertLoaded();
  return found?.state !== undefined;
}

const rootOf = ({ operation, correlation = operation }: Operation, message: Root['message']): Root => ({
  message,
  operation,
  correlation,
  fromTimer: false,
  timerKey: null,
});

/** Adds the receipt, which keeps the outcome, accepted or refused. */
function conclude(
  { actor, operation, request }: Operation,
  batch: Batch,
  recordedAt: number,
  refused: Rejection | null,
): Decided {
  const events = batch.eventCount;
  if (request) {
    const reason = refused?.reason ?? null;
    batch.addReceipt({ actor, operation, request, position: events, rejection: reason, recordedAt });
  }
  return { refused, events };
}

/** Tells the player of a refusal. The event must be live, since a refusal stores nothing but its receipt. */
function tellRefusal(
  { registry, onFailed }: Decider,
  message: Root['message'],
  refused: Rejection,
  batch: Batch,
  context: Context,
): void {
  if (message.kind !== 'command') return;
  try {
    const event = registry.commands.get(message.name)?.module.whenRejected(message, refused, context);
    const route = event && registry.events.get(event.name);
    if (!event || !route?.definition.live) return;
    const { name, type, data } = event;
    batch.tell({ name, type, data, topic: route.topic(data), audience: route.audience(data) });
  } catch (error) {
    onFailed(error);
  }
}
