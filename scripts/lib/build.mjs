import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { bin, fail, root, run } from './run.mjs';

const SOURCES = [
  'apps/server/src',
  'apps/server/build.mjs',
  'apps/web/src',
  'apps/web/public',
  'apps/web/index.html',
  'apps/web/vite.config.ts',
  'packages/domain/src',
  'packages/api/src',
  'packages/db/src',
  'packages/db/migrations',
  'package-lock.json',
];
const OUTPUTS = ['apps/server/dist/main.js', 'apps/web/dist/index.html'];
const stamp = `${root}.cache/built`;

function* filesOf(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) return yield path;
  for (const entry of readdirSync(path).sort()) yield* filesOf(`${path}/${entry}`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesOf(root + source)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Builds server and web, unless nothing has changed since: asking Turbo that takes longer than serving. */
export async function build() {
  const now = fingerprint();
  const isBuilt = OUTPUTS.every((output) => existsSync(root + output));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const code = await run(bin('turbo'), ['run', 'build']);
  if (code !== 0) fail('The build failed; the lines above say why.');
  mkdirSync(`${root}.cache`, { recursive: true });
  writeFileSync(stamp, now);
}
