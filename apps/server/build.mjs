// Bundles the server and its tools into `dist`, or into the folder that is named. What is compiled, or starts
// workers by file name, stays outside.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = process.argv[2] ?? here('dist');

/**
 * tRPC is published for engines without object spread: each `{ ...a, b }` goes through a helper that defines
 * property after property, a tenth of all that the server does per move. Node's own spread does the same for
 * plain objects, which are all that tRPC spreads.
 */
const nativeSpread = {
  name: 'native-spread',
  setup({ onEnd, onLoad }) {
    const helper = /function _objectSpread2\(e\) \{[^]*?\n\}\n/;
    let found = false;
    onLoad({ filter: /@trpc\/server\/dist\/.*\.mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      found ||= helper.test(source);
      const native =
        'function _objectSpread2(target, ...sources) {\n\treturn Object.assign(target, ...sources);\n}\n';
      return { contents: source.replace(helper, native) };
    });
    onEnd(() => {
      if (!found)
        throw new Error('tRPC no longer has the helper that is replaced: leave `nativeSpread` out.');
    });
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [
    here('src/main.ts'),
    here('src/backup.ts'),
    here('src/reactions.ts'),
    here('src/projections.ts'),
    here('src/move-to-postgres.ts'),
  ],
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // What is imported only where a setting asks for it is a file of its own, and is not read elsewhere.
  splitting: true,
  sourcemap: true,
  external: ['@resvg/resvg-js', 'better-sqlite3', 'pg-native', 'pino', 'pino-pretty'],
  // Some dependencies are CommonJS, and ask for Node's own modules with a `require` that modules do not have.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  plugins: [nativeSpread],
  logLevel: 'warning',
});
// The database looks for its migrations and its threads beside the code that runs them.
for (const path of [
  'db/src/migrations',
  'db/src/threads/writer-thread.mjs',
  'db/src/threads/checkpointer-thread.mjs',
  'db-postgres/src/postgres-migrations',
])
  cpSync(here(`../../packages/${path}`), `${outdir}/${basename(path)}`, { recursive: true });
