/** The same game on nothing but ws: JSON in, JSON out. It speaks as much of tRPC's framing as the load does. */
import { type WebSocket, WebSocketServer } from 'ws';
import type { UserId } from '../../../packages/domain/src/users/ids.ts';
import { createBareGames } from './game.ts';

type Listener = { readonly socket: WebSocket; readonly id: number };
const listeners = new Map<string, Set<Listener>>();

const games = createBareGames((gameId, events) => {
  for (const { socket, id } of listeners.get(gameId) ?? []) {
    for (const data of events) socket.send(JSON.stringify({ id, result: { type: 'data', data } }));
  }
});

interface Call {
  readonly id: number;
  readonly method: string;
  readonly data?: { readonly token: string };
  readonly params: {
    readonly path: string;
    readonly input: { readonly gameId: string; readonly x: number; readonly y: number };
  };
}

const wss = new WebSocketServer({ port: Number(process.env['PORT']), host: '127.0.0.1' });
wss.on('connection', (socket) => {
  let player = '' as UserId;
  const own = new Map<number, () => void>();
  socket.on('close', () => own.forEach((end) => end()));
  socket.on('message', (raw: Buffer) => {
    const call = JSON.parse(raw.toString()) as Call;
    const { id, method } = call;
    if (method === 'connectionParams') {
      player = (call.data?.token ?? '') as UserId;
      return;
    }
    if (method === 'subscription.stop') return own.get(id)?.();
    const { gameId, x, y } = call.params.input;
    switch (call.params.path) {
      case 'games.createGame':
        games.create(gameId);
        break;
      case 'games.joinGame':
        games.join(gameId, player);
        break;
      case 'games.placeMark':
        games.placeMark(gameId, player, x, y);
        break;
      case 'games.events': {
        const listener = { socket, id };
        const all = listeners.get(gameId) ?? new Set();
        listeners.set(gameId, all.add(listener));
        own.set(id, () => {
          all.delete(listener);
          if (all.size === 0) listeners.delete(gameId);
        });
        socket.send(JSON.stringify({ id, result: { type: 'started' } }));
        return;
      }
    }
    socket.send(JSON.stringify({ id, result: { type: 'data', data: { position: 0 } } }));
  });
});
