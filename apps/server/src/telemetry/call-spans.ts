import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { errorIdOf, type Observer } from '@tic-tac-toe/api/router';
import { TRPCError } from '@trpc/server';
import { createWindows } from '../wire/windows.ts';
import { type TraceParent, traceParentIn } from './trace-parent.ts';
import type { OpenSpan, Tracing } from './tracing.ts';

/** Traces that strangers may ask for in a second, all of them together: more begins where the settings say so. */
const ASKED_FOR_PER_SECOND = 20;
const SECOND_MS = 1_000;

export interface CallSpans {
  /** Sees calls that come without a word about a trace. */
  readonly call: Observer['call'];
  /** Sees the calls of a request. */
  of(request: IncomingMessage, response: ServerResponse): Observer['call'];
  /** Of the call that is being carried out; undefined where there is none, or one that is left out. */
  current(): OpenSpan | undefined;
  /** Does something for whoever comes: what follows from it belongs to no call. */
  readonly apart: (work: () => void) => void;
  /** The trace of a call that has failed with this error. */
  traceOfError(error: TRPCError): string | undefined;
}

/**
 * Costs every promise of the server a little, while a call is under way whose trace is kept.
 * @param now milliseconds of a clock that only goes forward
 */
export function callSpans(tracing: Tracing, now?: () => number): CallSpans {
  const current = new AsyncLocalStorage<OpenSpan>();
  let underWay = 0;
  const traceOfError = new WeakMap<TRPCError, string>();
  const parentIn = parents(tracing, now);

  async function traced<Answer>(span: OpenSpan | null, carryOut: () => Promise<Answer>): Promise<Answer> {
    if (!span) return carryOut();
    underWay += 1;
    try {
      const answer = await current.run(span, carryOut);
      tracing.end(span, { 'tictactoe.outcome': 'OK' });
      return answer;
    } catch (error) {
      if (error instanceof TRPCError) traceOfError.set(error, span.traceId);
      endAs(error, span);
      throw error;
    } finally {
      underWay -= 1;
      if (underWay === 0) current.disable();
    }
  }

  function endAs(error: unknown, span: OpenSpan): void {
    const isKnown = error instanceof TRPCError;
    const outcome = { 'tictactoe.outcome': isKnown ? error.code : 'INTERNAL_SERVER_ERROR' };
    const errorId = isKnown ? errorIdOf(error) : undefined;
    if (isKnown && errorId === undefined) tracing.end(span, outcome);
    else
      tracing.fail(span, error, { ...outcome, ...(errorId !== undefined && { 'tictactoe.error': errorId }) });
  }

  const options = (path: string) => ({
    kind: SpanKind.SERVER,
    attributes: { 'rpc.system': 'trpc', 'rpc.method': path },
  });

  return {
    call: ({ path }, carryOut) => traced(tracing.root(path, options(path)), carryOut),
    of(request, response) {
      const parent = parentIn(request, response);
      return ({ path }, carryOut) => traced(parent.begin(path, options(path)), carryOut);
    },
    current: () => current.getStore(),
    apart: (work) => current.exit(work),
    traceOfError: (error) => traceOfError.get(error),
  };
}

type Begin = (name: string, options: Parameters<Tracing['root']>[1]) => OpenSpan | null;

/** What the calls of a request are begun under. */
function parents(tracing: Tracing, now?: () => number) {
  const askedFor = createWindows(ASKED_FOR_PER_SECOND, SECOND_MS, now);

  /** The page keeps no spans: whether this one is kept is for the server to say, and no word of the page. */
  function ofPage(parent: TraceParent & { readonly by: 'page' }, response: ServerResponse): Begin {
    let click: OpenSpan | null | undefined;
    function begin(path: string): OpenSpan | null {
      const page = tracing.rootWith(parent, `page ${path}`, parent.ageMs, { kind: SpanKind.CLIENT });
      if (page && response.closed) tracing.end(page);
      else if (page) response.once('close', () => tracing.end(page));
      return page;
    }
    return (path, options) => {
      if (click === undefined) click = begin(path);
      return click && tracing.under(click, path, options);
    };
  }

  /** Whoever could have all that they do kept would soon have the room of all others. */
  function ofProgram({ traceId, spanId, isSampled }: TraceParent & { readonly by: 'program' }): Begin {
    const isHonoured = isSampled && askedFor.spend('all') === 0;
    const traceFlags = isHonoured ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const context = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
    return (path, options) => tracing.root(path, options, context);
  }

  return ({ headers }: IncomingMessage, response: ServerResponse): { readonly begin: Begin } => {
    const parent = traceParentIn(headers);
    if (!parent) return { begin: tracing.root };
    return { begin: parent.by === 'page' ? ofPage(parent, response) : ofProgram(parent) };
  };
}
