import { expect, type Page } from '@playwright/test';
import {
  inviteToUltimate,
  openSquares,
  playUltimate,
  seatTwoAtUltimate,
  square,
  WIN,
} from './ultimate-table.ts';
import { type Player, resize, test } from './world.ts';

/** Small boards that the highlighter is on: those that the reader may mark now. */
const litBoards = ({ page }: Player) => page.locator('[role=grid] path.text-marker');

test('two players play to three boards in a row, where the board lights up and nowhere else @phone', async ({
  world,
}) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  await expect(openSquares(ann)).toHaveCount(81);
  await expect(openSquares(bea)).toHaveCount(0);
  await playUltimate([ann, bea], WIN.slice(0, 1));
  await expect(openSquares(bea)).toHaveCount(9);
  await expect(litBoards(bea)).toHaveCount(1);
  await expect(litBoards(ann)).toHaveCount(0);

  const sent: string[] = [];
  bea.page.on('request', (request) => {
    if (request.url().includes('games.placeMark')) sent.push(request.postData() ?? '');
  });
  await square(bea, '44', 'empty').click({ force: true });
  await playUltimate([ann, bea], WIN.slice(1, 2), 1);
  expect(sent).toHaveLength(1);
  await expect(square(ann, '44', 'empty')).toBeVisible();

  // The board of the reply is won: all others are open, but for what is marked on them.
  await playUltimate([ann, bea], WIN.slice(2, 6));
  await expect(ann.page.getByRole('button', { name: /^Left board, won by X, centre: empty$/ })).toBeVisible();
  await expect(openSquares(ann)).toHaveCount(69);
  await expect(litBoards(ann)).toHaveCount(8);

  await playUltimate([ann, bea], WIN.slice(6));
  await ann.sees('You win');
  await bea.sees('You lose');
  for (const { page } of [ann, bea]) {
    await expect(page.getByText(/got three boards in a row\./)).toBeVisible();
    await expect(page.getByText(/: top right of the right board\.$/).first()).toBeVisible();
  }
});

test('one plays with the keyboard alone', async ({ world }) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  const { keyboard } = ann.page;
  await ann.page.getByRole('button', { name: /your menu/ }).focus();
  await keyboard.press('Tab');
  await expect(ann.page.getByRole('button', { name: 'React' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(square(ann, '44', 'empty')).toBeFocused();
  await keyboard.press('Tab');
  await expect(ann.page.getByRole('button', { name: 'Offer a draw' })).toBeFocused();
  await keyboard.press('Shift+Tab');

  let [x, y] = [4, 4];
  const goTo = async (cell: string) => {
    const [toX = NaN, toY = NaN] = [...cell].map(Number);
    for (; x < toX; x += 1) await keyboard.press('ArrowRight');
    for (; x > toX; x -= 1) await keyboard.press('ArrowLeft');
    for (; y < toY; y += 1) await keyboard.press('ArrowDown');
    for (; y > toY; y -= 1) await keyboard.press('ArrowUp');
  };
  for (const [index, cell] of WIN.entries()) {
    if (index % 2 === 1) {
      await playUltimate([ann, bea], [cell], 1);
      continue;
    }
    await goTo(cell);
    await expect(square(ann, cell, 'empty')).toBeFocused();
    await keyboard.press(index === 0 ? 'Enter' : 'Space');
    await expect(square(bea, cell, 'X')).toBeVisible();
  }
  await ann.sees('You win');
});

test('a rematch is by the same rules, and the lobby says which they are', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await inviteToUltimate(ann, bea);
  await expect(bea.page.getByText('invites you to a game of Ultimate.')).toBeVisible();
  await bea.accept(ann);
  await ann.page.getByRole('button', { name: 'Resign' }).click();
  await ann.page
    .getByRole('group', { name: 'Resign this game?' })
    .getByRole('button', { name: 'Resign' })
    .click();
  await bea.page.getByRole('button', { name: 'Play again' }).click();
  await ann.page.getByRole('button', { name: 'Play again' }).click();
  await bea.sees('Your turn');
  await expect(openSquares(bea)).toHaveCount(81);

  await bea.page.goto('/');
  await expect(bea.page.getByText('Ultimate against Ann')).toBeVisible();
  await bea.page.getByRole('radio', { name: 'Ultimate' }).check();
  await bea.page.getByRole('button', { name: 'New game' }).click();
  await bea.sees('Waiting for your opponent');
  await ann.page.goto(bea.page.url());
  await expect(ann.page.getByText(/^Ultimate: the place that you mark/)).toBeVisible();
  await bea.page.goto('/');
  await expect(bea.page.getByText(/^Ultimate, opened at \d/)).toBeVisible();
});

test('the game that one tap opens is the classic one', async ({ world }) => {
  const { page } = await world.player('Ann');
  await page.getByRole('button', { name: 'New game' }).click();
  await page.waitForURL(/\/games\//);
  await expect(page.getByRole('gridcell', { includeHidden: true })).toHaveCount(9);
});

/** The whole board is in sight, nothing is out of sight to the right, and a finger finds each square (WCAG 2.2, 2.5.8). */
async function fits(page: Page, width: number, height: number): Promise<void> {
  await resize(page, width, height);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  const board = page.getByRole('grid', { name: 'Board' });
  const sheet = await board.locator('..').boundingBox();
  expect(sheet && sheet.y + sheet.height).toBeLessThanOrEqual(height);
  const sizes = await board.getByRole('button').evaluateAll((squares) =>
    squares.map((one) => {
      const { width: across, height: down } = one.getBoundingClientRect();
      return Math.min(across, down);
    }),
  );
  expect(sizes).toHaveLength(81);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
}

test('the board fits the phones that there are', async ({ world }) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  await playUltimate([ann, bea], WIN.slice(0, 6));
  for (const [width, height] of [
    [320, 568],
    [375, 667],
    [390, 664],
  ] as const)
    await fits(ann.page, width, height);
  await ann.page.goto('/');
  await ann.page.setViewportSize({ width: 320, height: 568 });
  await expect(ann.page.getByText('Ultimate against Bea')).toBeVisible();
  await expect.poll(() => ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});
