/** The router, for the server that puts it on a port. */
export { createAppRouter } from './app-router.ts';
export type { AppRouter } from './app-router.types.ts';
export type { Context, Identity, Limits, SessionGate, StartedSession } from './context.ts';
export { errorIdOf } from './errors.ts';
