import { expect, type Page } from '@playwright/test';
import { test } from './world.ts';

/** As where a reader has set letters of twice the size. */
const enlarge = () =>
  addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%'));

const fits = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    )
    .toBe(0);

for (const [width, height] of [
  [390, 664],
  [320, 568],
] as const)
  test.describe(`on a phone of ${width}`, () => {
    test.use({ viewport: { width, height } });

    test(`no page is wider than a phone of ${width} when its letters are twice as large`, async ({
      world,
    }) => {
      const visitor = await world.visitor();
      await visitor.addInitScript(enlarge);
      await visitor.goto('/');
      await expect(visitor.getByLabel('Choose an alias')).toBeVisible();
      await fits(visitor);

      const { page: ann } = await world.player('Ann');
      await ann.addInitScript(enlarge);
      await ann.reload();
      await expect(ann.getByText('Nobody else is here')).toBeVisible();
      await fits(ann);
      await ann.getByRole('button', { name: 'New game' }).click();
      await expect(ann.getByRole('button', { name: 'Copy link' })).toBeVisible();
      await fits(ann);

      await visitor.goto(ann.url());
      await expect(visitor.getByLabel('You play as')).toBeVisible();
      await fits(visitor);
      const { page: bea } = await world.player('Bea');
      await bea.addInitScript(enlarge);
      await bea.goto(ann.url());
      await expect(bea.getByRole('button', { name: 'Join as O' })).toBeVisible();
      await fits(bea);
      await bea.getByRole('button', { name: 'Join as O' }).click();
      for (const page of [ann, bea]) {
        await expect(page.getByRole('button', { name: 'Resign' })).toBeVisible();
        await fits(page);
      }
    });
  });
