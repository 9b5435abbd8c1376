// Starts one contender's server in a process of its own, and stops it by its pid.
import { spawn } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const gcHook = fileURLToPath(new URL('./gc-hook.cjs', import.meta.url));

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** `spec` is the adapter's `server`: { args, command?, cwd?, env? }. The server must listen on $PORT. */
export async function startServer(spec) {
  const port = await freePort();
  const child = spawn(spec.command ?? process.execPath, spec.args, {
    cwd: spec.cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: `--require ${gcHook}`,
      HOST: '127.0.0.1',
      PORT: String(port),
      ...spec.env,
    },
  });
  const exited = once(child, 'exit');
  for (const deadline = Date.now() + 20_000; !(await answers(port)); await sleep(25)) {
    if (child.exitCode !== null) throw new Error(`the server ended at once with ${child.exitCode}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error('the server did not listen within 20 s');
    }
  }
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(hard);
    },
  };
}
