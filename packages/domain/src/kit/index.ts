/** A small CQS kit: typed messages, pure handlers, one bus, and the ports that keep what it decides. */
export * from './actor.ts';
export * from './application.ts';
export * from './application.types.ts';
export { OPERATION_ID_REUSED } from './earlier-answer.ts';
export { GRACE_MS } from './alarm-clock.ts';
export { HandlerFailed } from './failures.ts';
export { freeze } from './freeze.ts';
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
export type { Envelope, Hooks } from './hooks.ts';
export { indexEntries, type IndexEntry } from './index-entries.ts';
export * from './awaitable.ts';
export * from './memory-store.ts';
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
export * from './ports.ts';
export { HandlerRetried, NEVER } from './retries.ts';
export type { QueryReader } from './reader.ts';
export { createRegistry, ModulesDoNotFit } from './registry.ts';
export { type Shape, ShapeMismatch, upcast, type Upcast } from './shape.ts';
export {
  indexEntriesOf,
  type Sample,
  sampleProblem,
  type Shapes,
  shapesOf,
  upcastEvent,
  versionOf,
} from './shapes.ts';
export { isSameTimer, staleKey } from './stale.ts';
export { scope } from './scope.ts';
export * from './state.ts';
export * from './time.ts';
