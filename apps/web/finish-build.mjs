// After `vite build`: names the script before the first paint by its content, as all others are, writes the service worker,
// which knows them all, and puts beside each file of `dist` what the server sends to browsers that take it compressed.
// Slow and small, since it is done once; the page itself is left to the server, which writes its own path into it.
// eslint-disable-next-line no-restricted-imports -- Runs on Node, while the app is built.
import { createHash } from 'node:crypto';
// eslint-disable-next-line no-restricted-imports -- The same.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
// eslint-disable-next-line no-restricted-imports -- The same.
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line no-restricted-imports -- The same.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, minifySync } from 'vite';

const HERE = new URL('./', import.meta.url);
const DIST = new URL('dist/', HERE);
const WORTH_COMPRESSING_BYTES = 1_024;

const read = (name) => readFileSync(new URL(name, DIST));
const list = () =>
  readdirSync(DIST, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const hashOf = (...contents) =>
  contents
    .reduce((hash, content) => hash.update(content), createHash('sha256'))
    .digest('base64url')
    .slice(0, 8);

/** Vite copies what is public as it is. A page of before would get the script of after. */
function nameFirstScript() {
  const { code } = minifySync('first.js', read('first.js').toString());
  const name = `assets/first-${hashOf(code)}.js`;
  writeFileSync(new URL(name, DIST), code);
  rmSync(new URL('first.js', DIST));
  writeFileSync(
    new URL('index.html', DIST),
    read('index.html').toString().replace('./first.js', `./${name}`),
  );
}

/** What a page may need of its build, later too, and without a network: letters of other alphabets come as they are met. */
const isKept = (name) => /^assets\/.*\.(js|css)$|^assets\/inter-latin-opsz-normal-/.test(name);

async function writeServiceWorker() {
  const files = list().filter(isKept).toSorted();
  const version = hashOf(read('index.html'), ...files);
  await build({
    configFile: false,
    logLevel: 'warn',
    define: { BUILD: JSON.stringify({ version, files }) },
    build: {
      outDir: fileURLToPath(DIST),
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('service-worker/service-worker.ts', HERE)),
        // Not every browser takes modules here.
        output: { format: 'iife', entryFileNames: 'service-worker.js' },
      },
    },
  });
}

function compress(name) {
  const body = read(name);
  if (body.length < WORTH_COMPRESSING_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  writeFileSync(new URL(`${name}.br`, DIST), brotliCompressSync(body, { params }));
  writeFileSync(new URL(`${name}.gz`, DIST), gzipSync(body, { level: constants.Z_BEST_COMPRESSION }));
}

nameFirstScript();
await writeServiceWorker();
for (const name of list()) if (/\.(js|css|svg|json|webmanifest|txt)$/.test(name)) compress(name);
