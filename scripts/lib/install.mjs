import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { checkPlace, whatHinders } from './place.mjs';
import { fail, isWindows, root, run } from './run.mjs';

const lockFile = `${root}package-lock.json`;
const installedLockFile = `${root}node_modules/.package-lock.json`;
const stamp = `${root}node_modules/.installed-lock`;
const compiled = `${root}node_modules/better-sqlite3`;

/** What the build tools and better-sqlite3 need: `engines` in package.json, which npm only warns of. */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24) return;
  fail(`This needs Node 22 (from 22.12), 24, 26, or 20.19 at least; this is ${process.version}.`);
}

/** What is installed depends on the lock file, and on the machine that a folder may have been copied from. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(lockFile))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');

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

const isInstalled = () => existsSync(compiled) && (readStamp() === wanted() || isInstalledByHand());

/** Opens databases, and has the rubbish that they leave collected: Node 24.19 and later may die of that. */
const TRIAL = `
try { new (require('better-sqlite3'))(':memory:').close(); } catch { process.exit(2); }
for (let i = 0; i < 20; i += 1) new (require('better-sqlite3'))(':memory:').close();
const rubbish = [];
for (let i = 0; i < 500_000; i += 1) rubbish.push({ i });
`;

/**
 * How the compiled part fares with this Node: asked at each start, as no mark could know, and of a process of its own.
 * @returns {Promise<'well' | 'not at all' | 'badly'>} `badly`: it loads, and dies
 */
async function runs() {
  const args = ['--input-type=commonjs', '-e', TRIAL];
  const code = await run(process.execPath, args, { stdio: 'ignore', shell: false });
  return code === 0 ? 'well' : code === 2 ? 'not at all' : 'badly';
}

/** Whether npm is told to run no install scripts: this one's setting, or that of the user or the machine. */
const isWithoutScripts = () =>
  execFileSync('npm', ['config', 'get', 'ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: isWindows,
  }).trim() === 'true';

/** After another Node was chosen, or where install scripts were off. */
async function compile() {
  if (isWithoutScripts()) {
    fail(
      'better-sqlite3 has to be compiled, but npm is set to run no install scripts (ignore-scripts). Set that to false ' +
        '(`npm config delete ignore-scripts`; see also .npmrc and NPM_CONFIG_IGNORE_SCRIPTS) and start again, or compile ' +
        'it yourself: `npm rebuild better-sqlite3 --ignore-scripts=false`.',
    );
  }
  console.log('Compiling better-sqlite3 for this Node: about a minute …');
  await run('npm', ['rebuild', 'better-sqlite3']);
}

/** Ends this script where the compiled part does not run, and cannot be made to. */
async function checkCompiled() {
  let how = await runs();
  if (how === 'not at all') {
    await compile();
    how = await runs();
  }
  switch (how) {
    case 'well':
      return;
    case 'badly':
      return fail(
        `better-sqlite3 dies with Node ${process.version}, as Node 24 from 24.19 on is known to end it: ` +
          'choose Node 22, 26 or 24.18.',
      );
    default:
      return fail(
        `better-sqlite3 could not be compiled for Node ${process.version}; the lines above say why. It takes Python, ` +
          `make and a C++ compiler where no binary fits.${whatHinders()}`,
      );
  }
}

/** Installs what the lock file says, unless that was done already, and compiles what does not run on this Node. */
export async function install() {
  checkNode();
  checkPlace();
  if (!isInstalled()) {
    console.log(
      'Installing dependencies (better-sqlite3 is compiled where no binary fits: about a minute) …',
    );
    rmSync(stamp, { force: true });
    if ((await run('npm', ['ci', '--include=dev', '--include=optional'])) !== 0)
      fail(`npm ci failed; the lines above say why.${whatHinders()}`);
  }
  writeFileSync(stamp, wanted());
  await checkCompiled();
}
