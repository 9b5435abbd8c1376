import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { open } from './over-websocket.ts';
import type { Target } from './over-http.ts';
import { count, type Tally } from './tally.ts';

/** Each opens what the server has to bear until it ends it, and ends what is left itself. */
type Nuisance = (tally: Tally, target: Target, ended: Promise<void>) => Promise<void>;

/** What such a client has opened, and what became of it: ended by the server, or still open at the end. */
async function hold(
  tally: Tally,
  { port, from }: Target,
  name: string,
  first: string,
  ended: Promise<void>,
  drip: string | null,
  /** Sent, as Latin-1, once the server has answered something. */
  then: string | null = null,
): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  if (then !== null) socket.once('data', () => socket.write(then, 'latin1'));
  const dripping = drip === null ? null : setInterval(() => socket.write(drip), 200);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => {});
  socket.resume();
  socket.write(first, 'latin1');
  const byServer = await Promise.race([closed.then(() => true), ended.then(() => false)]);
  if (dripping) clearInterval(dripping);
  count(tally, `${name}: ${byServer ? 'ended by the server' : 'open to the end'}`);
  socket.destroy();
}

async function many(times: number, begin: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: times }, begin));
}

const UPGRADE = [
  'GET /trpc HTTP/1.1', 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '\r\n',
].join('\r\n'); // prettier-ignore
const POST = 'POST /trpc/sessions.start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{'; // prettier-ignore

const halfRequests: Nuisance = (tally, target, ended) =>
  many(60, () => hold(tally, target, 'half a head', 'GET /trpc/games.getMyGames HTT', ended, null));

const slowBodies: Nuisance = (tally, target, ended) =>
  many(40, () => hold(tally, target, 'a slow body', POST, ended, ' '));

/** The upgrade is all that is ever sent: pings stay without answer. */
const deafSockets: Nuisance = (tally, target, ended) =>
  many(40, () => hold(tally, target, 'a WebSocket that answers nothing', UPGRADE, ended, null));

const silentSockets: Nuisance = (tally, target, ended) =>
  many(40, () =>
    hold(
      tally,
      target,
      'connectionParams never sent',
      UPGRADE.replace('/trpc ', '/trpc?connectionParams=1 '),
      ended,
      null,
    ),
  );

/** Subscribes and subscribes, to games that exist and to others. */
const subscriptionFlood: Nuisance = (tally, target, ended) =>
  many(5, async () => {
    const socket = await open(tally, target, null, () => 'a flood of subscriptions');
    for (let id = 1; id <= 60 && socket?.readyState === socket?.OPEN; id += 1) {
      const path = ['games.events', 'scoring.events', 'users.events'][id % 3];
      const input = path === 'games.events' ? { gameId: randomUUID(), lastEventId: '0' } : {};
      socket?.send(JSON.stringify({ id, method: 'subscription', params: { path, input } }));
      tally.sent += 1;
    }
    await ended;
    socket?.terminate();
  });

/** Far more in one breath than an address may say in a second. */
const messageFlood: Nuisance = async (tally, target) => {
  const socket = await open(tally, target, null, () => 'a flood of messages');
  for (let id = 1; id <= 2_000 && socket?.readyState === socket?.OPEN; id += 1) {
    socket?.send(`{"id":${id},"method":"query","params":{"path":"scoring.getTopThreePlayers"}}`);
    tally.sent += 1;
  }
};

/** What a masked frame of a WebSocket looks like, where its mask is all zeros. */
function frame(opcode: number, isLast: boolean, text: string): Buffer {
  const head = [(isLast ? 0x80 : 0) | opcode, 0x80 | text.length, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), Buffer.from(text)]);
}

const CHUNK_BYTES = 64_000;
const TEXT = 1;
const CONTINUATION = 0;

/** One chunk of bytes, whole: what is in it arrives in one moment. */
const chunkOf = (part: Buffer) =>
  Buffer.concat(Array.from({ length: Math.floor(CHUNK_BYTES / part.length) }, () => part));

/** Opens WebSockets, and sends each one such chunk. */
const flood = (name: string, first: Buffer, rest: Buffer): Nuisance => {
  const bytes = Buffer.concat([first, chunkOf(rest)]).toString('latin1');
  return (tally, target, ended) => many(20, () => hold(tally, target, name, UPGRADE, ended, null, bytes));
};

/** Thousands of messages in one chunk. */
const burst = flood('a burst of messages', frame(TEXT, true, '{}'), frame(TEXT, true, '{}'));

/** A message that comes in thousands of pieces, and never ends. */
const crumbs = flood('a message in crumbs', frame(TEXT, false, ' '), frame(CONTINUATION, false, ' '));

/** A thousand requests before the first answer. */
const pipelining: Nuisance = (tally, target, ended) =>
  many(20, () => {
    const requests = chunkOf(Buffer.from('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'));
    return hold(tally, target, 'requests without end', requests.toString('latin1'), ended, null);
  });

/** The same, with an expectation that Node answers by itself where nobody else does. */
const expecting: Nuisance = (tally, target, ended) =>
  many(20, () => {
    const requests = chunkOf(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n'));
    return hold(tally, target, 'requests with expectations', requests.toString('latin1'), ended, null);
  });

/** A body in pieces of a byte, which goes on after its answer. */
const chunks: Nuisance = (tally, target, ended) =>
  many(20, () => {
    const head = 'POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const pieces = chunkOf(Buffer.from('1\r\na\r\n')).toString('latin1');
    return hold(tally, target, 'a body in crumbs', head + pieces, ended, null, pieces);
  });

export const nuisances: readonly Nuisance[] = [
  burst,
  crumbs,
  pipelining,
  expecting,
  chunks,
  halfRequests,
  slowBodies,
  deafSockets,
  silentSockets,
  subscriptionFlood,
  messageFlood,
];
