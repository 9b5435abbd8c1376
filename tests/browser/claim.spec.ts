import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { callerAt, listenerAt } from './script-player.ts';
import { meet, play, type Player, test, type World } from './world.ts';

const SIZES = [
  [320, 568],
  [375, 667],
  [390, 664],
  [844, 390],
  [700, 1000],
  [800, 1200],
  [1280, 800],
] as const;

const claim = ({ page }: Player) => page.getByRole('button', { name: 'Claim the win' });

/** Between the clock and the button, and between that and the seats, in pixels. */
async function roomAround({ page }: Player) {
  const clock = await page.getByRole('timer').locator('..').boundingBox();
  const button = await page.getByRole('button', { name: 'Claim the win' }).boundingBox();
  const seats = await page.getByRole('list', { name: 'Players' }).boundingBox();
  return {
    above: (button?.y ?? NaN) - (clock?.y ?? NaN) - (clock?.height ?? NaN),
    below: (seats?.y ?? NaN) - (button?.y ?? NaN) - (button?.height ?? NaN),
  };
}

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
    const { above, below } = await roomAround(bea);
    expect(above, `${width}×${height}`).toBeGreaterThanOrEqual(8);
    expect(below, `${width}×${height}`).toBeGreaterThanOrEqual(8);
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

/** Ann has opened a game, and waits at it. */
async function annWaits(world: World): Promise<Player> {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.sees('Waiting for your opponent');
  return ann;
}

test('a script that only calls is here when it moves, and away once it has let eight seconds of a turn pass', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const bot = await callerAt(world, 'Bot', ann.page.url().split('/').at(-1) ?? '');
  await ann.mark('00');
  await ann.sees('Bot’s turn');
  await bot.mark('11');
  await ann.sees('Your turn');
  await expect(ann.page.getByText('Bot is')).toBeHidden();
  await ann.mark('01');
  await ann.sees('Bot’s turn');
  await expect(ann.page.getByText('Your turn is next.')).toBeVisible();
  await expect(claim(ann)).toBeVisible();
  await expect(ann.page.getByText('Bot is away.')).toBeVisible();

  await bot.mark('22');
  await ann.sees('Your turn');
  await expect(claim(ann)).toBeHidden();
  await expect(ann.page.getByText('Bot is')).toBeHidden();
  await ann.mark('10');
  await ann.sees('Bot’s turn');
  await claim(ann).click();
  await ann.sees('You win');
});

test('a script whose network is lost in its turn is away once the server has noticed, and not once it is back', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const bot = await listenerAt(world, 'Bot', ann.page.url().split('/').at(-1) ?? '');
  await ann.mark('00');
  await ann.sees('Bot’s turn');
  await bot.mark('11');
  await ann.mark('01');
  await ann.sees('Bot’s turn');
  await expect(ann.page.getByText('Bot is')).toBeHidden();

  bot.lose();
  await expect(ann.page.getByText('Bot is reconnecting…')).toBeVisible();
  await expect(claim(ann)).toBeHidden();
  await expect(claim(ann)).toBeVisible();
  bot.find();
  await expect(claim(ann)).toBeHidden();
  await expect(ann.page.getByText('Bot is')).toBeHidden();

  bot.lose();
  await claim(ann).click();
  await ann.sees('You win');
  await bot.leave();
});

test('who leaves as soon as they have sat down by a link is seen to be away, and loses the game', async ({
  world,
}) => {
  const ann = await annWaits(world);
  const visitor = await world.visitor();
  await visitor.goto(ann.page.url());
  const answered = visitor.waitForResponse(/sessions\.start/);
  await visitor.getByRole('button', { name: 'Join as O' }).click();
  await answered;
  await visitor.goto('about:blank');
  await ann.sees('Your turn');
  await ann.mark('00');
  await expect(ann.page.getByText(/ is reconnecting…/)).toBeVisible();
  await ann.page.getByRole('button', { name: 'Call off' }).click();
  await ann.sees('Called off');
  await expect(ann.page.getByText(/^A player was away for too long\./).first()).toBeVisible();
});
