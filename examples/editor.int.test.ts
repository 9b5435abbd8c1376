/** What an editor finds of the calls of a typed client: in this repository; `packages.int.test.ts` asks the same outside. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Editor, openEditor, openOlderEditor } from '../tests/support/editor.ts';
import { everyCall, scriptOfEveryCall } from '../tests/support/every-call.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const opened = { path: `${root}examples/play.ts`, text: scriptOfEveryCall };

/** Milliseconds. The first answer takes as long as reading all that is imported, beside whatever else runs. */
const timeout = 180_000;

describe('TypeScript 7', { timeout }, () => {
  let editor: Editor;
  beforeAll(async () => void (editor = await openEditor(root, opened)));
  afterAll(() => editor.close());

  test.each(everyCall)('leads from $expression to its definition', async ({ expression, source, name }) => {
    const { path, line } = await editor.definitionOf(expression);
    expect(path).toBe(`${root}packages/domain/src/${source}`);
    expect(line).toMatch(new RegExp(`^export const ${name} = `));
  });

  // It will with 7.1 (microsoft/typescript-go#3659): then it can be asked for all of them, and TypeScript 5 for none.
  test.fails('shows what is written above a definition', async () => {
    expect(await editor.wordsOf('api.games.placeMark')).toContain('is the column');
  });
});

describe('TypeScript 5', { timeout }, () => {
  const editor = openOlderEditor(opened);
  afterAll(() => editor.close());

  test.each(everyCall)('shows what is written above the definition of $expression', async (call) => {
    expect(await editor.wordsOf(call.expression)).toBe(call.words);
  });
});
