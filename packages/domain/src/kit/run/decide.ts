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
  /** What went wrong beside a decision: it stands all the same. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * Decides one operation against a batch, at once: the batch then holds what it does, or nothing of it.
 *
 * Hardly any operation is a retry, so that nobody looks for its receipt beforehand: the store refuses a second one
 * as a conflict, and deciding again then looks (`looksBack`). A handler that fails may fail because its operation
 * was done before.
 * @throws NotLoaded where something is not at hand yet; nothing of the operation is left in the batch then
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
  const now = clock.now();
  const { task } = operation;
  const root = isMessage(task) ? rootOf(operation, task) : rootOfTimer(registry, operation, task, batch, now);
  if (!root) return { refused: null, events: batch.eventCount };
  const context: Context = { now, actor: operation.actor, newId: newId as Context['newId'] };
  const refused = cascade(registry, decider.notify, batch, context, root);
  if (refused) {
    batch.undo();
    tellRefusal(decider, root.message, refused, batch, context);
  }
  return conclude(operation, batch, now, refused);
}

const rootOf = ({ operation, correlation = operation }: Operation, message: Root['message']): Root => ({
  message,
  operation,
  correlation,
  fromTimer: false,
  timerKey: null,
});

/** Whether it was refused or not, a receipt keeps what the operation came to. */
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

/** The player hears of a refusal. It changes nothing, so that the event can only be a live one. */
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
