// `npm run dev`: server and web, each with reload. The page is at http://localhost:5173.
import { spawn } from 'node:child_process';
import { install } from './lib/install.mjs';
import { bin, onStop, root } from './lib/run.mjs';

await install();

// The page comes from Vite's port, so that the server has to know it as an origin of its own.
const defaults = { PORT: '8080', ALLOWED_ORIGINS: 'http://localhost:5173', LOG_PRETTY: 'true' };
const start = (cwd, program, args) =>
  spawn(bin(program), args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    detached: process.platform !== 'win32',
    env: { ...defaults, ...process.env },
  });

const children = [
  start(root, 'tsx', ['watch', '--clear-screen=false', 'apps/server/src/main.ts']),
  start(`${root}apps/web`, 'vite', []),
];
let isEnding = false;
function end(signal) {
  isEnding = true;
  for (const child of children) child.kill(signal);
}
onStop(end);

/** One without the other is of no use. */
const exit = (child) => new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
await Promise.race(children.map(exit));
if (!isEnding) end('SIGTERM');
