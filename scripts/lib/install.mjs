import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fail, root, run } from './run.mjs';

const lockFile = `${root}package-lock.json`;
const installedLockFile = `${root}node_modules/.package-lock.json`;
const stamp = `${root}node_modules/.installed-lock`;

/** What the build tools need, in the lines of Node that are still maintained. */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  fail(`This needs Node 20.19 or later, and of the line 22 at least 22.12; this is ${process.version}.`);
}

/** What is installed depends on the lock file, and, for the compiled part, on the version of Node. */
const wanted = () =>
  createHash('sha256').update(readFileSync(lockFile)).update(process.versions.modules).digest('hex');

function readStamp() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

/** npm writes its own copy of the lock file last: one that is newer than the lock file is an `npm install` by hand. */
function isInstalledByHand() {
  try {
    return readStamp() === undefined && statSync(installedLockFile).mtimeMs >= statSync(lockFile).mtimeMs;
  } catch {
    return false;
  }
}

/** Installs what the lock file says, unless that was done already. */
export async function install() {
  checkNode();
  if (readStamp() === wanted()) return;
  if (!isInstalledByHand()) {
    console.log(
      'Installing dependencies (better-sqlite3 is compiled where no binary fits: about a minute) …',
    );
    if ((await run('npm', ['ci', '--include=dev'])) !== 0) fail('npm ci failed; the lines above say why.');
  }
  writeFileSync(stamp, wanted());
}
