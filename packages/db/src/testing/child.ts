import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, onTestFinished } from 'vitest';
import { CHECKPOINTER_THREAD } from '../threads/checkpointer.ts';
import { MIGRATIONS_FOLDER } from '../migrate.ts';
import { WRITER_THREAD } from '../threads/writer.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Below the package, where `better-sqlite3` is found. */
const folder = here(`../../node_modules/.cache/child-${process.pid}`);
let bundled: Promise<string> | undefined;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Bundles the child like the server: one file without better-sqlite3, the migrations and the threads beside it. It
 * starts several times faster than from the sources.
 */
async function bundle(): Promise<string> {
  const outfile = join(folder, 'child.js');
  await build({
    entryPoints: [here('./child-main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['better-sqlite3'],
  });
  cpSync(MIGRATIONS_FOLDER, join(folder, 'migrations'), { recursive: true });
  for (const thread of [WRITER_THREAD, CHECKPOINTER_THREAD])
    cpSync(thread, join(folder, basename(thread.pathname)));
  return outfile;
}

export interface Child {
  /** The versions that it has reported as committed. */
  readonly acknowledged: readonly number[];
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  kill(): Promise<void>;
  /** Makes it call `process.exit`. */
  exit(): Promise<[code: number | null, signal: string | null]>;
}

/** Starts the child; it may be opening `file` for a while. */
async function launch(what: 'hold' | 'write', file: string, killBefore = 0) {
  const script = await (bundled ??= bundle());
  const child = spawn(process.execPath, [script, what, file, String(killBefore)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close') as ReturnType<Child['exit']>;
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return { child, ended, kill };
}

/** A process that begins to open `file`. */
export async function startOpening(file: string): Promise<Pick<Child, 'kill'>> {
  const { child, kill } = await launch('hold', file);
  child.stdout.resume();
  return { kill };
}

/**
 * A process of its own that has `file` open.
 * - `hold` only holds it
 * - `write` commits without end, and is killed before statement number `killBefore`
 */
export async function startChild(what: 'hold' | 'write', file: string, killBefore = 0): Promise<Child> {
  const { child, ended, kill } = await launch(what, file, killBefore);
  const exit = () => {
    child.kill('SIGTERM');
    return ended;
  };
  const acknowledged: number[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') resolve();
      else acknowledged.push(Number(line));
    });
    void ended.then(() => reject(new Error('The child ended before it was ready.')));
  });
  await ready;
  return { acknowledged, ended, kill, exit };
}
