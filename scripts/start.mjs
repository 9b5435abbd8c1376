// `npm start`: installs and builds what is missing or old, then serves the game.
import { build } from './lib/build.mjs';
import { install } from './lib/install.mjs';
import { fail, serve, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
await install();
if (!(await build())) fail('The build failed; the lines above say why.');
process.exitCode = await serve(process.execPath, ['--enable-source-maps', 'apps/server/dist/main.js']);
