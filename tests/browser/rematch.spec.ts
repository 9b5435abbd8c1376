import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { Player, play, seatTwo, test } from './world.ts';

const WIN = ['00', '01', '10', '11', '20'];
const SIZES = [
  [320, 568],
  [360, 640],
  [375, 667],
  [390, 664],
  [844, 390],
] as const;

const again = ({ page }: Player) => page.getByRole('button', { name: 'Play again' });
const resign = async ({ page }: Player) => {
  await page.getByRole('button', { name: 'Resign', exact: true }).click();
  await page.getByRole('group').getByRole('button', { name: 'Resign' }).click();
};
const isReady = (player: Player, ready: boolean) =>
  expect(again(player)).toHaveAttribute('aria-pressed', String(ready));

/** Nothing of it is out of sight or covered, on any phone. */
async function isInFullView({ page }: Player): Promise<void> {
  const before = page.viewportSize();
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    await expect(again(new Player(page, ''))).toBeInViewport({ ratio: 1 });
    await again(new Player(page, '')).click({ trial: true });
    expect(await page.evaluate(() => scrollY)).toBe(0);
  }
  if (before) await page.setViewportSize(before);
}

/** Whether an invitation was ever shown on this page, for however short a time. */
async function watchForInvitations(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => {
    const seen = globalThis as { invitationSeen?: boolean };
    seen.invitationSeen = false;
    new MutationObserver(() => {
      if (/invites you|invitation/i.test(document.body.innerText)) seen.invitationSeen = true;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as { invitationSeen?: boolean }).invitationSeen ?? true);
}

test('a rematch is offered, withdrawn and taken in one place, and both go on at one address @phone', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], WIN);
  await ann.sees('You win');
  const before = ann.page.url();
  const seen = [await watchForInvitations(ann.page), await watchForInvitations(bea.page)];
  await isInFullView(ann);

  await again(bea).focus();
  await bea.page.keyboard.press('Enter');
  await isReady(bea, true);
  await expect(bea.page.getByText('Waiting for Ann.')).toBeVisible();
  await expect(ann.page.getByText('Bea wants a rematch.', { exact: true }).first()).toBeVisible();
  await expect(ann.page).toHaveTitle(/^● Bea wants a rematch/);
  await expect(ann.page.locator('[aria-live]').getByText('Bea wants a rematch.')).toBeAttached();
  await isInFullView(ann);
  await isInFullView(bea);
  for (const { page } of [ann, bea]) expect(await complaints(page)).toEqual([]);

  await bea.page.keyboard.press('Enter');
  await isReady(bea, false);
  await expect(again(bea)).toBeFocused();
  await expect(ann.page).toHaveTitle(/^You win/);
  await expect(ann.page.getByText('You got three in a row.')).toBeVisible();

  await again(ann).click();
  await expect(bea.page).toHaveTitle(/^● Ann wants a rematch/);
  await again(bea).click();
  await bea.sees('Your turn');
  await ann.sees('Bea’s turn');
  expect(ann.page.url()).not.toBe(before);
  expect(ann.page.url()).toBe(bea.page.url());
  for (const wasSeen of seen) expect(await wasSeen()).toBe(false);
  await play([bea, ann], ['11']);

  // The game of before shows the way to the new one, and takes nobody there by itself.
  await ann.page.goBack();
  await ann.sees('You win');
  await expect(again(ann)).toBeHidden();
  await ann.page.getByRole('link', { name: 'Go to the rematch' }).click();
  await ann.sees('Your turn');
});

test('a rematch that was called off leads nowhere, and one that was played can be looked at', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], WIN);
  const first = ann.page.url();
  for (const player of [ann, bea]) await again(player).click();
  await bea.sees('Your turn');
  await resign(bea);
  await ann.sees('Called off');
  const lobby = ann.page.getByRole('link', { name: 'Back to the lobby' });
  const rematch = ann.page.getByRole('link', { name: /the rematch$/ });
  await ann.page.goto(first);
  await expect(ann.page.getByText('The rematch was called off.')).toBeVisible();
  await expect(lobby).toBeVisible();
  await expect(rematch).toBeHidden();

  await ann.page.goBack();
  await ann.sees('Called off');
  const second = ann.page.url();
  for (const player of [ann, bea]) await again(player).click();
  await ann.sees('Your turn');
  await play([ann, bea], WIN);
  await ann.page.goto(second);
  await expect(rematch).toHaveText('See the rematch');
  await expect(ann.page.getByText('A player resigned before both had made a mark.')).toBeVisible();
  await rematch.click();
  await ann.sees('You win');
});

test('both press at the same moment, again and again: each time it is one game for both', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  let [first, second] = [ann, bea];
  for (let n = 0; n < 5; n += 1) {
    await resign(first);
    for (const player of [ann, bea]) await expect(again(player)).toBeVisible();
    await Promise.all([again(first).click(), again(second).click()]);
    await second.sees('Your turn');
    await first.sees(`${second.alias}’s turn`);
    expect(first.page.url()).toBe(second.page.url());
    [first, second] = [second, first];
  }
});

test('who waits for a rematch hears that the other has left, and a third one may watch', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  const cleo = await world.player('Cleo');
  await cleo.page.goto(ann.page.url());
  await resign(bea);
  await cleo.sees('Called off');
  await expect(again(cleo)).toBeHidden();
  await again(ann).click();
  await isReady(ann, true);
  const game = bea.page.url();
  await bea.page.goto('about:blank');
  await expect(ann.page.getByRole('status').getByText('Bea has left.')).toBeVisible();
  await expect(ann.page.getByRole('list', { name: 'Players' })).toContainText('has left');

  // She has only reloaded the page, and finds the offer.
  await bea.page.goto(game);
  await expect(bea.page).toHaveTitle(/^● Ann wants a rematch/);
  await expect(ann.page.getByText('Waiting for Bea.')).toBeVisible();
  await again(bea).click();
  await bea.sees('Your turn');
  await cleo.sees('Called off');
  await cleo.page.getByRole('link', { name: 'Watch the rematch' }).click();
  await cleo.sees('Bea’s turn');
});

test('who is in the lobby already finds the offer there', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await resign(bea);
  await bea.page.getByRole('link', { name: 'Back to the lobby' }).click();
  await expect(bea.page.getByRole('heading', { name: 'Here now' })).toBeVisible();
  await again(ann).click();
  await expect(bea.page.getByText('Ann wants a rematch.')).toBeVisible();
  await bea.page
    .getByRole('link', { name: 'Resume' })
    .or(bea.page.getByRole('link', { name: 'Look' }))
    .click();
  await again(bea).click();
  await bea.sees('Your turn');
  await ann.sees('Bea’s turn');
});

test('who goes back to a game of a series sees how it ended, and stays there', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  for (const [first, second] of [
    [ann, bea],
    [bea, ann],
  ] as const) {
    await play([first, second], ['00', '11']);
    await resign(second);
    for (const player of [first, second]) await again(player).click();
    await second.sees('Your turn');
  }
  // Of the second game, a copy was asked for as it began. Whatever has come of it since is no news.
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ann.page.route(/games\.getGame/, async (route) => {
    await released;
    await route.continue();
  });
  const third = ann.page.url();
  await ann.page.goBack();
  await expect(ann.page.getByText('Loading the game')).toBeAttached();
  release();
  await ann.sees('You lose');
  await expect(ann.page.getByRole('link', { name: 'Go to the rematch' })).toBeVisible();
  expect(ann.page.url()).not.toBe(third);
});
