/**
 * `npm run bench:metrics`: what metrics and traces cost. As many games as is said are played on the built server: with
 * nothing, with metrics that are read every second, and with traces that are sent to a collector, all of them or one in
 * ten. What counts is the ratio within a round.
 *
 *   npm run bench:metrics -- --rounds 4 --games 50 --seconds 10
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../tests/support/free-port.ts';
import { startProbedServer } from '../tests/support/probed-server.ts';
import { inTurns, middle } from './in-turns.ts';
import { NO_LIMITS, startChild } from './wire/child.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    games: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
  },
});
const [rounds, games, seconds] = [Number(values.rounds), Number(values.games), Number(values.seconds)];

const LOAD = fileURLToPath(new URL('./wire/load.ts', import.meta.url));
const WARM_UP_MS = 2_000;
/** Fifteen times as often as Prometheus does by default. */
const READ_EVERY_MS = 1_000;

type Variant = 'nothing' | 'metrics' | 'traces' | 'one trace in ten';

/** Takes traces as fast as they come, and counts their bytes. */
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => (tracedBytes += chunk.length));
  request.on('end', () => response.end());
});
let tracedBytes = 0;
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

const settingsOf = (variant: Variant, metricsPort: number): Readonly<Record<string, string>> => {
  switch (variant) {
    case 'nothing':
      return {};
    case 'metrics':
      return { METRICS_PORT: String(metricsPort) };
    case 'traces':
      return { OTEL_EXPORTER_OTLP_ENDPOINT };
    case 'one trace in ten':
      return {
        OTEL_EXPORTER_OTLP_ENDPOINT,
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      };
  }
};

interface Measured {
  /** Microseconds of the server's processor for each move. */
  readonly cpu: number;
  /** Of traces, for each move. */
  readonly bytes: number;
}

async function measure(variant: Variant): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  let reading: NodeJS.Timeout | undefined;
  try {
    await using server = await startProbedServer(port, {
      DATABASE_FILE: join(folder, 'bench.sqlite'),
      ...settingsOf(variant, metricsPort),
      ...NO_LIMITS,
    });
    await using load = startChild(LOAD, {
      urls: [`ws://127.0.0.1:${port}/trpc`],
      signInUrl: `http://127.0.0.1:${port}/trpc/sessions.start`,
      games,
      warmUpMs: WARM_UP_MS,
      measuredMs: seconds * 1_000,
    });
    await load.hear();
    load.tell('go');
    await load.hear();
    const read = () => fetch(`http://127.0.0.1:${metricsPort}/metrics`).then((response) => response.text());
    if (variant === 'metrics') reading = setInterval(() => void read().catch(() => {}), READ_EVERY_MS);
    const before = await server.ask('look');
    const bytesBefore = tracedBytes;
    load.tell('go');
    await load.hear();
    const after = await server.ask('look');
    const bytes = tracedBytes - bytesBefore;
    load.tell('go');
    const { moves } = await load.hear<{ moves: number }>();
    return { cpu: (after.cpuMicroseconds - before.cpuMicroseconds) / moves, bytes: bytes / moves };
  } finally {
    clearInterval(reading);
    rmSync(folder, { recursive: true, force: true });
  }
}

const VARIANTS: readonly Variant[] = ['nothing', 'metrics', 'traces', 'one trace in ten'];
const all = await inTurns(VARIANTS, rounds, measure);
collector.close();
collector.closeAllConnections();

const figures = (variant: Variant, of: keyof Measured) => all.map((round) => round.get(variant)?.[of] ?? NaN);
console.log(`server time a move, ${games} games, beside a server with nothing:`);
const nothing = figures('nothing', 'cpu');
for (const variant of VARIANTS) {
  const cpu = figures(variant, 'cpu');
  const ratios = cpu.map((each, round) => each / (nothing[round] ?? NaN));
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  const bytes = middle(figures(variant, 'bytes'));
  console.log(
    `  ${variant}: ${middle(cpu).toFixed(0)} µs, ratio ${middle(ratios).toFixed(2)} (rounds: ${each}), ${bytes.toFixed(0)} bytes of traces`,
  );
}
