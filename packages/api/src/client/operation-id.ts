import type { TRPCLink } from '@trpc/client';
import { newUuid } from '../ids.ts';
import type { AppRouter } from '../router/app-router.types.ts';

export function withOperationId(input: unknown, newOperationId: () => string = newUuid): unknown {
  if (input === undefined) return { operationId: newOperationId() };
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  if ('operationId' in input && input.operationId !== undefined) return input;
  return { ...input, operationId: newOperationId() };
}

/** Gives every mutation an operation id before anything can fail, so that all its attempts are one operation. */
export const operationIds: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(op.type === 'mutation' ? { ...op, input: withOperationId(op.input) } : op);
