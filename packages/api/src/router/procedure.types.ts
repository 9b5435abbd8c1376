import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { ErrorShape } from '../errors.ts';
import type { WireReason } from '../reasons.ts';

/** Makes a retry of a mutation safe: the same id and payload is one operation. A UUID; made where it is missing. */
export interface OperationOption {
  readonly operationId?: string | undefined;
}

/** zod's empty object allows no property at all; here it is only a beginning. */
type Payload<Data> = string extends keyof Data ? {} : Data;

/** An input of which nothing is required may be left away. */
export type Input<Data> = {} extends Data ? Data | undefined : Data;

export interface ProcedureOf<Data, Output, R extends string> {
  input: Data;
  output: Output;
  meta: object;
  errorShape: ErrorShape<R | WireReason>;
}

export type Mutation<Data, Output, R extends string> = TRPCMutationProcedure<
  ProcedureOf<Input<Payload<Data> & OperationOption>, Output, R>
>;
export type Query<Data, Output, R extends string> = TRPCQueryProcedure<
  ProcedureOf<Input<Payload<Data>>, Output, R>
>;
