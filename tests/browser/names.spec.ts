/** What people are called can be read wherever it stands, on every screen. */
import { expect, type Page } from '@playwright/test';
import { brokenWords } from './broken-words.ts';
import { play, resize, seatTwo, test, type World } from './world.ts';

const SIZES = [
  [320, 568],
  [390, 664],
  [844, 390],
  [1280, 800],
] as const;

/** Of one long word, as people call themselves; and as the page calls who has not said. */
const NAMES = ['Quinnk0zdz', 'Nimble Ibis'] as const;

async function annAnd(world: World, alias: string) {
  const players = await seatTwo(world, alias);
  return { players, page: players[0].page };
}

const seatOf = (page: Page, alias: string) =>
  page.getByRole('list', { name: 'Players' }).getByText(alias, { exact: true });

/** The end of it is not cut off. */
const isWhole = (page: Page, alias: string) =>
  expect
    .poll(() =>
      seatOf(page, alias).evaluate(
        (name) => name.scrollWidth <= name.clientWidth && name.scrollHeight <= name.clientHeight + 2,
      ),
    )
    .toBe(true);

test('a name of one long word is cut in two in no headline', async ({ world }) => {
  const { players, page } = await annAnd(world, NAMES[0]);
  await play(players, ['11']);
  const look = async () => {
    for (const [width, height] of SIZES) {
      await resize(page, width, height);
      expect(await brokenWords(page), `${width}×${height}`).toEqual([]);
    }
  };
  await look();
  await players[1].page.getByRole('banner').getByRole('link').click();
  await players[1].sees(`Your move, ${NAMES[0]}.`);
  for (const [width, height] of SIZES) {
    await resize(players[1].page, width, height);
    expect(await brokenWords(players[1].page), `${width}×${height}`).toEqual([]);
  }
});

/** Of two words, and of one that no line has room for. */
for (const alias of ['Bartholomew Finn', 'Maximilianus1234'])
  test(`“${alias}” is whole beside the score of a series, in both players’ seats and in the header`, async ({
    world,
  }) => {
    const { players, page } = await annAnd(world, alias);
    await play(players, ['11', '00', '01', '02', '21']);
    await expect(page.getByText('1–0')).toBeVisible();
    const own = players[1].page;
    for (const [width, height] of [...SIZES, [375, 667] as const]) {
      for (const each of [page, own]) {
        await resize(each, width, height);
        await isWhole(each, alias);
        const seats = each.getByRole('list', { name: 'Players' });
        expect((await seats.boundingBox())?.height, `${width}×${height}`).toBe(64);
      }
      const name = own.getByRole('banner').getByTitle(alias);
      expect(
        await name.evaluate((text) => text.scrollWidth <= text.clientWidth && text.scrollHeight <= text.clientHeight + 2), // prettier-ignore
        `${width}×${height}`,
      ).toBe(true);
    }
  });

test('with letters of twice the size, the players’ names are whole', async ({ world }) => {
  const { page } = await annAnd(world, NAMES[1]);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  for (const width of [390, 360, 320]) {
    await resize(page, width, 664);
    for (const alias of ['Ann', NAMES[1]]) await isWhole(page, alias);
  }
});

test('the header says whole that there is no network, and then the player’s name as far as there is room', async ({
  world,
}) => {
  const { page } = await world.player('Annfm2hx');
  await resize(page, 390, 664);
  const name = page.getByRole('banner').getByTitle('Annfm2hx');
  const isCut = (text: typeof name) => text.evaluate((line) => line.scrollWidth > line.clientWidth);
  expect(await isCut(name)).toBe(false);
  await page.context().setOffline(true);
  const note = page.getByRole('banner').getByRole('status').getByText('You are offline.');
  await expect(note).toBeVisible();
  // Cut at its end, a text keeps its width but for a fraction of a pixel.
  const fraction = await note.evaluate((line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    return range.getBoundingClientRect().width - line.getBoundingClientRect().width;
  });
  expect(fraction).toBeLessThanOrEqual(0.01);
});

for (const alias of ['W'.repeat(20), 'WWWWWWW', 'Mmmmmm Wwwww', '山田太郎と花子さん'])
  test(`“${alias}” makes no seat higher`, async ({ world }) => {
    const { players, page } = await annAnd(world, alias);
    await play(players, ['11', '00', '01', '02', '21']);
    for (const [width, height] of SIZES) {
      await resize(page, width, height);
      const seats = await page.getByRole('list', { name: 'Players' }).boundingBox();
      expect(seats?.height, `${width}×${height}`).toBe(64);
    }
  });

test('where one reads from right to left, a name that has no room loses its own end', async ({ world }) => {
  const alias = 'W'.repeat(20);
  const { page } = await annAnd(world, alias);
  await page.evaluate(() => localStorage.setItem('language', 'ar-XB'));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await resize(page, 320, 568);
  const cut = page.getByTitle(alias).getByText(alias, { exact: true });
  const look = cut.evaluate((name) => ({
    isCut: name.scrollHeight > name.clientHeight + 2,
    direction: getComputedStyle(name).direction,
  }));
  expect(await look).toEqual({ isCut: true, direction: 'ltr' });
});
