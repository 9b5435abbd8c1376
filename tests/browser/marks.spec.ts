import { expect, type Page } from '@playwright/test';
import { type Player, seatTwo, test } from './world.ts';

const board = (page: Page) => page.getByRole('grid', { name: 'Board' });

/** The frame around the mark that was made last: its path begins at no other stroke's start. */
const frame = (page: Page) => board(page).locator('path[d^="M4 4.5"]');

/** Of all squares, those whose middle is the frame's. */
async function framed(player: Player, squares: readonly string[], content: 'X' | 'O') {
  const middle = ({ x = NaN, y = NaN, width = NaN, height = NaN }) =>
    [x + width / 2, y + height / 2] as const;
  const [x, y] = middle((await frame(player.page).boundingBox()) ?? {});
  const found: string[] = [];
  for (const cell of squares) {
    const box = (await player.square(cell, content).boundingBox()) ?? {};
    const [atX, atY] = middle(box);
    if (Math.hypot(x - atX, y - atY) < 4) found.push(cell);
  }
  return found;
}

test('the mark that was made last is marked, and it alone, and of a running game the log is one line', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  for (const { page } of [ann, bea]) await expect(frame(page)).toHaveCount(0);
  const made = { X: [] as string[], O: [] as string[] };
  for (const [turn, cell] of ['00', '11', '20', '10'].entries()) {
    const [player, mark] = turn % 2 === 0 ? ([ann, 'X'] as const) : ([bea, 'O'] as const);
    await player.mark(cell);
    made[mark].push(cell);
    for (const each of [ann, bea]) {
      await expect(each.square(cell, mark)).toBeVisible();
      await expect(frame(each.page)).toHaveCount(1);
      expect(await framed(each, made[mark], mark)).toEqual([cell]);
      const log = each.page.getByRole('list', { name: 'Messages of this game' });
      await expect(log.getByRole('listitem')).toHaveCount(1);
    }
  }
});
