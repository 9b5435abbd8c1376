import type { Cluster, Standby } from '@tic-tac-toe/db-postgres/testing';
import type { Site } from './site.ts';

/** The PostgreSQL of a site: after a failover, it is another. */
export interface Primary {
  /** Of its database, directly. */
  url(): string;
  restart(how: 'fast' | 'immediate'): Promise<void>;
  /** Its machine vanishes, and the standby takes its place and its address; then it gets a standby of its own. */
  failOver(site: Site): Promise<void>;
  end(): Promise<void>;
}

/** @param hasStandby whether each commit waits until a standby has it, too */
export async function openPrimary(first: Cluster, hasStandby: boolean): Promise<Primary> {
  const address = new URL(await first.createDatabase());
  let primary = first;
  let standby: Standby | null = hasStandby ? await first.addStandby() : null;
  return {
    url() {
      address.port = String(primary.port);
      return address.href;
    },
    async restart(how) {
      await primary.stop(how);
      await primary.start();
    },
    async failOver({ members }) {
      if (!standby) throw new Error('There is no standby.');
      for (const { toDatabase } of members) {
        toDatabase.leadTo(standby.port);
        toDatabase.stall();
      }
      const gone = primary;
      await gone.stop('immediate');
      await standby.promote();
      for (const { toDatabase } of members) toDatabase.resume();
      primary = standby;
      standby = await primary.addStandby();
      await gone.end();
    },
    async end() {
      await standby?.end();
      await primary.end();
    },
  };
}
