import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span that a collector has taken, as far as tests look at it. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it is the first of its trace. */
  readonly parentId: string;
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
}

type Field = bigint | Buffer;

/** The fields of a message of protobuf, by their numbers (protobuf.dev/programming-guides/encoding). */
function fieldsOf(message: Buffer): ReadonlyMap<number, readonly Field[]> {
  const fields = new Map<number, Field[]>();
  let at = 0;
  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
  function bytes(length: number): Buffer {
    at += length;
    return message.subarray(at - length, at);
  }
  function value(type: number): Field {
    if (type === 0) return varint();
    if (type === 1) return bytes(8).readBigUInt64LE();
    if (type === 2) return bytes(Number(varint()));
    if (type === 5) return BigInt(bytes(4).readUInt32LE());
    throw new Error(`Wire type ${type} is none of OTLP.`);
  }
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    fields.set(number, [...(fields.get(number) ?? []), value(tag & 7)]);
  }
  return fields;
}

const messages = (message: Buffer, number: number): readonly Buffer[] =>
  (fieldsOf(message).get(number) ?? []).filter((field) => Buffer.isBuffer(field));

/* The numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
const NANOSECONDS = 1_000_000n;

function spanOf(message: Buffer): Span {
  const fields = fieldsOf(message);
  const bytes = (number: number): Buffer => {
    const field = fields.get(number)?.[0];
    return Buffer.isBuffer(field) ? field : Buffer.alloc(0);
  };
  const milliseconds = (number: number): number => {
    const field = fields.get(number)?.[0];
    return typeof field === 'bigint' ? Number(field / NANOSECONDS) : NaN;
  };
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    parentId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    from: milliseconds(7),
    to: milliseconds(8),
  };
}

const spansIn = (request: Buffer): readonly Span[] =>
  messages(request, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2))
    .map(spanOf);

/** Takes traces by OTLP, as protobuf over HTTP, and keeps them in memory. */
export async function startCollector() {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      spans.push(...spansIn(Buffer.concat(chunks)));
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: (): readonly Span[] => spans,
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
