import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { playUltimate, seatTwoAtUltimate } from './ultimate-table.ts';
import { type Player, play, resize, seatTwo, test } from './world.ts';

const SIZES = [
  [320, 568],
  [375, 667],
  [390, 664],
  [844, 390],
] as const;
const WIN = ['00', '01', '10', '11', '20'];

const series = (page: Page) => page.getByRole('list', { name: 'Players' }).getByText(/^Series: /);
const again = ({ page }: Player) => page.getByRole('button', { name: 'Play again' });

test('rematches are counted between the two, by who sits where, and survive a reload @phone', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await expect(series(ann.page)).toBeHidden();
  await play([ann, bea], WIN);
  for (const { page } of [ann, bea]) await expect(series(page)).toHaveText('Series: 1 to 0');

  for (const player of [ann, bea]) await again(player).click();
  await bea.sees('Your turn');
  for (const { page } of [ann, bea]) await expect(series(page)).toHaveText('Series: 0 to 1');
  await play([bea, ann], WIN);
  await ann.page.reload();
  await ann.sees('You lose');
  for (const { page } of [ann, bea]) await expect(series(page)).toHaveText('Series: 1 to 1');

  for (const [width, height] of SIZES) {
    await bea.page.setViewportSize({ width, height });
    await expect.poll(() => bea.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await expect(again(bea)).toBeInViewport({ ratio: 1 });
  }
  expect(await complaints(bea.page)).toEqual([]);
});

test('the time for a turn is chosen in the lobby, is remembered, and stays in the rematch', async ({
  world,
}) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await ann.page.getByLabel('Time for a turn').selectOption('10 s a turn');
  await ann.page.reload();
  await expect(ann.page.getByLabel('Time for a turn')).toHaveValue('10000');
  expect(await complaints(ann.page)).toEqual([]);
  await ann.invite(bea);
  await bea.accept(ann);
  // The usual time here is ten minutes.
  const clock = ({ page }: Player) => page.getByRole('timer', { name: /^(10|\d) seconds left$/ });
  await expect(clock(ann)).toBeVisible();
  await bea.page.getByRole('button', { name: 'Resign', exact: true }).click();
  await bea.page.getByRole('group').getByRole('button', { name: 'Resign' }).click();
  await expect(again(ann)).toBeVisible();
  await expect(series(ann.page)).toBeHidden();
  for (const player of [ann, bea]) await again(player).click();
  await bea.sees('Your turn');
  await expect(clock(bea)).toBeVisible();
});

const offer = ({ page }: Player) => page.getByRole('button', { name: 'Offer a draw' });

test('a draw of an ultimate game is offered, declined, offered again and agreed upon @phone', async ({
  world,
}) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  await playUltimate([ann, bea], ['44']);
  await offer(ann).focus();
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByRole('button', { name: 'Draw offered' })).toBeFocused();
  await expect(bea.page.getByText('Ann offers a draw.', { exact: true }).first()).toBeVisible();
  await expect(bea.page).toHaveTitle(/^● Ann offers a draw/);
  await expect(bea.page.locator('[aria-live]').getByText('Ann offers a draw.')).toBeAttached();
  for (const { page } of [ann, bea]) expect(await complaints(page)).toEqual([]);
  for (const [width, height] of SIZES) {
    await bea.page.setViewportSize({ width, height });
    await expect.poll(() => bea.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  await bea.page.setViewportSize({ width: 390, height: 664 });

  await bea.page.getByRole('button', { name: 'Decline' }).click();
  await expect(ann.page.getByRole('button', { name: 'Draw declined' })).toBeVisible();
  await playUltimate([ann, bea], ['33'], 1);
  await offer(ann).click();
  await bea.page.getByRole('button', { name: 'Accept draw' }).click();
  for (const player of [ann, bea]) {
    await player.sees('A draw');
    await expect(player.page.getByText('Both agreed on it.')).toBeVisible();
    await expect(series(player.page)).toHaveText('Series: 0 to 0, 1 draw');
  }
  await expect(bea.page.getByRole('main')).toBeFocused();
});

test('a classic game has no draw to agree upon, and a watcher none at all', async ({ world }) => {
  const [ann] = await seatTwo(world);
  await expect(ann.page.getByRole('button', { name: 'Resign' })).toBeVisible();
  await expect(offer(ann)).toBeHidden();
});

test('who is offered a draw has both answers in one line, and what else there is to do in the next', async ({
  world,
}) => {
  const [ann, bea] = await seatTwoAtUltimate(world);
  await offer(bea).click();
  const places = async (...names: string[]) => {
    const found = [];
    for (const name of names) {
      const button = ann.page.getByRole('button', { name, exact: true });
      await expect(button).toBeVisible();
      found.push((await button.boundingBox())?.y);
    }
    return found;
  };
  for (const [width, height] of [
    [320, 568],
    [390, 664],
    [844, 390],
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await resize(ann.page, width, height);
    const [accept = NaN, decline] = await places('Accept draw', 'Decline');
    const [resign = NaN, keys] = await places('Resign', 'Keys');
    expect(decline, `${width}×${height}`).toBe(accept);
    expect(keys, `${width}×${height}`).toBe(resign);
    expect(resign, `${width}×${height}`).toBeGreaterThan(accept);
  }
});
