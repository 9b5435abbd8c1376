import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { meet, play, type Player, test } from './world.ts';

const SIZES = [
  [320, 568],
  [375, 667],
  [390, 664],
  [844, 390],
] as const;

const claim = ({ page }: Player) => page.getByRole('button', { name: 'Claim the win' });
const placeOfBoard = (page: Page) => page.getByRole('grid', { name: 'Board' }).boundingBox();

test('who waits for an opponent that has gone may claim the win, and not once they are back', async ({
  world,
}) => {
  const [ann, bea] = await meet(world);
  const cleo = await world.player('Cleo');
  await cleo.page.goto(ann.page.url());
  await play([ann, bea], ['00', '11']);
  const game = ann.page.url();
  const before = await placeOfBoard(bea.page);

  await ann.page.goto('about:blank');
  await expect(bea.page.getByText('Ann is reconnecting…')).toBeVisible();
  await expect(claim(bea)).toBeHidden();
  await expect(claim(bea)).toBeVisible();
  expect(await placeOfBoard(bea.page)).toEqual(before);
  expect(await complaints(bea.page)).toEqual([]);
  const viewport = bea.page.viewportSize();
  for (const [width, height] of SIZES) {
    await bea.page.setViewportSize({ width, height });
    await expect.poll(() => bea.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await expect(claim(bea)).toBeInViewport({ ratio: 1 });
  }
  if (viewport) await bea.page.setViewportSize(viewport);

  await ann.page.goto(game);
  await ann.sees('Your turn');
  await expect(claim(bea)).toBeHidden();

  // A reload later, the page does not know since when she is away: the server does.
  await ann.page.goto('about:blank');
  await bea.page.reload();
  await expect(claim(bea)).toBeVisible();
  await expect(claim(cleo)).toBeHidden();
  await claim(bea).focus();
  await bea.page.keyboard.press('Enter');
  await bea.sees('You win');
  await cleo.sees('Bea wins');
  await expect(bea.page.getByText('Ann was away for too long.', { exact: true }).first()).toBeVisible();
  await expect(bea.page.getByRole('main')).toBeFocused();
  await ann.page.goto(game);
  await ann.sees('You lose');
  await expect(ann.page.getByText('You were away for too long.').first()).toBeVisible();
});
