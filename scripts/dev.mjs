// `npm run dev`: server and web, each with reload. The page is at http://localhost:5173.
import { spawn } from 'node:child_process';
import { install } from './lib/install.mjs';
import { bin, root } from './lib/run.mjs';

await install();

const start = (command, args, options = {}) =>
  spawn(command, args, { cwd: root, stdio: 'inherit', ...options, env: { ...process.env, ...options.env } });

// The page comes from Vite's port, so that the server has to know it as an origin of its own.
const origins = process.env.ALLOWED_ORIGINS ?? 'http://localhost:5173';
const children = [
  start(bin('tsx'), ['watch', '--clear-screen=false', 'apps/server/src/main.ts'], {
    env: { ALLOWED_ORIGINS: origins, LOG_PRETTY: process.env.LOG_PRETTY ?? 'true' },
  }),
  start(bin('vite'), [], { cwd: `${root}apps/web` }),
];

let ending = false;
function end(signal) {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill(signal);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));
await Promise.all(
  children.map((child) => new Promise((resolve) => child.once('exit', () => resolve(end('SIGTERM'))))),
);
