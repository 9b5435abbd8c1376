import { expect, type Locator, type Page } from '@playwright/test';
import { play, test } from './world.ts';

const board = (page: Page) => page.getByRole('grid', { name: 'Board', includeHidden: true });

async function isInSight(page: Page, thing: Locator): Promise<void> {
  const { y = NaN, height = NaN } = (await thing.boundingBox()) ?? {};
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y + height).toBeLessThanOrEqual(page.viewportSize()?.height ?? NaN);
}

test('the board of a phone stays where it is, from before the opponent comes to the end @phone', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  // One whose turn takes two lines to say.
  const bea = await world.player('W'.repeat(20));
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.invite(bea);
  await expect(ann.page.getByText('is invited')).toBeVisible();
  const place = () => board(ann.page).boundingBox();
  const before = await place();
  await isInSight(ann.page, ann.page.getByRole('button', { name: 'Copy link' }));

  await bea.accept(ann);
  await ann.sees('Your turn');
  expect(await place()).toEqual(before);
  await play([ann, bea], ['00', '01', '10', '11']);
  expect(await place()).toEqual(before);
  await play([ann, bea], ['20']);
  await ann.sees('You win');
  expect(await place()).toEqual(before);
});

test.describe('on a phone that is held sideways', () => {
  test.use({ viewport: { width: 844, height: 390 } });

  test('board, turn and clock are in sight at once', async ({ world }) => {
    const ann = await world.player('Ann');
    const bea = await world.player('Bea');
    await ann.invite(bea);
    await isInSight(ann.page, board(ann.page));
    await bea.accept(ann);
    await ann.sees('Your turn');
    for (const { page } of [ann, bea]) {
      await isInSight(page, board(page));
      await isInSight(page, page.getByRole('timer'));
      await isInSight(page, page.getByRole('heading', { level: 1 }));
    }
    const strip = () => ann.page.getByRole('list', { name: 'Players' }).boundingBox();
    const before = await strip();
    await play([ann, bea], ['00', '01', '10', '11', '20']);
    await ann.sees('You win');
    expect(await strip()).toEqual(before);
  });
});

test('the ring around a focused button of the header leaves the dot of the connection alone @phone', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  const dot = await page.getByTitle('Connected', { exact: true }).boundingBox();
  const [left = NaN, right = NaN] = dot ? [dot.x, dot.x + dot.width] : [];
  /** As far as the ring reaches beyond its button. */
  const ring = 5;
  const theme = await page.getByRole('button', { name: 'Theme' }).boundingBox();
  expect(theme && theme.x + theme.width + ring).toBeLessThan(left);
  const menu = await page.getByRole('button', { name: 'Ann: your menu' }).boundingBox();
  expect(menu && menu.x - ring).toBeGreaterThan(right);
});
