import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { type Player, resize, seatTwo, test } from './world.ts';

const opener = (page: Page) => page.getByRole('button', { name: 'React', exact: true });
const choices = (page: Page) => page.getByRole('group', { name: 'Reactions to send' });
const announced = (page: Page) => page.getByRole('status', { name: 'Reactions' });
const sticker = (page: Page, alias: string) =>
  page
    .getByRole('list', { name: 'Players' })
    .getByRole('listitem')
    .filter({ hasText: alias })
    .locator('[data-reaction]');

async function send({ page }: Player, name: string): Promise<void> {
  await opener(page).click();
  await choices(page).getByRole('button', { name }).click();
  await expect(choices(page)).toBeHidden();
}

/** The squares that are not on top at their middle. */
const covered = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[role="gridcell"] button')]
      .filter((square) => {
        const { left, top, width, height } = square.getBoundingClientRect();
        return [0.15, 0.5, 0.85].some(
          (part) => !square.contains(document.elementFromPoint(left + part * width, top + part * height)),
        );
      })
      .map((square) => square.getAttribute('aria-label')),
  );

/** What moves from now on, added up. */
const watchShifts = (page: Page) =>
  page.evaluateHandle(() => {
    const seen = { total: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ('value' in entry) seen.total += Number(entry.value);
    }).observe({ type: 'layout-shift' });
    return seen;
  });

test('a reaction shows at its sender’s seat, to players and watchers, is said once, and moves and covers nothing', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  const visitor = await world.visitor();
  await visitor.goto(ann.page.url());
  await expect(announced(visitor)).toBeAttached();
  await expect(opener(visitor)).toBeHidden();
  await expect(opener(ann.page)).toBeVisible();
  const shifts = await watchShifts(ann.page);

  await bea.page.setViewportSize({ width: 320, height: 568 });
  await opener(bea.page).click();
  await expect(choices(bea.page)).toBeVisible();
  expect(await covered(bea.page)).toEqual([]);
  expect(await complaints(bea.page)).toEqual([]);
  await choices(bea.page).getByRole('button', { name: 'applause' }).click();
  for (const page of [ann.page, visitor]) {
    await expect(sticker(page, 'Bea')).toHaveAttribute('data-reaction', 'APPLAUSE');
    await expect(announced(page)).toHaveText('Bea: applause.');
    expect(await covered(page)).toEqual([]);
  }
  await expect(sticker(bea.page, 'Bea')).toBeVisible();
  await expect(announced(bea.page)).toBeEmpty();
  await expect(opener(bea.page)).toBeFocused();

  await expect(sticker(ann.page, 'Bea')).toBeHidden();
  await expect(announced(ann.page)).toBeEmpty();
  expect(await shifts.evaluate(({ total }) => total)).toBe(0);
});

test('too many are refused in words, and whoever mutes them sees and hears none, on this device from then on', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await opener(ann.page).focus();
  await ann.page.keyboard.press('Enter');
  await expect(choices(ann.page).getByRole('button', { name: 'thumbs up' })).toBeFocused();
  await choices(ann.page).getByRole('button', { name: 'Mute reactions' }).press('Enter');
  await ann.page.keyboard.press('Escape');
  await expect(opener(ann.page)).toBeFocused();

  // Bea has muted nobody, and Ann sees what she has sent herself.
  await send(ann, 'heart');
  await expect(sticker(bea.page, 'Ann')).toBeVisible();
  await expect(sticker(ann.page, 'Ann')).toBeVisible();
  await ann.page.reload();
  await expect(opener(ann.page)).toBeVisible();

  for (const name of ['laughter', 'surprise', 'thinking']) await send(bea, name);
  await expect(sticker(bea.page, 'Bea')).toHaveAttribute('data-reaction', 'THINKING');
  await send(bea, 'heart');
  await expect(bea.page.getByText('Enough for now: a few seconds, and you can react again.')).toBeVisible();
  // By the time that a mark has come back, what was sent before it has come, too.
  await ann.mark('11');
  await ann.sees('Bea’s turn');
  await expect(sticker(ann.page, 'Bea')).toBeHidden();
  await expect(announced(ann.page)).toBeEmpty();
});

test('what somebody has sent leaves their name to be read', async ({ world }) => {
  const [ann, bea] = await seatTwo(world, 'Bartholomew Finn');
  await send(bea, 'applause');
  for (const { page } of [ann, bea])
    for (const [width, height] of [
      [320, 568],
      [390, 664],
      [844, 390],
      [1280, 800],
    ] as const) {
      // What is measured has to be there: it goes after some seconds.
      if (!(await sticker(page, bea.alias).isVisible())) await send(bea, 'applause');
      await resize(page, width, height);

      // It is round, and tilted: the box around it is wider.
      const end = await sticker(page, bea.alias).evaluate((round: HTMLElement) => {
        const { left, right } = round.getBoundingClientRect();
        return (left + right + round.offsetWidth) / 2;
      });
      const name = await page.getByRole('list', { name: 'Players' }).getByText(bea.alias).boundingBox();
      expect(end, `${width}×${height}`).toBeLessThanOrEqual(name?.x ?? NaN);
    }
});
