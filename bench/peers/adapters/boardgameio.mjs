// boardgame.io's wire protocol over socket.io-client. Its own client would also run the game and a
// redux store in the load generator; speaking the protocol directly is kinder to it.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';

export const label = 'boardgame.io, memory';

export const server = { args: [fileURLToPath(new URL('../servers/boardgameio.mjs', import.meta.url))] };

let matches = 0;

export async function connectPlayer(url) {
  const socket = io(`${url}/tic-tac-toe`, { transports: ['websocket'], forceNew: true, reconnection: false });
  await once(socket, 'connect');
  let playerID = null;
  let stateID = 0;
  let synced = null;

  socket.on('sync', (_match, { state }) => {
    stateID = state._stateID;
    synced?.();
  });

  const sync = (match, seat) =>
    new Promise((resolve) => {
      playerID = seat;
      synced = resolve;
      socket.emit('sync', match, seat, undefined, 2); // creates the match when it does not exist
    });

  return {
    async createGame() {
      const match = `m${process.pid}-${++matches}`;
      await sync(match, '0');
      return match;
    },
    join: (match) => sync(match, '1'),
    place(match, cell) {
      const action = { type: 'MAKE_MOVE', payload: { type: 'place', args: [cell], playerID } };
      socket.emit('update', action, stateID, match, playerID);
    },
    onUpdate(listener) {
      socket.on('update', (match, state) => {
        stateID = state._stateID;
        const moves = state.G.cells.filter((mark) => mark !== null).length;
        listener({ game: match, moves, over: state.ctx.gameover !== undefined });
      });
    },
    close: () => socket.disconnect(),
  };
}
