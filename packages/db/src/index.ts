/** The domain's ports on SQLite. */
export { backup } from './file/backup.ts';
export { type Contents, type StoredEvent, withContents } from './file/contents.ts';
export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export { DatabaseRefused, type FailureReason, type RefusalReason, StorageFailure } from './failures.ts';
export { askForRebuild, projectionStates, type ProjectionState } from './file/projections.ts';
export { type FailedReaction, failedReactions, retryReactions, type Which } from './file/reactions.ts';
export { storedEvents } from './file/stored-events.ts';
export { MIGRATIONS_FOLDER } from './migrate.ts';
export { EVENTS_KEPT_MS, type Pruned, RECEIPTS_KEPT_MS, REFUSALS_KEPT_MS } from './ports/retention.ts';
