/** The WebSocket side is our own: clients of tRPC, from the newest to the oldest that resumes, must not notice. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startWorld } from './testing/world.ts';

const run = promisify(execFile);
const folderOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const PLAY = folderOf('tests/clients/play.mjs');
const OLDEST = folderOf('tests/clients/oldest');

const Heard = z.object({
  heard: z.array(z.tuple([z.number(), z.string()])),
  errors: z.array(z.string()),
});
const Played = z.object({ ann: Heard, bea: z.array(Heard), refusal: z.string(), stage: z.string() });

const INSTALLED_WITHIN_MS = 180_000;

test.each([
  ['the newest client', folderOf('packages/api')],
  ['the oldest that resumes, 11.0.0', OLDEST],
])(
  'a game is played, refused and resumed by %s',
  async (_name, folder) => {
    if (folder === OLDEST) await run('npm', ['ci', '--prefer-offline'], { cwd: folder });
    await using world = await startWorld();
    const { stdout } = await run(process.execPath, [PLAY, folder, world.url]);
    const { ann, bea, refusal, stage } = Played.parse(JSON.parse(stdout));
    const all = ann.heard.map(([position]) => position);
    expect(all).toEqual([...new Set(all)].toSorted((a, b) => a - b));
    expect(ann.heard.filter(([, type]) => type === 'MarkPlaced')).toHaveLength(5);
    expect(ann.heard.at(-1)?.[1]).toBe('GameEnded');
    // Each of the twelve heard what the one did, and nothing twice, though their connection was cut as well.
    for (const each of bea) expect(each).toEqual(ann);
    expect([ann.errors, refusal, stage]).toEqual([[], 'GAME_ALREADY_ENDED', 'Ended']);
  },
  INSTALLED_WITHIN_MS,
);
