/** The router, for the server that puts it on a port. */
export type { Context, Identity, Limits, SessionGate } from './context.ts';
export type { AppRouter } from './app-router.types.ts';
