/** The domain's ports on PostgreSQL, for several servers. */
export { type Database, type DatabaseOptions, openDatabase } from './database.ts';
export type { ConnectionsChange, OpenConnection, SharedConnections } from './ports/connections.ts';
export type { Membership } from './ports/node.ts';
export { type Contents, fillDatabase } from './fill.ts';
export { MIGRATIONS_FOLDER } from './migrate.ts';
