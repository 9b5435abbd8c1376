import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './world.ts';

const board = (page: Page) => page.getByRole('grid', { name: 'Board' });

async function isInSight(page: Page, thing: Locator): Promise<void> {
  const { y = NaN, height = NaN } = (await thing.boundingBox()) ?? {};
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y + height).toBeLessThanOrEqual(page.viewportSize()?.height ?? NaN);
}

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
  });
});
