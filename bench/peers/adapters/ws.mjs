import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { thinSubscriber } from '../lib/thin.mjs';

export const label = 'bare ws, memory';

export const server = { args: [fileURLToPath(new URL('../servers/ws.mjs', import.meta.url))] };

async function open(url) {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket, 'open');
  return socket;
}

export async function connectPlayer(url) {
  const socket = await open(url);
  let update = () => {};
  let reply = null;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.t === 'update') update({ game: message.id, moves: message.moves, over: message.over });
    else reply(message.id);
  });
  const ask = (message) =>
    new Promise((resolve) => {
      reply = resolve;
      socket.send(JSON.stringify(message));
    });
  return {
    createGame: () => ask({ t: 'create' }),
    join: (id) => ask({ t: 'join', id }),
    place: (id, cell) => socket.send(JSON.stringify({ t: 'place', id, cell })),
    onUpdate: (listener) => {
      update = listener;
    },
    close: () => socket.close(),
  };
}

export const subscribe = (url, onEvent) =>
  thinSubscriber(url.replace('http', 'ws'), onEvent, {
    opened: (socket) => socket.send('{"t":"sub"}'),
    ready: (text) => text === '{"t":"subbed"}',
  });

export async function connectPublisher(url) {
  const socket = await open(url);
  let n = 0;
  return {
    publish: () => socket.send(JSON.stringify({ t: 'pub', n: n++ })),
    close: () => socket.close(),
  };
}
