import type { TRPCError } from '@trpc/server';

/** The traces that lines of the log belong to; undefined where there is none. */
export interface TraceIds {
  /** Of the call that is being carried out. */
  ofCall(): string | undefined;
  /** Of a call that has failed with this error. */
  ofError(error: TRPCError): string | undefined;
  /** Of an operation that is on its way. */
  ofOperation(operation: string): string | undefined;
}

export const NO_TRACES: TraceIds = {
  ofCall: () => undefined,
  ofError: () => undefined,
  ofOperation: () => undefined,
};

/** For a line of the log, by the name that OpenTelemetry gives it. */
export const traced = (traceId: string | undefined): { readonly trace_id?: string } =>
  traceId === undefined ? {} : { trace_id: traceId };
