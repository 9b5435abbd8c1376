/** How much of what others ask for is kept, and what is told of what is not. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig, tracesAreOn } from '../config.ts';
import { keepSpans } from '../testing/kept-spans.ts';
import { callSpans } from './call-spans.ts';
import { openTracing, reporting } from './tracing.ts';

const log = pino({ level: 'silent' });

/** Traces of calls, with a clock that a test moves on. */
function traced(environment: Readonly<Record<string, string>>) {
  const kept = keepSpans();
  const tracing = openTracing(readConfig(environment), log, kept.processor);
  const clock = { now: 0 };
  const { of } = callSpans(tracing, () => clock.now);
  return {
    clock,
    kept: kept.all,
    async call(headers: Readonly<Record<string, string>>): Promise<void> {
      const request = Object.assign(new IncomingMessage(new Socket()), { headers });
      const response = new ServerResponse(request);
      await of(request, response)({ path: 'games.placeMark', type: 'mutation' }, async () => null);
      response.emit('close');
    },
  };
}

const traceId = (number: number) => number.toString(16).padStart(32, '0');
const asked = (number: number) => ({ traceparent: `00-${traceId(number)}-00f067aa0ba902b7-01` });

test('of the traces that strangers ask for, twenty in a second are kept', async () => {
  const { call, kept, clock } = traced({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
  for (let number = 1; number <= 50; number += 1) await call(asked(number));
  expect(kept().map((span) => span.traceId)).toEqual(
    Array.from({ length: 20 }, (_, index) => traceId(index + 1)),
  );
  clock.now += 1_000;
  await call(asked(51));
  expect(kept().at(-1)?.traceId).toBe(traceId(51));
});

test.each([
  ['parentbased_always_on', '1', [50, 20]],
  ['parentbased_always_off', '1', [0, 20]],
  ['parentbased_traceidratio', '0', [0, 20]],
  ['always_on', '1', [50, 50]],
  ['always_off', '1', [0, 0]],
  ['traceidratio', '0', [0, 0]],
  ['traceidratio', '1', [50, 50]],
] as const)(
  '%s with %s keeps %j of fifty calls, and of fifty that others ask for',
  async (sampler, share, counts) => {
    const { call, kept } = traced({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share });
    for (let number = 1; number <= 50; number += 1) await call({});
    const own = kept().length;
    for (let number = 1; number <= 50; number += 1) await call(asked(number));
    expect([own, kept().length - own]).toEqual(counts);
  },
);

test('a ratio keeps the same clicks at every server', async () => {
  const servers = [1, 2].map(() =>
    traced({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }),
  );
  const span = '00f067aa0ba902b7';
  for (const { call } of servers) {
    for (let number = 1; number <= 100; number += 1) {
      // Spread over all ids.
      const id = (BigInt(number) * 0x9e3779b97f4a7c15f39cc0605cedc835n)
        .toString(16)
        .slice(-32)
        .padStart(32, '0');
      await call({ traceparent: `00-${id}-${span}-00`, tracestate: `ttt=${span}-0` });
    }
  }
  const [first, second] = servers.map(({ kept }) => new Set(kept().map(({ traceId: id }) => id)));
  expect(second).toEqual(first);
  expect(first?.size).toBeGreaterThan(30);
  expect(first?.size).toBeLessThan(70);
});

test('what could not be sent is told once a minute, all of it', () => {
  const lines: { readonly lost: number }[] = [];
  const told = pino({}, { write: (line) => void lines.push(JSON.parse(line) as { lost: number }) });
  let [now, fails] = [5, true];
  const exporter: SpanExporter = {
    export: (_spans, done) => done(fails ? { code: 1, error: new Error('nobody there') } : { code: 0 }),
    shutdown: async () => {},
  };
  const sending = reporting(exporter, told, () => now);
  const send = (count: number) => sending.export(Array.from({ length: count }), () => {});
  send(3);
  send(4);
  now += 59_999;
  send(5);
  expect(lines.map(({ lost }) => lost)).toEqual([3]);
  now += 1;
  fails = false;
  send(100);
  fails = true;
  send(6);
  expect(lines).toMatchObject([{ lost: 3 }, { lost: 15, err: { message: 'nobody there' } }]);
});

test.each([
  [{}, false],
  [{ OTEL_SERVICE_NAME: 'ttt', OTEL_TRACES_SAMPLER: 'always_on' }, false],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, false],
])('%j: there are traces: %j', (environment, isOn) => {
  expect(tracesAreOn(readConfig(environment))).toBe(isOn);
});

test.each([
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER must be one of otlp, none/],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL must be one of http\/protobuf/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT must be as http/],
  [{ OTEL_TRACES_SAMPLER_ARG: 'half' }, /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
  [{ OTEL_TRACES_SAMPLER_ARG: '2' }, /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/],
])('%j is refused, with the reason', (environment, reason) => {
  expect(() => readConfig(environment)).toThrow(reason);
});
