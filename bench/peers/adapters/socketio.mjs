import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { thinSubscriber } from '../lib/thin.mjs';

export const label = 'socket.io, memory';

export const server = { args: [fileURLToPath(new URL('../servers/socketio.mjs', import.meta.url))] };

async function open(url) {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  await once(socket, 'connect');
  return socket;
}

export async function connectPlayer(url) {
  const socket = await open(url);
  return {
    createGame: () => socket.emitWithAck('create'),
    join: (id) => socket.emitWithAck('join', id),
    place: (id, cell) => {
      socket.emit('place', id, cell);
    },
    onUpdate: (listener) => socket.on('update', ({ id, moves, over }) => listener({ game: id, moves, over })),
    close: () => socket.disconnect(),
  };
}

const PING = '2'.charCodeAt(0);

export const subscribe = (url, onEvent) =>
  thinSubscriber(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, onEvent, {
    ready(text, socket) {
      if (text[0] === '0')
        socket.send('40'); // engine opened: connect to the namespace
      else if (text.startsWith('40')) socket.send('420["sub"]'); // connected: subscribe, ask for an ack
      return text.startsWith('430');
    },
    control(raw, socket) {
      if (raw.length !== 1 || raw[0] !== PING) return false;
      socket.send('3');
      return true;
    },
  });

export async function connectPublisher(url) {
  const socket = await open(url);
  let n = 0;
  return {
    publish: () => {
      socket.emit('pub', n++);
    },
    close: () => socket.disconnect(),
  };
}
