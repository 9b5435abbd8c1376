import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GameId } from '@tic-tac-toe/domain';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { ShapesAsJson } from './shapes-as-json.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** What is kept beside a file of the product: when it was left, with which games, and which shapes that version had. */
const Fixture = z.object({
  madeAt: z.number(),
  games: z.array(z.object({ id: GameId, stage: z.string() })),
  shapes: ShapesAsJson,
});
export type Fixture = z.input<typeof Fixture>;

/** All fixtures, oldest first. */
export const fixtures: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sqlite'))
  .map((file) => file.slice(0, -'.sqlite'.length))
  .toSorted();

/** @returns a copy that goes with the test: the fixture is never opened in its place */
export function fixture(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'tic-tac-toe-fixture-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'game.sqlite');
  copyFileSync(join(FOLDER, `${name}.sqlite`), file);
  return { file, ...Fixture.parse(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))) };
}
