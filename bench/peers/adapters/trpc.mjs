// tRPC driven by its messages over a plain `ws` client: the official client waits for a timer before it sends.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { thinSubscriber } from '../lib/thin.mjs';

export const label = 'bare tRPC, memory';

export const server = { args: [fileURLToPath(new URL('../servers/trpc.mjs', import.meta.url))] };

async function open(url) {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket, 'open');
  const listeners = new Map();
  let ids = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.error) throw new Error(message.error.message);
    listeners.get(message.id)(message.result, message.id);
  });
  const send = (method, path, input, listener) => {
    const id = ++ids;
    listeners.set(id, listener);
    socket.send(JSON.stringify({ id, method, params: { path, input } }));
  };
  const mutate = (path, input) =>
    new Promise((resolve) => {
      send('mutation', path, input, ({ data }, id) => {
        listeners.delete(id);
        resolve(data);
      });
    });
  return { socket, listeners, send, mutate };
}

export async function connectPlayer(url) {
  const { socket, listeners, send, mutate } = await open(url);
  let update = () => {};
  const follow = (game) =>
    new Promise((resolve) => {
      send('subscription', 'updates', { id: game }, ({ type, data }, id) => {
        if (type === 'data') update({ game: data.id, moves: data.moves, over: data.over });
        else if (type === 'started') resolve(game);
        else listeners.delete(id);
      });
    });
  return {
    createGame: async () => follow((await mutate('create')).id),
    async join(id) {
      await mutate('join', { id });
      return follow(id);
    },
    place: (id, cell) => mutate('place', { id, cell }),
    onUpdate: (listener) => {
      update = listener;
    },
    close: () => socket.close(),
  };
}

export const subscribe = (url, onEvent) =>
  thinSubscriber(url.replace('http', 'ws'), onEvent, {
    opened: (socket) => socket.send('{"id":1,"method":"subscription","params":{"path":"topic"}}'),
    ready: (text) => text.includes('"type":"started"'),
  });

export async function connectPublisher(url) {
  const { socket, mutate } = await open(url);
  let n = 0;
  return { publish: () => mutate('publish', { n: n++ }), close: () => socket.close() };
}
