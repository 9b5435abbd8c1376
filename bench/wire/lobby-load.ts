/**
 * Pages that show the lobby, in a process of their own. Each follows what it is told; or asks every five seconds, as pages did
 * before, for all its lists in one request. Says once a second how much that was.
 */
import { Agent, get } from 'node:http';
import { type Connection, connect } from './connection.ts';

const ASKED_EVERY_MS = 5_000;
const LISTS = 'games.getRunningGames,queue.getQueue,games.getRunningGames';

interface Options {
  readonly port: number;
  readonly pages: number;
  readonly how: 'told' | 'asking';
}

const { port, pages, how } = JSON.parse(process.argv[2] ?? '{}') as Options;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const connections: Connection[] = [];
let heard = 0;

const ask = () =>
  get({ port, host: '127.0.0.1', path: `/trpc/${LISTS}?batch=1&input=%7B%7D`, agent }, (response) => {
    if (response.statusCode !== 200) throw new Error(`Lists were answered by ${response.statusCode}.`);
    heard += 1;
    response.resume();
  });

for (let page = 0; page < pages; page += 1) {
  if (how === 'asking') {
    setTimeout(() => setInterval(ask, ASKED_EVERY_MS), (page / pages) * ASKED_EVERY_MS);
  } else {
    const connection = await connect(`ws://127.0.0.1:${port}/trpc`, '');
    connections.push(connection);
    await connection.subscribe('lobby.events', {}, () => (heard += 1));
  }
}
process.send?.('there');
process.on('message', () => process.send?.({ heard }));
