/*
 * What a store says where it cannot do what it is for. The messages are sentences for the operator; callers learn only
 * that nothing can be stored now.
 */

/**
 * Why a database is not opened:
 * - `IN_USE`: another process holds it
 * - `NEWER`: a later version of the product has written it
 * - `OLDER`: an earlier version has written it, and no server of this one has opened it since
 * - `UNREADABLE`: it holds data of an earlier version that this one cannot read
 * - `DAMAGED`: it is no longer a database, or parts of it are missing
 * - `FOREIGN`: it belongs to another application
 * - `UNWRITABLE`: it, or its folder, cannot be written
 * - `NOT_COMPILED`: the file is not at fault: SQLite itself does not run on this Node
 * - `UNREACHABLE`: no database server answers at its address
 * - `NOT_ALLOWED`: the database server does not let this user in, or not do what is needed
 * - `UNSUITABLE`: the database server, or the database, is not one that can be used
 */
export type RefusalReason =
  | 'IN_USE'
  | 'NEWER'
  | 'OLDER'
  | 'UNREADABLE'
  | 'DAMAGED'
  | 'FOREIGN'
  | 'UNWRITABLE'
  | 'NOT_COMPILED'
  | 'UNREACHABLE'
  | 'NOT_ALLOWED'
  | 'UNSUITABLE';

/** A database is not opened, and was not changed. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Why a request to an open database fails; `MISPLACED`: the file is no longer at its path; `IN_DOUBT`: a database across
 * the network was lost before it answered, so that the commit may have been kept.
 */
export type FailureReason =
  'FULL' | 'READ_ONLY' | 'BUSY' | 'DAMAGED' | 'MISPLACED' | 'IO' | 'UNREACHABLE' | 'IN_DOUBT' | 'OTHER';

/** The request may be tried again. Nothing was kept, unless the reason is `IN_DOUBT`. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  readonly reason: FailureReason;
  /** Whether any commit would fail. On a full disk, a smaller one may not; another error may be the commit's own. */
  readonly unavailable: boolean;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.unavailable = reason !== 'FULL' && reason !== 'OTHER';
  }
}
