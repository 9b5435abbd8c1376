/** The packages as others use them: packed, installed in a folder outside, compiled strictly, and run on plain Node. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEditor, openOlderEditor } from '../tests/support/editor.ts';
import { everyCall, scriptOfEveryCall } from '../tests/support/every-call.ts';
import { freePort } from '../tests/support/free-port.ts';
import { startServer } from '../tests/support/server-process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packed = join(root, 'dist/packages');
const outside = mkdtempSync(join(tmpdir(), 'outside-'));
const tarballs = () => readdirSync(packed).map((file) => join(packed, file));

const node = (script: string, args: readonly string[], env = {}) =>
  execFileSync(process.execPath, [script, ...args], {
    cwd: outside,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
const tool = (path: string, ...args: readonly string[]) => node(join(root, 'node_modules', path), args);

/** What the packages need, from here: nothing is asked of a registry. */
const FROM_HERE = ['@trpc/client', '@trpc/server', 'zod', 'ws', '@types/ws', '@types/node', 'undici-types'];

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'build:packages'], { cwd: root, stdio: 'pipe' });
  const here = FROM_HERE.map((name) => [name, `file:${join(root, 'node_modules', name)}`]);
  const ours = ['api', 'domain'].map((name) => [
    `@tic-tac-toe/${name}`,
    `file:${join(packed, `tic-tac-toe-${name}-1.0.0.tgz`)}`,
  ]);
  const manifest = { private: true, type: 'module', dependencies: Object.fromEntries([...ours, ...here]) };
  writeFileSync(join(outside, 'package.json'), JSON.stringify(manifest));
  const offline = ['--offline', '--install-links', '--legacy-peer-deps', '--ignore-scripts', '--no-audit'];
  execFileSync('npm', ['install', '--silent', ...offline], { cwd: outside, stdio: 'pipe' });
  cpSync(join(root, 'examples/play.ts'), join(outside, 'play.ts'));
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    types: ['node'],
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
  };
  writeFileSync(join(outside, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['play.ts'] }));
}, 120_000);

afterAll(() => rmSync(outside, { recursive: true }));

test('publint and arethetypeswrong find nothing in them', () => {
  expect(tarballs()).toHaveLength(2);
  for (const tarball of tarballs()) {
    expect(tool('publint/src/cli.js', tarball, '--strict')).toContain('All good!');
    // It ends with an error, which this throws, where it has found something.
    tool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only');
  }
});

test('no handlers of the game, no tests and no server are in them', () => {
  const installed = join(outside, 'node_modules/@tic-tac-toe');
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(files).toContain(join('domain', 'dist', 'games', 'contract', 'commands.d.ts'));
  expect(files.filter((file) => /\.test\.|testing|module\.js|context\./.test(file))).toEqual([
    join('domain', 'dist', 'kit', 'define', 'module.js'),
  ]);
  const ofTheGame = files.filter((file) => file.endsWith('.js') && !file.includes(join('dist', 'kit')));
  const handling = ofTheGame.filter((file) =>
    /\b(handle|react|handleStateless|reactStateless|implement)\(/.test(
      readFileSync(join(installed, file), 'utf8'),
    ),
  );
  expect(handling).toEqual([]);
});

test('editors find the definition of each call in the sources that they bring, and its words', async () => {
  const opened = { path: join(outside, 'play.ts'), text: scriptOfEveryCall };
  const sources = join(outside, 'node_modules/@tic-tac-toe/domain/src');
  const editors = [await openEditor(outside, opened), openOlderEditor(opened)] as const;
  try {
    for (const { expression, name, source, words } of everyCall) {
      const { path, line } = await editors[0].definitionOf(expression);
      expect(path).toBe(join(sources, source));
      expect(line).toContain(`export const ${name} = `);
      expect(await editors[1].wordsOf(expression)).toBe(words);
    }
  } finally {
    for (const editor of editors) await editor.close();
  }
}, 180_000);

test('a strict script compiles cheaply against them, and plays a game on plain Node', async () => {
  const diagnostics = tool('typescript/bin/tsc', '--extendedDiagnostics', '--singleThreaded');
  const instantiations = Number(/Instantiations:\s+(\d+)/.exec(diagnostics)?.[1]);
  expect(instantiations).toBeGreaterThan(1_000); // of types that are found: any would cost nothing
  expect(instantiations).toBeLessThan(10_000);

  const port = await freePort();
  const server = await startServer(port, { DATABASE_FILE: join(outside, 'game.sqlite') });
  try {
    const said = node('play.js', [], { SERVER_URL: `http://127.0.0.1:${port}/trpc` });
    expect(said).toContain('Bea comes too late.');
  } finally {
    await server.stop();
  }
});
