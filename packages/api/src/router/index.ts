/** The router, for the server that puts it on a port. */
export { type Api, createApi } from './app-router.ts';
export { type FrameClient, FrameConnection, type FrameParts } from '../frames/frames.ts';
export { CommitFrames, type Said } from '../frames/said.ts';
export type { AppRouter } from './app-router.types.ts';
export type { Context, Limits } from './context.ts';
export type {
  Identity,
  SessionGate,
  SessionId,
  SocketSessionId,
  MadeDeviceLink,
  StartedSession,
} from './identity/identity.ts';
export { type SignInFirst, signInFirst } from './identity/sign-in-first.ts';
export { errorIdOf } from './errors.ts';
export type { Asked, Observer, ToldEvent } from './observer.ts';
