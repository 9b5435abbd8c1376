// What a durable tRPC server can reach at best.
import * as trpc from './trpc.mjs';

export const label = 'tRPC + SQLite FULL, grouped';
export const server = { ...trpc.server, env: { TRPC_STORE: 'group' } };
export const { connectPlayer, connectPublisher, subscribe } = trpc;
