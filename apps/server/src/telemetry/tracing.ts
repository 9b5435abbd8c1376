import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  RandomIdGenerator,
  type Sampler,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

/** A span that is kept. What the sampler leaves out is null instead, and so is all that would be under it. */
export interface OpenSpan {
  readonly traceId: string;
  readonly span: Span;
  /** What its parts are begun in. */
  readonly context: Context;
  /** The epoch of `performance.now()` for this trace, in milliseconds: its times are as exact as that, whoever sets the clock. */
  readonly epoch: number;
}

/** Ids that somebody else has given to a trace and its first span. */
export interface GivenIds {
  readonly traceId: string;
  readonly spanId: string;
}

type Options = Pick<SpanOptions, 'kind' | 'attributes' | 'links'>;

/** OpenTelemetry's SDK, for spans that are begun and ended by hand. */
export interface Tracing {
  /** Begins a span without a parent here. @param within names a parent elsewhere, if there is one */
  root(name: string, options?: Options, within?: Context): OpenSpan | null;
  /** The same with given ids. @param ageMs how long ago it has begun */
  rootWith(ids: GivenIds, name: string, ageMs: number, options?: Options): OpenSpan | null;
  under(parent: OpenSpan, name: string, options?: Options): OpenSpan;
  end(open: OpenSpan, attributes?: Attributes): void;
  /** Ends it as a failure of the server, which a refusal is not. */
  fail(open: OpenSpan, error: unknown, attributes?: Attributes): void;
  /** Sends what is finished. Nothing is kept afterwards. */
  close(): Promise<void>;
}

/** @param processor what finished spans go to, instead of an exporter: for tests */
export function openTracing(config: Config, log: Log, processor?: SpanProcessor): Tracing {
  const ids = createIds();
  const provider = new BasicTracerProvider({
    resource: resourceOf(config),
    idGenerator: ids,
    sampler: samplerOf(config),
    spanProcessors: [processor ?? new BatchSpanProcessor(reporting(createExporter(config), log))],
  });
  const { root, ...spans } = spansOf(provider.getTracer('tic-tac-toe'));
  return {
    ...spans,
    root: (name, options, within) => root(name, Date.now(), options, within),
    rootWith: (given, name, ageMs, options) =>
      ids.giving(given, () => root(name, Date.now() - ageMs, options)),
    // Whoever is to hear of a failure has heard of it from `reporting`.
    close: () => provider.shutdown().catch(() => {}),
  };
}

function spansOf(tracer: Tracer) {
  const opened = (span: Span, epoch: number): OpenSpan => ({
    traceId: span.spanContext().traceId,
    span,
    context: trace.setSpan(ROOT_CONTEXT, span),
    epoch,
  });
  const now = (epoch: number): number => epoch + performance.now();
  const end: Tracing['end'] = ({ span, epoch }, attributes) => {
    if (attributes) span.setAttributes(attributes);
    span.end(now(epoch));
  };
  return {
    root(name: string, startTime: number, options: Options = {}, within = ROOT_CONTEXT): OpenSpan | null {
      const span = tracer.startSpan(name, { ...options, startTime }, within);
      return span.isRecording() ? opened(span, Date.now() - performance.now()) : null;
    },
    under(parent: OpenSpan, name: string, options: Options = {}): OpenSpan {
      const { context, epoch } = parent;
      return opened(tracer.startSpan(name, { ...options, startTime: now(epoch) }, context), epoch);
    },
    end,
    fail(open: OpenSpan, error: unknown, attributes?: Attributes): void {
      open.span.recordException(error instanceof Error ? error : String(error), now(open.epoch));
      open.span.setStatus({ code: SpanStatusCode.ERROR });
      end(open, attributes);
    },
  };
}

/** Who tells. Several servers tell by one name, each as an instance of its own. */
function resourceOf({ OTEL_SERVICE_NAME: name }: Config): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'tic-tac-toe' }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }))
    .merge(resourceFromAttributes(name === undefined ? {} : { 'service.name': name }));
}

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: Config): Sampler {
  const root = name.endsWith('always_on')
    ? new AlwaysOnSampler()
    : name.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

interface Ids extends IdGenerator {
  /** Begins a span with these ids: it is begun in one go, so that they are for it alone. */
  giving<Result>(ids: GivenIds, begin: () => Result): Result;
}

function createIds(): Ids {
  const random = new RandomIdGenerator();
  let given: GivenIds | null = null;
  return {
    generateTraceId: () => given?.traceId ?? random.generateTraceId(),
    generateSpanId: () => given?.spanId ?? random.generateSpanId(),
    giving(ids, begin) {
      given = ids;
      try {
        return begin();
      } finally {
        given = null;
      }
    },
  };
}

/** What is not a setting of ours, such as headers and certificates, the exporter reads from the environment. */
function createExporter({
  OTEL_EXPORTER_OTLP_ENDPOINT: all,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces,
}: Config): SpanExporter {
  const url = traces ?? (all === undefined ? undefined : `${all.replace(/\/$/, '')}/v1/traces`);
  return new OTLPTraceExporter(url === undefined ? {} : { url });
}

/** By the specification. */
const isSuccess = (code: number): boolean => code === 0;

const TOLD_EVERY_MS = 60_000;

/** Tells of what could not be sent, once a minute at most. */
export function reporting(
  exporter: SpanExporter,
  log: Pick<Log, 'warn'>,
  now: () => number = () => performance.now(),
): SpanExporter {
  let lost = 0;
  let toldAt = -Infinity;
  function report(spans: number, error: unknown): void {
    lost += spans;
    if (now() - toldAt < TOLD_EVERY_MS) return;
    log.warn({ lost, err: error }, 'traces could not be sent: these spans are lost');
    [lost, toldAt] = [0, now()];
  }
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (!isSuccess(result.code)) report(spans.length, result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  };
}
