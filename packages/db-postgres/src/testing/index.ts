/** PostgreSQL for tests of what runs on it. */
export { type Cluster, findPostgres, type Standby, startCluster, WITHOUT_POSTGRES } from './cluster.ts';
export { type Cable, startCable } from './cable.ts';
export { onPostgres, open } from './world.ts';
