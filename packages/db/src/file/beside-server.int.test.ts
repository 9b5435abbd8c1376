import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { askForRebuild, projectionStates } from './projections.ts';
import { failedReactions, retryReactions } from './reactions.ts';
import { temporaryFile } from '../testing/world.ts';

const older = fileURLToPath(new URL('../../fixtures/0002-stored-shapes.sqlite', import.meta.url));

test('a file of an older version is refused with what to do, by each tool that works beside the server', () => {
  const file = temporaryFile();
  copyFileSync(older, file);
  const tools = [
    () => failedReactions(file),
    () => retryReactions(file, 'all'),
    () => projectionStates(file, []),
    () => askForRebuild(file, 'scoring.results'),
  ];
  for (const tool of tools)
    expect(tool).toThrow('was written by an older version. Start the server on it once');
});
