/**
 * A second game is a copied folder with another word in its `scope.ts`, and a line in two lists. This makes one in a
 * checkout of its own, has the compiler read it, starts it, and plays both games over the wire.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { secondGame } from './testing/second-game.ts';

const run = promisify(execFile);

const Histories = z.array(z.object({ types: z.array(z.string()), end: z.unknown() }));

/** What `play-both.txt` prints. */
const Played = z.object({ before: Histories, pruned: z.number(), after: Histories });

let folder: string;
beforeAll(() => {
  folder = secondGame();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what the compiler says */
async function compile(project: string): Promise<string> {
  try {
    await run('node_modules/.bin/tsc', ['--noEmit', '-p', project], { cwd: folder });
    return '';
  } catch (error) {
    return z.object({ stdout: z.string() }).parse(error).stdout;
  }
}

// Three times the compiler, on a machine that may be busy.
const COMPILED_WITHIN_MS = 240_000;

test(
  'a copy of the games under another name compiles, and so do router, client and server with it',
  async () => {
    for (const project of [
      'packages/domain/tsconfig.src.json',
      'packages/api/tsconfig.src.json',
      'apps/server',
    ])
      expect(await compile(project)).toBe('');
  },
  COMPILED_WITHIN_MS,
);

test('both are played over the wire, a game of the same id too: their clocks do not touch, and their history stays', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'apps/server/src/play-both.ts'], {
    cwd: folder,
  });
  const { before, pruned, after } = Played.parse(JSON.parse(stdout));
  // Where one was won, the clock of the other of the same id went on.
  const won = { reason: 'THREE_IN_A_ROW' };
  const late = { result: 'WIN', reason: 'TURN_TIMEOUT' };
  expect(before.map(({ end }) => end)).toMatchObject([won, late, late, won]);
  const all = before.map(({ types }) => types);
  expect(all[0]).toHaveLength(20);
  expect(all).toEqual([all[0], all[1], all[1], all[0]]);
  expect(all[1]).toEqual([...(all[0] ?? []).slice(0, -3), 'TurnTimeout', 'GameEnded']);
  expect(pruned).toBeGreaterThan(0);
  expect(after).toEqual(before);
});
