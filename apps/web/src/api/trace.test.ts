import { expect, test, vi } from 'vitest';
import { traceHeaders } from './trace.ts';

const query = { type: 'query', context: {} } as const;
const newClick = () => ({ type: 'mutation', context: {} }) as const;
const traceOf = (calls: Parameters<typeof traceHeaders>[0]) => {
  const { traceparent = '', tracestate = '' } = traceHeaders(calls);
  const [, trace, span] = /^00-([\da-f]{32})-([\da-f]{16})-00$/.exec(traceparent) ?? [];
  const [, ofPage, age] = /^ttt=([\da-f]{16})-(\d+)$/.exec(tracestate) ?? [];
  expect(ofPage).toBe(span);
  return { trace, span, age: Number(age) };
};

test('what is asked without a click is part of no trace', () => {
  expect(traceHeaders([query, query])).toEqual({});
});

test('each click is a trace of its own', () => {
  const [one, other] = [traceOf([query, newClick()]), traceOf([newClick()])];
  expect(one.trace).toHaveLength(32);
  expect(one.trace).not.toBe(other.trace);
});

test('all attempts of a call are one trace, and say how long ago the click was', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const click = newClick();
  const first = traceOf([click]);
  vi.advanceTimersByTime(1_200);
  const second = traceOf([click]);
  expect(second.trace).toBe(first.trace);
  expect(second.span).not.toBe(first.span);
  expect(first.age).toBe(0);
  expect(second.age).toBe(1_200);
  vi.useRealTimers();
});
