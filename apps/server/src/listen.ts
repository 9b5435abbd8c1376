import type { Server } from 'node:http';
import type { Config } from './config.ts';

/** The port cannot be had; the message is a sentence for the operator. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused';
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop what uses it, or choose another PORT',
  EACCES: 'is not allowed for this user: choose a PORT above 1023',
  EADDRNOTAVAIL: 'cannot be had, since this machine does not have that address: choose another HOST',
  ENOTFOUND: 'cannot be had, since nobody knows that name: choose another HOST',
};

/**
 * Listens where the settings say.
 * @returns the port: where the settings leave it open, the one that was free
 * @throws PortRefused
 */
export function listen(server: Server, { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ''];
      reject(reason ? new PortRefused(`Port ${PORT} of ${HOST} ${reason}.`) : error);
    };
    server.once('error', onError);
    server.listen(PORT, HOST, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : PORT);
    });
  });
}

/** Where a browser on this machine finds the server. */
export function urlOf(host: string, port: number): string {
  const isAny = host === '0.0.0.0' || host === '::';
  return `http://${isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
