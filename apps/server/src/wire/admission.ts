import type { Socket } from 'node:net';
import proxyaddr from 'proxy-addr';
import type { Config } from '../config.ts';
import type { ServerLimits } from './limits.ts';
import { networkOf } from './peer.ts';

/**
 * Bounds how many connections one address may hold open without asking for anything. A trusted proxy holds
 * those of many clients, and counts for itself.
 */
export function admission({ TRUST_PROXY }: Config, limits: ServerLimits): (socket: Socket) => void {
  const isProxy = proxyaddr.compile([...TRUST_PROXY]);
  return (socket) => {
    const address = socket.remoteAddress;
    // Gone before it was looked at.
    if (address === undefined) return void socket.destroy();
    if (isProxy(address, 0)) return;
    const release = limits.socketFrom(networkOf(address));
    if (release) socket.once('close', release);
    else socket.destroy();
  };
}
