import { OPERATION_ID_REUSED, type Rejection, rejection } from '../define/message.ts';
import { type Decided, isMessage, type Operation, type Where } from './operation.ts';
import type { Asked, PendingReceipt, StoredReceipt } from '../ports.ts';
import type { Registry } from './registry.ts';
import type { Batch } from './unit-of-work.ts';

/**
 * What an operation came to when it was done before; undefined where it was not.
 * @throws NotLoaded where its receipt is not at hand
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

/** The refusal with its sort, which receipts leave out. */
function declaredAs(registry: Registry, { name }: Asked, reason: string): Rejection {
  const declared = registry.commands.get(name)?.definition.rejections ?? [];
  return declared.find((known) => known.reason === reason) ?? rejection(reason, 'CONFLICT');
}

/**
 * Data is JSON, and validation gives its fields one order. What was asked for before the message's schema grew is the
 * same where today's schema makes the same of it.
 */
function isTheSame({ commands, events }: Registry, earlier: Asked, asked: Asked): boolean {
  if (earlier.name !== asked.name) return false;
  const json = JSON.stringify(asked.data);
  if (JSON.stringify(earlier.data) === json) return true;
  const definition = (commands.get(asked.name) ?? events.get(asked.name))?.definition;
  const { data } = definition?.schema.safeParse(earlier.data) ?? {};
  return JSON.stringify(data) === json;
}

/** Nobody can send an operation again whose id was made here: only a caller's own id needs a receipt. */
export const requestOf = (task: Operation['task'], operationId: string | undefined): Asked | null =>
  isMessage(task) && operationId !== undefined ? task : null;
