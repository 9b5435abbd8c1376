import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { bin, root, run } from './run.mjs';

const SOURCES = [
  'apps/server/src',
  'apps/server/build.mjs',
  'apps/web/src',
  'apps/web/public',
  'apps/web/index.html',
  'apps/web/vite.config.ts',
  'apps/web/finish-build.mjs',
  'packages/domain/src',
  'packages/api/src',
  'packages/db/src',
  'packages/db-postgres/src',
  'tsconfig.base.json',
  'package-lock.json',
];
const OUTPUTS = ['apps/server/dist/main.js', 'apps/web/dist/index.html'];
const stamp = `${root}.cache/built`;

function* filesOf(path) {
  if (!existsSync(root + path)) return;
  if (!statSync(root + path).isDirectory()) return yield path;
  for (const entry of readdirSync(root + path).toSorted()) yield* filesOf(`${path}/${entry}`);
}

/** What goes in, and when what came out was written: a build by hand in between is another one. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesOf(source))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(root + file));
  }
  for (const output of OUTPUTS) hash.update(String(statSync(root + output).mtimeMs));
  return hash.digest('hex');
}

const isBuilt = () => OUTPUTS.every((output) => existsSync(root + output));
const isCurrent = () => isBuilt() && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();

/**
 * Builds server and web, unless nothing has changed since: asking Turbo that takes longer than serving.
 * @returns whether there is a build of the sources as they are
 */
export async function build() {
  if (isCurrent()) return true;
  if ((await run(bin('turbo'), ['run', 'build'])) !== 0 || !isBuilt()) return false;
  mkdirSync(`${root}.cache`, { recursive: true });
  writeFileSync(stamp, fingerprint());
  return true;
}
