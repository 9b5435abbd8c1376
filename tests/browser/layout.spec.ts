import { expect, type Locator, type Page } from '@playwright/test';
import { seatTwoAtUltimate } from './ultimate-table.ts';
import { type Player, play, resize, seatTwo, test } from './world.ts';

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

/** Each with what its board has at least: across the page, or what is left of its height. */
const SIZES = [
  [320, 568, 288],
  [375, 667, 343],
  [390, 664, 358],
  [844, 390, 300],
  [1280, 800, 680],
] as const;

/** Where the board is on screens of all these sizes. */
async function places({ page }: Player) {
  const found = [];
  for (const [width, height, side] of SIZES) {
    await resize(page, width, height);
    const place = await board(page).locator('..').boundingBox();
    expect(place?.width, `${width}×${height}`).toBeGreaterThanOrEqual(side);
    expect((place?.y ?? NaN) + (place?.height ?? NaN), `${width}×${height}`).toBeLessThanOrEqual(height);
    found.push(place);
  }
  return found;
}

const tables = [
  ['classic', seatTwo, 'row 2, column 2'],
  ['ultimate', seatTwoAtUltimate, 'Centre board, centre'],
] as const;

for (const [rules, seat, middle] of tables)
  test(`the board of ${rules} games has all the room there is, and stays where it is when the headline takes two lines`, async ({
    world,
  }) => {
    // As long as a name gets that is set in the largest letters.
    const [ann, bea] = await seat(world, 'Quiet Otter');
    const before = await places(ann);
    await ann.page.getByRole('button', { name: new RegExp(`^${middle}`) }).click();
    await ann.sees('Quiet Otter’s turn');
    await bea.sees('Your turn');
    expect(await places(ann)).toEqual(before);
  });

test('what is said in passing covers no square of a board that stands beside it', async ({ world }) => {
  const { page } = await world.player('Ann');
  await page.addInitScript(() =>
    Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error('Not here.')) }),
  );
  await page.setViewportSize({ width: 844, height: 390 });
  await page.reload();
  await page.getByRole('button', { name: 'New game' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  const notice = page.getByText('Copy the selected link.');
  for (const [width, height] of [
    [844, 390],
    [1024, 768],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(notice).toBeVisible();
    const said = await notice.locator('..').boundingBox();
    const square = await board(page).locator('..').boundingBox();
    expect(said?.x, `${width}×${height}`).toBeGreaterThan((square?.x ?? NaN) + (square?.width ?? NaN));
  }
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
