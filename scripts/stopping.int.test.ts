/** The starter as a process: whatever it does when it is told to stop, nothing of it is left. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checkout, NPM, SERVER, TOOLS } from './testing/checkout.ts';

/** A checkout in which some tools take their time, and all the others have nothing to do. */
function withSlow(...slow: readonly string[]) {
  const there = checkout();
  const code = (name: string) => (slow.includes(name) ? TOOLS.slow : TOOLS.quick);
  for (const name of ['prettier', 'oxlint', 'knip', 'turbo', 'vitest', 'playwright', 'tsx', 'vite'])
    there.program(`node_modules/.bin/${name}`, name, code(name));
  there.program(NPM, 'npm', code('npm'));
  there.program(SERVER, 'server', TOOLS.orderly);
  there.write('apps/web/dist/index.html', '');
  // Nothing is installed where that is to take its time.
  if (slow.includes('npm')) there.write('node_modules/.installed-lock', 'of another lock file');
  return there;
}

const SOON = { timeout: 20_000 };

/** Whoever lives is looked for in /proc. */
const isLinux = process.platform === 'linux';

describe.runIf(isLinux)('what a script has started ends with it', () => {
  test.each([
    ['npm start', 'installs', ['start'], ['npm']],
    ['npm start', 'builds', ['start'], ['turbo']],
    ['npm run dev', 'serves', ['run', 'dev'], ['tsx', 'vite']],
    ['npm run build', 'builds', ['run', 'build'], ['turbo']],
    ['npm test', 'checks the format', ['test'], ['prettier']],
    ['npm test', 'runs the browser', ['test'], ['playwright']],
  ])('when npm is told so while %s %s', async (_script, _does, args, slow) => {
    const there = withSlow(...slow);
    const run = there.run(args);
    for (const tool of slow) await expect.poll(run.said, SOON).toContain(`slow: ${tool}`);
    // npm, the script, and for each tool the three that it has started.
    expect(there.processes().length).toBeGreaterThanOrEqual(2 + 4 * slow.length);
    run.child.kill('SIGTERM');
    const [code, signal] = await run.ended;
    expect(there.processes()).toEqual([]);
    expect(signal ?? code).not.toBe(0);
  });

  test.each(['SIGINT', 'SIGHUP', 'SIGKILL'] as const)('when npm hears, or falls to, a %s', async (signal) => {
    const there = withSlow('turbo');
    const run = there.run(['start']);
    await expect.poll(run.said, SOON).toContain('slow: turbo');
    run.child.kill(signal);
    await run.ended;
    await expect.poll(there.processes, SOON).toEqual([]);
  });

  test('when it was told so twice, a second apart, and some do not listen', async () => {
    const there = withSlow();
    there.program('node_modules/.bin/turbo', 'turbo', `process.on('SIGTERM', () => {});\n${TOOLS.slow}`);
    const run = there.run(['start']);
    await expect.poll(run.said, SOON).toContain('slow: turbo');
    run.child.kill('SIGTERM');
    await expect.poll(() => there.processes().length).toBe(3);
    await setTimeout(1_000);
    run.child.kill('SIGTERM');
    await run.ended;
    expect(there.processes()).toEqual([]);
  });
});

describe.runIf(isLinux)('a server that is stopped through npm', () => {
  const served = async () => {
    const there = withSlow();
    const run = there.run(['start']);
    await expect.poll(run.said, SOON).toContain('serving');
    return { there, ...run };
  };

  test.each([
    ['npm alone', (npm: number) => process.kill(npm, 'SIGTERM')],
    ['all of its group, as a supervisor does', (npm: number) => process.kill(-npm, 'SIGTERM')],
  ])('ends in order where that was said to %s, and npm with it', async (_, tell) => {
    const { there, child, said, ended } = await served();
    tell(child.pid ?? 0);
    expect(await ended).toEqual([0, null]);
    expect(said().match(/stopping|stopped/g)).toEqual(['stopping', 'stopped']);
    expect(there.processes()).toEqual([]);
  });
});

describe.runIf(isLinux)('where the end of a terminal was to be ignored from the start', () => {
  test.each([
    ['npm alone', (npm: number) => process.kill(npm, 'SIGHUP')],
    ['all of its group', (npm: number) => process.kill(-npm, 'SIGHUP')],
  ])('npm start goes on, also when %s is told of it, until it is told to stop', async (_, hangUp) => {
    const there = withSlow();
    const run = there.runWithoutHangup(['start']);
    await expect.poll(run.said, SOON).toContain('serving');
    hangUp(run.child.pid ?? 0);
    // npm itself falls to it: Node has taken the ignored signal back to its default before npm is asked.
    await run.ended;
    await setTimeout(1_000);
    expect(there.processes()).toHaveLength(2);
    expect(run.said()).not.toContain('stopping');
    // The script is what is left of the group.
    process.kill(-(run.child.pid ?? 0), 'SIGTERM');
    await expect.poll(there.processes, SOON).toEqual([]);
    expect(run.said()).toContain('stopped');
  });
});
