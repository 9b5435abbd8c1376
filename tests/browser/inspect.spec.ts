import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { play, seatTwo, test } from './world.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a test beside the rulebook, as a developer would. @throws where it fails */
async function run(code: string): Promise<string> {
  const file = 'packages/domain/src/games/__copied.test.ts';
  writeFileSync(`${root}${file}`, code);
  try {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', file];
    return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout;
  } finally {
    rmSync(`${root}${file}`, { force: true });
  }
}

const board = (page: Page, rows: string) => page.getByRole('img', { name: `Board: ${rows}` });
const choose = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

async function copied(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy as given–when–then' }).click();
  return (await page.getByLabel('Test').textContent()) ?? '';
}

test.describe('the server of development', () => {
  test.use({
    program: ['--import', 'tsx', fileURLToPath(new URL('../../apps/server/src/dev.ts', import.meta.url))],
  });

  test('shows a move as a tree, the board before it, a test of it that passes, and sends anything as anybody', async ({
    world,
  }) => {
    const [ann, bea] = await seatTwo(world);
    await play([ann, bea], ['11', '00']);
    const page = await world.visitor();
    await page.goto('inspect');

    await choose(page, /^PlaceMark ?Bea/);
    const tree = page.getByRole('region', { name: 'PlaceMark' });
    await expect(tree.getByText(/^Commit after position \d+: 3 events of 1 operation,/)).toBeVisible();
    const before = Number(/position (\d+)/.exec((await tree.textContent()) ?? '')?.[1]);
    for (const [index, name] of ['MarkPlaced', 'BoardUpdated', 'WaitingForPlayerPlay'].entries()) {
      const event = tree
        .getByRole('listitem')
        .filter({ hasText: `games.${name}` })
        .last();
      await expect(event.getByText(`position ${before + 1 + index}`, { exact: true })).toBeVisible();
    }
    await tree
      .getByText(/^games\.game /)
      .first()
      .click();
    await expect(tree.getByRole('figure').first()).toContainText('"turn": 2');

    await expect(board(page, 'O.. .X. ...')).toBeVisible();
    await page.getByRole('button', { name: 'Board before' }).click();
    await expect(board(page, '... .X. ...')).toBeVisible();
    const slider = page.getByRole('slider', { name: 'Position' });
    await expect(slider).toHaveAttribute('aria-valuetext', `position ${before}`);
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(page.getByText('Before the game.')).toBeVisible();
    await page.keyboard.press('End');
    await expect(board(page, 'O.. .X. ...')).toBeVisible();

    const code = await copied(page);
    expect(code).toContain('.when(as(bea, PlaceMark({ gameId, x: 0, y: 0 })))');
    expect(await run(code)).toMatch(/Tests\s+.*1 passed/);
    await expect(run(code.replace('x: 0, y: 0 }),', 'x: 0, y: 1 }),'))).rejects.toThrow();
    expect(await complaints(page)).toEqual([]);

    // What is sent here is done: Ann's own page shows the mark.
    await page.getByLabel('As', { exact: true }).selectOption('Ann');
    await page.getByLabel('Message', { exact: true }).selectOption('games.PlaceMark');
    await page.getByLabel('x', { exact: true }).fill('2');
    await page.getByLabel('y', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Send it' }).click();
    await expect(page.getByText(/^Done, at position \d+\.$/)).toBeVisible();
    await expect(ann.square('22', 'X')).toBeVisible();

    // Anew, it is Bea's turn.
    await page.getByRole('button', { name: 'Send it' }).click();
    await expect(page.getByText('Refused: PLAYER_CAN_NOT_PLAY')).toBeVisible();
    await page.getByLabel('Player', { exact: true }).selectOption('Ann');
    await choose(page, /^PlaceMark ?Ann.*PLAYER_CAN_NOT_PLAY/);
    const refused = await copied(page);
    expect(refused).toContain('.thenRejected(PLAYER_CAN_NOT_PLAY)');
    expect(await run(refused)).toMatch(/Tests\s+.*1 passed/);
    expect(await complaints(page)).toEqual([]);
  });
});

test('the built server has no inspector', async ({ world }) => {
  const page = await world.visitor();
  const answer = await page.goto('inspect');
  expect(answer?.status()).toBe(404);
  for (const path of ['inspect/api/about', 'inspect/api/operations?after=0'])
    expect((await page.request.get(path)).status()).toBe(404);
});
