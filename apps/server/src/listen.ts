import type { Server } from 'node:http';
import type { Config } from './config.ts';

/** The port cannot be had; the message is a sentence for the operator. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused';
}

/** @param of begins the names of the settings */
const reasons = (of: string): Readonly<Record<string, string>> => ({
  EADDRINUSE: `is in use: stop what uses it, or choose another ${of}PORT`,
  EACCES: `is not allowed for this user: choose a ${of}PORT above 1023`,
  EADDRNOTAVAIL: `cannot be had, since this machine does not have that address: choose another ${of}HOST`,
  ENOTFOUND: `cannot be had, since nobody knows that name: choose another ${of}HOST`,
});

/** What the system says of `::` where it has no IPv6, or was told to have none. */
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/**
 * Listens where the settings say; on `::`, which is every address, to both families, or to IPv4 alone where the
 * machine has no IPv6.
 * @param of how the names of these settings begin, for whoever has to change them
 * @returns the port: where the settings leave it open, the one that was free
 * @throws PortRefused
 */
export async function listen(
  server: Server,
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
  of = '',
): Promise<number> {
  try {
    return await listenOn(server, HOST, PORT);
  } catch (error) {
    if (HOST === '::' && NO_IPV6.includes(codeOf(error)))
      return listen(server, { HOST: '0.0.0.0', PORT }, of);
    const reason = reasons(of)[codeOf(error)];
    throw reason ? new PortRefused(`Port ${PORT} of ${HOST} ${reason}.`) : error;
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: false }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Where a browser on this machine finds the server. */
export function urlOf(host: string, port: number): string {
  const isAny = host === '0.0.0.0' || host === '::';
  return `http://${isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
