/** How to talk to the server, from a browser or a script. */
export { type Client, createClient } from './create-client.ts';
export type { Connection, ConnectionState, ConnectionStatus } from './connection.ts';
export { steadyNow } from './steady-now.ts';
export type { Way } from './way.ts';
export { type Links, links, type LinksOptions, viaSocket } from './links.ts';
