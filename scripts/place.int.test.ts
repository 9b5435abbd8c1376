/** A checkout may lie in a folder of any name: it works there, or says why not. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkout, SERVER, TOOLS } from './testing/checkout.ts';

const buildServer = fileURLToPath(new URL('../apps/server/build.mjs', import.meta.url));

test.each([
  ['a#b', ['start']],
  ['a?b', ['start']],
  ['a*b', ['run', 'build']],
  ['a:b', ['start']],
])('in a folder named %s, a sentence says which character the tools cannot work with', async (name, args) => {
  const there = checkout(name);
  there.program('node_modules/.bin/turbo', 'turbo', TOOLS.quick);
  const run = there.run(args);
  expect((await run.ended)[0]).toBe(1);
  expect(run.said()).toContain(`The path of this checkout has a ${name[1]} in it: ${there.folder}`);
  expect(run.said()).toContain('rename the folder, or move it');
  expect(run.said()).not.toContain('quick');
});

test('in a folder named with spaces, quotes, per cents and letters of any script, npm start serves', async () => {
  const there = checkout(`Ann's "games" 100%25 50%zz [ä] {日本} $HOME & co; é`);
  there.program('node_modules/.bin/turbo', 'turbo', TOOLS.quick);
  there.write('apps/web/dist/index.html', '<title>Tic-tac-toe</title>');
  const dist = join(there.folder, dirname(SERVER));
  rmSync(dist, { recursive: true });
  execFileSync(process.execPath, [buildServer, dist]);
  const run = there.run(['start'], { HOST: '127.0.0.1', PORT: '0' });
  await expect.poll(run.said, { timeout: 20_000 }).toContain('ready at');
  const url = /ready at (http:[^"]+)/.exec(run.said())?.[1] ?? '';
  const signedIn = await fetch(`${url}/trpc/sessions.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ alias: 'Ann' }),
  });
  expect(signedIn.status).toBe(200);
  expect(await (await fetch(url)).text()).toContain('<title>Tic-tac-toe</title>');
  run.child.kill('SIGTERM');
  expect(await run.ended).toEqual([0, null]);
});
