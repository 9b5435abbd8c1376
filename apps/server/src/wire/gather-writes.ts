import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/**
 * Makes all that is said to a client in one turn leave in one write: a move is three events and an answer, and
 * each write of its own is a call into the kernel, which under load costs more than the move itself.
 */
export function gatherWrites(client: WebSocket, socket: Socket): void {
  const send: WebSocket['send'] = client.send.bind(client);
  let gathering = false;
  const flush = () => {
    gathering = false;
    socket.uncork();
  };
  client.send = (data: Parameters<WebSocket['send']>[0], ...rest: never[]) => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      // After the promises of this turn, before anything else.
      process.nextTick(flush);
    }
    send(data, ...rest);
  };
}
