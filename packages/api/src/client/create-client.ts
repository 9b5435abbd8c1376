import { createTRPCClient, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../router/app-router.types.ts';
import type { Connection } from './connection.ts';
import { links, type LinksOptions } from './links.ts';

export interface Client {
  /** The procedures: `api.games.placeMark.mutate({ … })`, `api.games.events.subscribe({ … }, { onData })`. */
  readonly api: TRPCClient<AppRouter>;
  readonly connection: Connection;
}

/**
 * A typed client, for scripts and browsers alike. Mutations are retried with one operation id where the
 * network fails; subscriptions resume by position.
 */
export function createClient(options: LinksOptions): Client {
  const { links: chain, connection } = links(options);
  return { api: createTRPCClient<AppRouter>({ links: chain }), connection };
}
