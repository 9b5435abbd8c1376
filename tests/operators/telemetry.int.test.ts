/** What the built server tells of itself: what it needs for that is in files of its own, which it has to find. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCollector } from '../support/collector.ts';
import { freePort } from '../support/free-port.ts';
import { startServer } from '../support/server-process.ts';

test('the built server answers Prometheus, and sends traces to a collector', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-'));
  const collector = await startCollector();
  const [port, metricsPort] = [await freePort(), await freePort()];
  const server = await startServer(port, {
    DATABASE_FILE: join(folder, 'game.sqlite'),
    METRICS_PORT: String(metricsPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/trpc/sessions.start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ alias: 'Ann', operationId: randomUUID() }),
    });
    expect(response.status).toBe(200);
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(await metrics.text()).toContain('tictactoe_calls_total{path="sessions.start",outcome="OK"} 1');
    expect(await server.stop()).toBe(0);
    const [call] = collector.spans().filter(({ name }) => name === 'sessions.start');
    const names = collector.spans().flatMap(({ name, traceId }) => (traceId === call?.traceId ? [name] : []));
    expect(names).toEqual(expect.arrayContaining(['decide', 'commit']));
  } finally {
    await server.kill();
    collector.close();
    rmSync(folder, { recursive: true });
  }
});
