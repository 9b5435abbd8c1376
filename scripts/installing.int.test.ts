/** What `npm start` makes of a checkout where SQLite does not run: by a setting of npm's, or since Node is another. */
import { describe, expect, test } from 'vitest';
import { checkout, NPM, SERVER, TOOLS } from './testing/checkout.ts';

const SOON = { timeout: 20_000 };
const COMPILED = 'node_modules/better-sqlite3/index.js';

/** As it is where nothing, or something for another Node, has been compiled. */
const NOT_COMPILED = `throw new Error('Could not locate the bindings file.');`;
/** As Node 24.19 has it: it loads, and takes the process down. */
const DYING = `module.exports = class { close() { process.abort(); } };`;
const AS_IT_SHOULD_BE = `module.exports = class { close() {} };`;

/** `npm ci` that compiles nothing, `npm rebuild` that does, and what the real one says of its settings. */
const npmWith = (ignoreScripts: boolean) => `
const { writeFileSync } = require('node:fs');
const [command, what] = process.argv.slice(2);
if (command === 'config') console.log(${ignoreScripts});
else console.log('npm ' + command);
if (command === 'rebuild' && what === 'better-sqlite3') {
  writeFileSync(${JSON.stringify(COMPILED)}, ${JSON.stringify(AS_IT_SHOULD_BE)});
}
`;

function withoutSqlite(name?: string) {
  const there = checkout(name);
  there.replaceSqlite();
  there.write(COMPILED, NOT_COMPILED);
  there.program('node_modules/.bin/turbo', 'turbo', TOOLS.quick);
  there.program(SERVER, 'server', TOOLS.orderly);
  there.write('apps/web/dist/index.html', '');
  return there;
}

describe('npm start, where better-sqlite3 does not load,', () => {
  test('says which setting of npm is in the way, and heals by itself once that is gone', async () => {
    const there = withoutSqlite();
    there.program(NPM, 'npm', npmWith(true));
    const refused = there.run(['start']);
    expect((await refused.ended)[0]).toBe(1);
    expect(refused.said()).toContain('npm is set to run no install scripts (ignore-scripts)');
    expect(refused.said()).toContain('npm rebuild better-sqlite3 --ignore-scripts=false');
    expect(refused.said()).not.toContain('serving');

    there.program(NPM, 'npm', npmWith(false));
    const healed = there.run(['start']);
    await expect.poll(healed.said, SOON).toContain('serving');
    expect(healed.said()).toContain('npm rebuild');
    healed.child.kill('SIGTERM');
    expect(await healed.ended).toEqual([0, null]);
  });

  test('compiles it anew where it was compiled for another Node, and installs nothing else', async () => {
    const there = withoutSqlite();
    there.program(NPM, 'npm', npmWith(false));
    const run = there.run(['start']);
    await expect.poll(run.said, SOON).toContain('serving');
    expect(run.said()).toContain('Compiling better-sqlite3 for this Node');
    expect(run.said()).not.toContain('npm ci');
    run.child.kill('SIGTERM');
    await run.ended;
  });

  test('says what compiling takes where it fails, and which character in the path is in its way', async () => {
    const there = withoutSqlite("Ann's games");
    there.program(NPM, 'npm', `if (process.argv[2] === 'config') console.log(false); else process.exit(1);`);
    const run = there.run(['start']);
    expect((await run.ended)[0]).toBe(1);
    expect(run.said()).toMatch(
      /better-sqlite3 could not be compiled for Node v.*Python, make and a C\+\+ compiler/,
    );
    expect(run.said()).toContain(`The path of this checkout has a ' in it: ${there.folder}`);
  });

  test('says so where it loads and dies, instead of starting a server that would', async () => {
    const there = withoutSqlite();
    there.write(COMPILED, DYING);
    const run = there.run(['start']);
    expect((await run.ended)[0]).toBe(1);
    expect(run.said()).toMatch(/better-sqlite3 dies with Node v.*: choose Node 22, 26 or 24\.18\./);
    expect(run.said()).not.toContain('serving');
  });
});
