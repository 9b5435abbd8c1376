/**
 * Subscribers who stop reading: each listens, leaves its socket unread, and has asked for enough answers that
 * the kernel's buffers are full, so that all which comes from then on waits in the server.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { WebSocket } from 'ws';

interface Options {
  readonly url: string;
  readonly stalled: number;
}

const { url, stalled } = JSON.parse(process.argv[2] ?? '{}') as Options;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Nearly the largest message that the server takes; its answer repeats the path. */
const LONG_PATH = 'x'.repeat(15_000);
/** Above the server's high-water mark, below what it cuts off at once. */
const BEYOND_KERNEL_BYTES = 300_000;

/** What two sockets of this machine take when nobody reads. */
async function kernelTakes(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const accepted = once(server, 'connection');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [writer] = (await accepted) as [ReturnType<typeof connect>];
  const piece = Buffer.alloc(LONG_PATH.length);
  while (writer.writableLength < 1_000_000) {
    writer.write(piece);
    await pause(0);
  }
  await pause(100);
  const taken = writer.bytesWritten - writer.writableLength;
  reader.destroy();
  writer.destroy();
  server.close();
  return taken;
}

const calls = stalled === 0 ? 0 : Math.ceil(((await kernelTakes()) + BEYOND_KERNEL_BYTES) / LONG_PATH.length);
const sockets: WebSocket[] = [];
let cutOff = 0;
for (let index = 0; index < stalled; index += 1) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  socket.on('error', () => {});
  socket.on('close', () => (cutOff += 1));
  const began = once(socket, 'message');
  socket.send(
    '{"id":1,"method":"subscription","params":{"path":"scoring.events","input":{"lastEventId":0}}}',
  );
  await began;
  socket.pause();
  for (let id = 2; id < calls + 2; id += 1) {
    socket.send(`{"id":${id},"method":"query","params":{"path":"${LONG_PATH}"}}`);
  }
  sockets.push(socket);
}
process.send?.('stalled');

await once(process, 'message');
// Whoever reads again finds the end of the connection behind what was waiting.
for (const socket of sockets) socket.resume();
await pause(3_000);
process.send?.({ cutOff }, () => process.exit(0));
