// Bundles the server and its tools into `dist`, or into the folder that is named. What is compiled, or starts
// workers by file name, stays outside.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = process.argv[2] ?? here('dist');

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [here('src/main.ts'), here('src/backup.ts')],
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: true,
  external: ['better-sqlite3', 'pino', 'pino-pretty'],
  // Some dependencies are CommonJS, and ask for Node's own modules with a `require` that modules do not have.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  logLevel: 'warning',
});
// The database looks for its migrations, and for its writer's thread, beside the code that runs them.
for (const name of ['migrations', 'writer-thread.mjs'])
  cpSync(here(`../../packages/db/src/${name}`), `${outdir}/${name}`, { recursive: true });
