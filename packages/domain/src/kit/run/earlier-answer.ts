import { OPERATION_ID_REUSED, type Rejection, rejection } from '../define/message.ts';
import { type Decided, isMessage, type Operation, type Where } from './operation.ts';
import type { Asked, PendingReceipt, StoredReceipt } from '../ports.ts';
import type { Registry } from './registry.ts';
import type { Batch } from './unit-of-work.ts';

/**
 * The outcome of an operation that was done before; undefined if it was not.
 * @throws NotLoaded where its receipt is not loaded
 */
export function earlierAnswer(registry: Registry, operation: Operation, batch: Batch): Decided | undefined {
  const { actor, operation: id, request } = operation;
  if (!request) return undefined;
  const pending = batch.pendingReceipt(actor, id);
  if (pending) return answerAgain(registry, request, pending, { events: pending.position });
  const stored = batch.storedReceipt(actor, id);
  return stored && answerAgain(registry, request, stored, { position: stored.position });
}

function answerAgain(
  registry: Registry,
  request: Asked,
  earlier: PendingReceipt | StoredReceipt,
  at: Where,
): Decided {
  if (!isTheSame(registry, earlier.request, request)) return { refused: OPERATION_ID_REUSED, ...at };
  const { rejection: reason } = earlier;
  return { refused: reason === null ? null : declaredAs(registry, request, reason), ...at };
}

/** The refusal with its sort, which receipts do not keep. */
function declaredAs(registry: Registry, { name }: Asked, reason: string): Rejection {
  const declared = registry.commands.get(name)?.definition.rejections ?? [];
  return declared.find((known) => known.reason === reason) ?? rejection(reason, 'CONFLICT');
}

/**
 * Compares as JSON: validation gives the fields one order. A request from before its schema grew is the same if today's
 * schema parses it to the same data.
 */
function isTheSame({ commands, events }: Registry, earlier: Asked, asked: Asked): boolean {
  if (earlier.name !== asked.name) return false;
  const json = JSON.stringify(asked.data);
  if (JSON.stringify(earlier.data) === json) return true;
  const definition = (commands.get(asked.name) ?? events.get(asked.name))?.definition;
  const { data } = definition?.schema.safeParse(earlier.data) ?? {};
  return JSON.stringify(data) === json;
}

/** Only an operation with a caller's own id needs a receipt: with an id made here, nobody can send it again. */
export const requestOf = (task: Operation['task'], operationId: string | undefined): Asked | null =>
  isMessage(task) && operationId !== undefined ? task : null;
