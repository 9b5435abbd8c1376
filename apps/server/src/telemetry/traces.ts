import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Observer } from '@tic-tac-toe/api/router';
import type { Hooks } from '@tic-tac-toe/domain/kit';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { callSpans } from './call-spans.ts';
import { operationSpans } from './operation-spans.ts';
import type { TraceIds } from './trace-ids.ts';
import { openTracing } from './tracing.ts';

/** What a server does, as traces of OpenTelemetry: from the click in the page to what subscribers are told. */
export interface Traces {
  readonly hooks: Hooks;
  readonly observer: Observer;
  /** Sees the calls of a request, which may be part of a trace. */
  observerOf(request: IncomingMessage, response: ServerResponse): Observer;
  readonly ids: TraceIds;
  /** Does something for whoever comes: what follows from it belongs to no call. */
  readonly apart: (work: () => void) => void;
  close(): Promise<void>;
}

/** @param processor as of `openTracing` */
export function createTraces(config: Config, log: Log, processor?: SpanProcessor): Traces {
  const tracing = openTracing(config, log, processor);
  const calls = callSpans(tracing);
  const { hooks, told, traceOf } = operationSpans(tracing, calls.current);
  return {
    hooks,
    observer: { call: calls.call, told },
    observerOf: (request, response) => ({ call: calls.of(request, response), told }),
    ids: {
      ofCall: () => calls.current()?.traceId,
      ofError: calls.traceOfError,
      ofOperation: traceOf,
    },
    apart: calls.apart,
    close: tracing.close,
  };
}
