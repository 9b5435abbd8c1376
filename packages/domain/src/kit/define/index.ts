/** Everything that a module is written with. */
export * from './actor.ts';
export * from './application.types.ts';
export { atHand } from './at-hand.ts';
export * from './awaitable.ts';
export { type Bulletin, bulletin } from './bulletin.ts';
export * from './contract.ts';
export * from './decision.ts';
export {
  all,
  type Handler,
  handle,
  handleStateless,
  many,
  one,
  react,
  reactStateless,
  type Selector,
  singleton,
  where,
} from './handler.ts';
export type { CommitEnded, Committing, Envelope, HandlerAnswered, Hooks, Settled, Subject } from './hooks.ts';
export * from './message.ts';
export {
  BusHandlerFailed,
  implement,
  type Internal,
  type Module,
  type Process,
  type QueryHandler,
  TimerPostponed,
} from './module.ts';
export { codePointOrder } from './ordered.ts';
export type { AnyProjection, ProjectionDefinition } from './projection.ts';
export type { ProjectedRows, QueryReader } from './reader.ts';
export { scope } from './scope.ts';
export { type Shape, ShapeMismatch, upcast, type Upcast } from './shape.ts';
export * from './state.ts';
export * from './time.ts';
