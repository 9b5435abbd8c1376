/** A small CQS kit: typed messages, pure handlers, one bus, and ports for storage. */
export * from './define/index.ts';
export { freeze } from './memory/freeze.ts';
export { indexEntries, type IndexEntry } from './memory/index-entries.ts';
export * from './memory/memory-store.ts';
export { isSameTimer, staleKey } from './memory/stale.ts';
export * from './ports.ts';
export { GRACE_MS } from './run/grace.ts';
export * from './run/application.ts';
export { HandlerFailed } from './run/failures.ts';
export { createRegistry, ModulesDoNotFit } from './run/registry.ts';
export { type Progress, progress, rowsOf } from './define/projection.ts';
export { HandlerRetried, NEVER } from './run/retries.ts';
export { rebuildTimer } from './run/rebuilds.ts';
export {
  indexEntriesOf,
  type Sample,
  sampleProblem,
  type Shapes,
  shapesOf,
  upcastEvent,
  versionOf,
} from './run/shapes.ts';
export * from './storage-failures.ts';
