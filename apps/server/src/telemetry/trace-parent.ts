import type { IncomingHttpHeaders } from 'node:http';
import type { GivenIds } from './tracing.ts';

/** What a request says of the trace that it is part of, by W3C Trace Context. */
export type TraceParent =
  /** A page of ours, which keeps no spans: the server keeps the one of the click, which was so many milliseconds ago. */
  | (GivenIds & { readonly by: 'page'; readonly ageMs: number })
  /** A program with traces of its own, which keeps the parent itself. */
  | (GivenIds & { readonly by: 'program'; readonly isSampled: boolean });

/** What is newer than version 00 may say more after its flags, which version 00 must not. */
const TRACE_PARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** As `apps/web/src/api/trace.ts` says it: the page's span, and the age of the click. */
const OF_PAGE = /(?:^|,)\s*ttt=([\da-f]{16})-(\d{1,9})\s*(?:,|$)/;

/** A call is given up before that. */
const OLDEST_MS = 60_000;

/** @returns null where there is no header, or one that makes no sense: the trace then begins here */
export function traceParentIn({ traceparent, tracestate }: IncomingHttpHeaders): TraceParent | null {
  if (typeof traceparent !== 'string') return null;
  const [, version, traceId, spanId, flags, more] = TRACE_PARENT.exec(traceparent.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === '00' && more !== undefined) return null;
  const [, ofPage, age] = OF_PAGE.exec(String(tracestate)) ?? [];
  // A proxy with traces of its own has put its span in the place of the page's.
  if (ofPage === spanId) return { by: 'page', traceId, spanId, ageMs: Math.min(Number(age), OLDEST_MS) };
  return { by: 'program', traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}
