import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { seatTwoAtUltimate, square } from './ultimate-table.ts';
import { type Player, seatTwo, test } from './world.ts';

const board = (page: Page) => page.getByRole('grid', { name: 'Board' });
const said = (page: Page, text: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: text })).toBeAttached();
const press = async ({ page }: Player, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('one plays by the number pad, hears the board and the clock, and sees what the keys are', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  const { page } = ann;
  // Elsewhere they are letters and digits like all others.
  await page.getByRole('button', { name: 'Resign' }).focus();
  await press(ann, '5', 'b', '?');
  await expect(ann.square('11', 'empty')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('Shift+Tab');
  await press(ann, 'b');
  await said(page, 'Top: empty, empty, empty. Middle: empty, empty, empty. Bottom: empty, empty, empty.');
  // While the mark is on its way, a second one is refused in words, too.
  let arrive = () => {};
  const isToArrive = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/games\.placeMark/, async (route) => {
    await isToArrive;
    await route.continue();
  });
  await press(ann, '7', '3');
  await said(page, 'It is not your turn.');
  arrive();
  await expect(bea.square('00', 'X')).toBeVisible();
  await bea.mark('11');
  await ann.sees('Your turn');
  await press(ann, '5');
  await said(page, 'That square is not open to you.');
  await press(ann, 'B');
  await said(page, 'Top: X, empty, empty. Middle: empty, O, empty. Bottom: empty, empty, empty.');
  await press(ann, 't');
  await said(page, /^Your turn, \d+ seconds left\.$/);

  await press(ann, '?');
  // It has the focus, so that it is read out.
  const help = page.getByRole('dialog', { name: 'Keys of the board' });
  await expect(help).toBeFocused();
  await expect(help).toHaveAccessibleDescription(/B read the board/);
  expect(await complaints(page)).toEqual([]);
  await press(ann, 'Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(board(page).locator(':focus')).toBeAttached();
  await press(ann, '3');
  await expect(bea.square('22', 'X')).toBeVisible();

  // While one plays, the log is one line; what is said is one sentence, and whose turn it is.
  const log = page.getByRole('list', { name: 'Messages of this game' });
  await expect(log).toHaveText('You: bottom right.');
  await expect(page.locator('[aria-live=polite]').getByText('You: bottom right. Bea’s turn.')).toBeAttached();
});

test('on an ultimate board, a digit is the square, and where the reply is free, the board comes before it', async ({
  world,
}) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  await square(ann, '44', 'empty').focus();
  await press(ann, '7');
  await said(ann.page, 'The top left board. Now the square.');
  await press(ann, '3');
  await expect(square(bea, '22', 'X')).toBeVisible();
  await square(bea, '44', 'empty').focus();
  await press(bea, '5');
  await expect(square(ann, '77', 'O')).toBeVisible();
  await press(ann, 'b');
  await said(ann.page, 'Top left: X bottom right. Bottom right: O centre.');
});
