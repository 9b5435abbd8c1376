import { type LinksOptions, steadyNow } from '@tic-tac-toe/api/client';

/** A server that keeps traces says so in the page (`apps/server/src/telemetry/telemetry.ts`). */
export const isTraced = (): boolean => document.querySelector('meta[name="traces"]') !== null;

interface Click {
  readonly traceId: string;
  readonly at: number;
}

/** By the context that all attempts of a call share. */
const clicks = new WeakMap<object, Click>();

const newId = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/**
 * What a click is part of, by W3C Trace Context: all that follows from it is one trace, also where its call is tried again.
 * The page keeps no spans. So it says how many milliseconds ago the click was, and the server keeps one for it, if it
 * keeps the trace.
 */
export const traceHeaders: NonNullable<LinksOptions['headers']> = (calls) => {
  const asked = calls.find(({ type }) => type === 'mutation');
  if (!asked) return {};
  const click = clicks.get(asked.context) ?? { traceId: newId(16), at: steadyNow() };
  clicks.set(asked.context, click);
  const spanId = newId(8);
  return {
    traceparent: `00-${click.traceId}-${spanId}-00`,
    tracestate: `ttt=${spanId}-${Math.round(steadyNow() - click.at)}`,
  };
};
