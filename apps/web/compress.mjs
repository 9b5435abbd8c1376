// After `vite build`: makes the script before the first paint as small as the others, and puts beside each file of `dist`
// what the server sends to browsers that take it compressed. Slow and small, since it is done once; the page itself is left
// to the server, which writes its own path into it.
// eslint-disable-next-line no-restricted-imports -- Runs on Node, while the app is built.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
// eslint-disable-next-line no-restricted-imports -- The same.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { minifySync } from 'vite';

const DIST = new URL('dist/', import.meta.url);
const WORTH_COMPRESSING_BYTES = 1_024;

// Vite copies what is public as it is.
const first = new URL('first.js', DIST);
writeFileSync(first, minifySync('first.js', readFileSync(first, 'utf8')).code);

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(js|css|svg|json|webmanifest|txt)$/.test(name),
);
for (const name of files) {
  const file = new URL(name, DIST);
  const body = readFileSync(file);
  if (body.length < WORTH_COMPRESSING_BYTES) continue;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  writeFileSync(new URL(`${name}.br`, DIST), brotliCompressSync(body, { params }));
  writeFileSync(new URL(`${name}.gz`, DIST), gzipSync(body, { level: constants.Z_BEST_COMPRESSION }));
}
