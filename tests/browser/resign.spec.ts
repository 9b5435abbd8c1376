import { expect, type Page } from '@playwright/test';
import { play, seatTwo, test } from './world.ts';

const resign = (page: Page) => page.getByRole('button', { name: 'Resign', exact: true });
const question = (page: Page) => page.getByRole('group', { name: 'Resign this game?' });
const keepPlaying = (page: Page) => page.getByRole('button', { name: 'Keep playing' });
/** On the page, however far it is scrolled. */
const placeOfBoard = (page: Page) =>
  page.getByRole('grid', { name: 'Board' }).evaluate((board) => {
    const { x, y, width, height } = board.getBoundingClientRect();
    return { x, y: y + scrollY, width, height };
  });
const log = (page: Page) => page.getByRole('list', { name: 'Messages of this game' });

test('a player resigns, and is asked once more before the opponent wins @phone', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  const cleo = await world.player('Cleo');
  await cleo.page.goto(ann.page.url());
  await cleo.sees('Ann’s turn');
  await play([ann, bea], ['00', '11']);
  await expect(resign(cleo.page)).toBeHidden();
  await expect(resign(bea.page)).toBeVisible();

  const { page } = ann;
  await resign(page).scrollIntoViewIfNeeded();
  const before = await placeOfBoard(page);
  await resign(page).dblclick();
  await expect(question(page)).toBeVisible();
  await expect(keepPlaying(page)).toBeFocused();
  expect(await placeOfBoard(page)).toEqual(before);
  await page.keyboard.press('Escape');
  await expect(question(page)).toBeHidden();
  await expect(resign(page)).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(keepPlaying(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question(page)).toBeHidden();
  await expect(resign(page)).toBeFocused();

  // Nothing has come of it so far, and the game goes on.
  await ann.mark('22');
  await bea.sees('Your turn');

  await resign(page).click();
  // A frame passes until the question is drawn and has the focus: a key that comes before goes from the button.
  await expect(keepPlaying(page)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(resign(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await ann.sees('You lose');
  // On a small phone, what was tapped lies under the board, and the result over it.
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Play again' })).toBeInViewport({ ratio: 1 });
  // The question is gone, and the focus is not lost: the next thing at hand is another game.
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Play again' })).toBeFocused();
  await bea.sees('You win');
  await cleo.sees('Bea wins');
  expect(await placeOfBoard(page)).toEqual(before);
  await expect(log(page).getByText('You resigned.')).toBeVisible();
  for (const other of [bea, cleo]) await expect(log(other.page).getByText('Ann resigned.')).toBeVisible();
  await expect(bea.page.locator('[aria-live]').getByText('Ann resigned. You win.')).toBeAttached();
  for (const player of [ann, bea, cleo]) await expect(resign(player.page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play again' })).toBeVisible();
});

test('a game that a player gives up before both have made a mark is called off', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await resign(bea.page).click();
  await question(bea.page).getByRole('button', { name: 'Resign' }).click();
  for (const player of [ann, bea]) {
    await player.sees('Called off');
    await expect(player.page.getByText('A player resigned before both had made a mark.')).toBeVisible();
  }
});
