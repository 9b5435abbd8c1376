/** A checkout with the real scripts and stand-ins for the tools that they run, which take as long as a test wants. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SQLITE = 'node_modules/better-sqlite3';
/** What the built server does not bring along. */
const LINKED = [SQLITE, 'node_modules/pino', 'node_modules/pino-pretty'];
const COPIED = ['package.json', 'package-lock.json', '.npmrc', 'scripts', 'apps/server/src/stop-signals.mjs'];

/** The npm that the test itself was run with, or the one on the path. */
const realNpm = () => {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const found = onPath.find((path) => existsSync(path));
  if (found === undefined) throw new Error('There is no npm on the path.');
  return realpathSync(found);
};

/**
 * A tool that says its name, and does not end: with a child, one in a session of its own, and one that has lost its
 * parent besides.
 */
const SLOW = `
const { spawn } = require('node:child_process');
const idle = ['-e', 'setInterval(() => {}, 1000)'];
spawn(process.execPath, idle);
spawn(process.execPath, idle, { detached: true });
spawn(process.execPath, ['-e', \`require('node:child_process').spawn(process.execPath, \${JSON.stringify(idle)}, { detached: true, stdio: 'ignore' }).unref()\`])
  .once('exit', () => console.log('slow: ' + NAME));
setInterval(() => {}, 1000);
`;

/** A tool that has nothing to do. */
const QUICK = `console.log('quick: ' + NAME);`;

/** A server that stops in order, and takes its time for it; it knows no echoes, which are not to reach it. */
const ORDERLY = `
setInterval(() => {}, 1000);
process.on('SIGTERM', () => {
  console.log('stopping');
  setTimeout(() => { console.log('stopped'); process.exit(0); }, 300);
});
console.log('serving');
`;

/** Where the stand-in of the `npm` that scripts call is, and that of the built server. */
export const NPM = 'node_modules/.stand-ins/npm';
export const SERVER = 'apps/server/dist/main.js';

export const TOOLS = { slow: SLOW, quick: QUICK, orderly: ORDERLY };

const PIPES: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];

export interface Checkout {
  readonly folder: string;
  /** Puts a stand-in, as CommonJS, into this place; `NAME` is the name that it is given. */
  program(path: string, name: string, code: string): void;
  write(path: string, content: string): void;
  /** Has an empty package in the place of the real better-sqlite3. */
  replaceSqlite(): void;
  /** Runs `npm` there, as a person would. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Run;
  /** The same under `nohup`, with its output in a file. */
  runWithoutHangup(args: readonly string[]): Run;
  /** Every process that works in the folder, or runs something in it. */
  processes(): readonly number[];
}

export interface Run {
  readonly child: ChildProcess;
  said(): string;
  /** Its exit code, and the signal that ended it. */
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

const withName = (code: string, name: string) => `const NAME = ${JSON.stringify(name)};\n${code}`;

/**
 * Installed and built already, as far as the scripts can see. Nothing is left of it after the test.
 * @param name of the folder that it is in
 */
export function checkout(name = 'checkout'): Checkout {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'checkout-')));
  const folder = join(temporary, name);
  const at = (path: string) => join(folder, path);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  function program(path: string, name: string, code: string): void {
    write(path, `#!/usr/bin/env node\n${withName(code, name)}`);
    chmodSync(at(path), 0o755);
  }
  for (const path of COPIED) cpSync(join(root, path), at(path), { recursive: true });
  // In the order in which npm writes them: the lock file is older than what was installed by it.
  write('node_modules/.package-lock.json', '{}');
  // Stand-ins are CommonJS.
  write('apps/server/dist/package.json', '{}');
  for (const path of LINKED) symlinkSync(join(root, path), at(path));

  const processes = () => readdirSync('/proc').filter(isNumber).map(Number).filter(isOf(folder));
  onTestFinished(() => {
    for (const pid of processes()) process.kill(pid, 'SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });

  /** A group of its own, as a job of a shell has; nothing of what the npm above this test has set. */
  const options = (env: Readonly<Record<string, string>>) => ({
    cwd: folder,
    env: {
      PATH: `${at('node_modules/.stand-ins')}${delimiter}${process.env['PATH']}`,
      HOME: folder,
      CHROMIUM_PATH: process.execPath,
      ...env,
    },
    detached: true,
  });

  return {
    folder,
    processes,
    write,
    program,
    replaceSqlite: () => {
      rmSync(at(SQLITE));
      write(`${SQLITE}/package.json`, '{}');
    },
    run(args, env = {}) {
      const child = spawn(process.execPath, [realNpm(), ...args], { ...options(env), stdio: PIPES });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      return { child, said: () => said, ended: once(child, 'exit') as Run['ended'] };
    },
    runWithoutHangup(args) {
      const out = openSync(at('nohup.out'), 'a');
      const command = [process.execPath, realNpm(), ...args];
      const child = spawn('nohup', command, { ...options({}), stdio: ['ignore', out, out] });
      closeSync(out);
      const said = () => readFileSync(at('nohup.out'), 'utf8');
      return { child, said, ended: once(child, 'exit') as Run['ended'] };
    },
  };
}

const isNumber = (name: string) => /^\d+$/.test(name);

const isOf = (folder: string) => (pid: number) => {
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    return (
      readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ||
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    );
  } catch {
    return false;
  }
};
