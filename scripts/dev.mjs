// `npm run dev`: server and web, each with reload. The page is at http://localhost:5173, the inspector at /inspect.
import { install } from './lib/install.mjs';
import { bin, root, run, stop, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
await install();

// The page comes from Vite's port, so that the server has to know it as an origin of its own.
const defaults = {
  PORT: '8080',
  ALLOWED_ORIGINS: 'http://localhost:5173',
  LOG_PRETTY: 'true',
  CHECK_SHAPES: 'true',
};
const env = { ...defaults, ...process.env };

// One without the other is of no use.
await Promise.race([
  run(bin('tsx'), ['watch', '--clear-screen=false', 'apps/server/src/dev.ts'], { env }),
  run(bin('vite'), [], { env, cwd: `${root}apps/web` }),
]);
await stop('SIGTERM');
