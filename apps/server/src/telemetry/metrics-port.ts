import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { listen } from '../listen.ts';
import type { Log } from '../log.ts';

export interface MetricsPort {
  readonly port: number;
  close(): void;
}

/** How long a request may take to arrive. */
const ARRIVES_WITHIN_MS = 5_000;

/**
 * Serves `/metrics` on a port of its own: what a proxy passes on to the game's port never reaches it.
 * @throws PortRefused
 */
export async function openMetricsPort(
  registry: Registry,
  { host, port }: { readonly host: string; readonly port: number },
  log: Log,
): Promise<MetricsPort> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAsked = request.url === '/metrics' && (request.method === 'GET' || request.method === 'HEAD');
    if (!isAsked) return void response.writeHead(404).end();
    const text = await registry.metrics();
    response.writeHead(200, { 'Content-Type': registry.contentType });
    response.end(request.method === 'HEAD' ? undefined : text);
  }
  const server = createServer(
    { requestTimeout: ARRIVES_WITHIN_MS, headersTimeout: ARRIVES_WITHIN_MS },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'metrics could not be told');
        response.writeHead(500).end();
      });
    },
  );
  const number = await listen(server, { HOST: host, PORT: port }, 'METRICS_');
  return {
    port: number,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
