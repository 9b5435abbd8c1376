import { type Cable, startCable } from '@tic-tac-toe/db-postgres/testing';
import type { Settings } from '../crash/server-under-players.ts';
import { freePort } from '../support/free-port.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { startBalancer } from './balancer.ts';

/** One of several servers, and the network on both of its sides. */
export interface Member {
  readonly toDatabase: Cable;
  readonly toPlayers: Cable;
  kill(): Promise<void>;
  stop(): Promise<void>;
  signal: ServerProcess['signal'];
  /** Starts it again. */
  start(): Promise<void>;
}

/** Several servers on one database, behind a balancer. */
export interface Site {
  /** Of the balancer, without a path. */
  readonly url: string;
  readonly members: readonly Member[];
  end(): Promise<void>;
}

interface SiteOptions {
  /** Of the database. */
  readonly url: string;
  readonly servers: number;
  /** Starts a server on a port. */
  readonly start: (port: number, own: Settings) => Promise<ServerProcess>;
}

export async function openSite({ url, servers, start }: SiteOptions): Promise<Site> {
  const members = await Promise.all(Array.from({ length: servers }, () => addMember(url, start)));
  const balancer = await startBalancer(members.map(({ toPlayers }) => toPlayers.port));
  return {
    url: `http://127.0.0.1:${balancer.port}`,
    members,
    async end() {
      await Promise.all(members.map((member) => member.stop()));
      await balancer.close();
      await Promise.all(
        members.flatMap(({ toDatabase, toPlayers }) => [toDatabase.close(), toPlayers.close()]),
      );
    },
  };
}

async function addMember(url: string, start: SiteOptions['start']): Promise<Member> {
  const port = await freePort();
  const toDatabase = await startCable(Number(new URL(url).port));
  const toPlayers = await startCable(port);
  const own = new URL(url);
  own.port = String(toDatabase.port);
  const begin = () => start(port, { DATABASE_URL: own.href });
  let server = await begin();
  return {
    toDatabase,
    toPlayers,
    kill: () => server.kill(),
    stop: async () => void (await server.stop()),
    signal: (signal) => server.signal(signal),
    async start() {
      server = await begin();
    },
  };
}
