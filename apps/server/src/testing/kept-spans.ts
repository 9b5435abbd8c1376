import type { Attributes } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** A span as tests look at it. */
export interface KeptSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** undefined: it is the first of its trace. */
  readonly parentId: string | undefined;
  readonly attributes: Attributes;
  /** The ids of the spans that it links to. */
  readonly links: readonly string[];
  readonly hasFailed: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
}

/** By the specification. */
const isError = (code: number): boolean => code === 2;

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;

const keptOf = (span: ReadableSpan): KeptSpan => ({
  name: span.name,
  ...span.spanContext(),
  parentId: span.parentSpanContext?.spanId,
  attributes: span.attributes,
  links: span.links.map(({ context }) => context.spanId),
  hasFailed: isError(span.status.code),
  from: milliseconds(span.startTime),
  to: milliseconds(span.endTime),
});

/** Keeps spans in memory as soon as they are finished: `startWorld({}, { spans: kept.processor })`. */
export function keepSpans() {
  const exporter = new InMemorySpanExporter();
  return {
    processor: new SimpleSpanProcessor(exporter),
    all: (): readonly KeptSpan[] => exporter.getFinishedSpans().map(keptOf),
  };
}
