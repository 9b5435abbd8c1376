import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fail, root, run } from './run.mjs';

const OLDEST = [20, 19];
const stamp = `${root}node_modules/.installed-lock`;

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  fail(`This needs Node ${OLDEST.join('.')} or later; this is ${process.version}.`);
}

/** What is installed depends on the lock file, and, for the compiled part, on the version of Node. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .update(process.versions.modules)
    .digest('hex');

/** Installs what the lock file says, unless that was done already. */
export async function install() {
  checkNode();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) return;
  console.log('Installing dependencies (better-sqlite3 is compiled where no binary fits: about a minute) …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund']);
  if (code !== 0) fail('npm ci failed; the lines above say why.');
  writeFileSync(stamp, wanted());
}
