import { copyFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { meet, play, type Player, test } from './world.ts';

/** What the page says of the reader's own connection. */
const ownConnection = (page: Page) => page.getByRole('banner').getByRole('status');
const isConnected = (page: Page) => expect(page.getByTitle('Connected', { exact: true })).toBeVisible();

const secondsIn = async (text: Promise<string>) => Number(/(\d+) s/.exec(await text)?.[1]);
const seat = ({ page }: Player, alias: string) =>
  page.getByRole('list', { name: 'Players' }).getByRole('listitem').filter({ hasText: alias });

/** Closes the player's page, as a phone that goes dark does; the browser stays signed in. */
const leave = ({ page }: Player) => page.goto('about:blank');

test('an opponent who leaves is said to be reconnecting, for how long, and no more once back', async ({
  world,
}) => {
  const [ann, bea] = await meet(world);
  await play([ann, bea], ['11']);
  const game = bea.page.url();
  await leave(bea);

  const note = ann.page.getByText('Bea is reconnecting…');
  await expect(note).toBeVisible();
  await expect(seat(ann, 'Bea')).toContainText('away');
  const before = await secondsIn(note.innerText());
  await expect.poll(() => secondsIn(note.innerText())).toBeGreaterThan(before + 1);

  await bea.page.goto(game);
  await bea.sees('Your turn');
  await expect(note).toBeHidden();
  await expect(seat(ann, 'Bea')).toContainText('to move');
});

test('an opponent who is away when the page is opened is said to be away, until they return', async ({
  world,
}) => {
  const [ann, bea] = await meet(world);
  const game = bea.page.url();
  await leave(bea);
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();

  await ann.page.reload();
  const note = ann.page.getByText('Bea is away.');
  await expect(note).toBeVisible();
  await expect(seat(ann, 'Bea')).toContainText('away');

  await bea.page.goto(game);
  await bea.sees('Ann’s turn');
  await expect(note).toBeHidden();
  await expect(seat(ann, 'Bea')).not.toContainText('away');
});

test('an opponent who signs out is said to have left, also after a reload, and is not asked for a rematch', async ({
  world,
}) => {
  test.slow();
  const [ann, bea] = await meet(world);
  await play([ann, bea], ['00', '01', '10', '11']);
  await bea.page.getByRole('button', { name: 'Bea: your menu' }).click();
  await bea.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await bea.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  const story = ann.page.getByRole('list', { name: 'Messages of this game' });
  for (const look of ['live', 'anew']) {
    if (look === 'anew') await ann.page.reload();
    await expect(ann.page.getByRole('status').getByText('Bea has left.')).toBeVisible();
    await expect(ann.page.getByText('reconnecting')).toBeHidden();
    await expect(seat(ann, 'Bea')).toContainText('has left');
    await expect(story).toContainText('Bea has left.');
  }
  await ann.mark('20');
  await ann.sees('You win');
  await expect(ann.page.getByRole('link', { name: 'Back to the lobby' })).toBeVisible();
  await expect(ann.page.getByRole('button', { name: 'Play again' })).toBeHidden();
});

test('who watches is told of both players', async ({ world }) => {
  const [ann, bea] = await meet(world);
  await leave(bea);
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();
  const cleo = await world.player('Cleo');
  await cleo.page.goto(ann.page.url());
  await expect(seat(cleo, 'Bea')).toContainText('away');
  await expect(seat(cleo, 'Ann')).not.toContainText('away');
});

test('a page that loses the server says since when, and nothing of others; then all is as before @phone', async ({
  world,
}) => {
  const [ann, bea] = await meet(world);
  await isConnected(ann.page);
  const placeOfBoard = () => ann.page.getByRole('grid').boundingBox();
  const board = await placeOfBoard();
  await world.stop();
  await expect(ownConnection(ann.page)).toContainText('Reconnecting…');
  const seconds = () => secondsIn(ownConnection(ann.page).innerText());
  const before = await seconds();
  await expect.poll(seconds).toBeGreaterThan(before + 1);
  await expect(ann.page.getByTitle('Not connected')).toBeVisible();
  await expect(ann.page.getByText('Not live.')).toBeVisible();
  // Nothing moves from under the finger.
  expect(await placeOfBoard()).toEqual(board);
  await expect(seat(ann, 'Bea')).not.toContainText('away');

  await world.start();
  for (const { page } of [ann, bea]) {
    await expect(ownConnection(page)).toBeEmpty();
    await isConnected(page);
  }
  await expect(seat(ann, 'Bea')).not.toContainText('away');
  await play([ann, bea], ['11', '00']);
});

/** The connections that a page has tried since, and how many of them are over. */
function attemptsOf(page: Page) {
  const seen = { begun: 0, over: 0 };
  page.on('websocket', (socket) => {
    seen.begun += 1;
    socket.on('close', () => (seen.over += 1));
  });
  return seen;
}

test('a page that calls nothing is back within a second of the server', async ({ world }) => {
  const ann = await world.player('Ann');
  const { page } = ann;
  // Time passes for the page as the test says, whatever the machine has to do meanwhile.
  await page.clock.install();
  await page.reload();
  // Which it is told over its connection.
  await expect(page.getByText('Nobody else is here at the moment.')).toBeVisible();
  const attempts = attemptsOf(page);
  await world.stop();
  await expect(ownConnection(page)).toContainText('Reconnecting…');
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  const isOver = () => expect.poll(() => attempts.over).toBe(attempts.begun);
  await isOver();
  // It does not tire of asking for as long as a restart takes.
  for (let second = 1; second <= 5; second += 1) {
    const before = attempts.begun;
    await page.clock.runFor(1_000);
    await expect.poll(() => attempts.begun).toBeGreaterThan(before);
    await isOver();
  }
  await world.start();
  const before = attempts.begun;
  await page.clock.runFor(1_000);
  await expect.poll(() => attempts.begun).toBeGreaterThan(before);
  await page.clock.resume();
  await isConnected(page);
});

test('pages go on from where a restored backup is, and show nothing of what it undid', async ({ world }) => {
  const [ann, bea] = await meet(world);
  await play([ann, bea], ['11', '00']);
  const backup = `${world.databaseFile}.backup`;
  const everybodyIsBack = async () => {
    for (const { page } of [ann, bea]) await isConnected(page);
  };
  await world.stop();
  copyFileSync(world.databaseFile, backup);
  await world.start();
  await everybodyIsBack();
  await play([ann, bea], ['01', '22']);

  await world.stop();
  copyFileSync(backup, world.databaseFile);
  await world.start();
  await everybodyIsBack();
  for (const player of [ann, bea]) {
    await expect(player.square('11', 'X')).toBeVisible();
    for (const undone of ['01', '22']) await expect(player.square(undone, 'empty')).toBeVisible();
  }
  await play([ann, bea], ['10', '22', '12']);
  await ann.sees('You win');
  await bea.sees('You lose');
});

/** From now on, the page's root tells whether this word was ever there to be read. */
const watchFor = (page: Page, word: string) =>
  page.evaluate((looked) => {
    const look = () => {
      if (document.body.innerText.includes(looked)) document.documentElement.dataset['said'] = looked;
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    look();
  }, word);

test.describe('by a name that needs a network', () => {
  test.use({ host: 'tic-tac-toe.test' });

  test('a page without a network says so at once, and is connected again when it is back', async ({
    world,
  }) => {
    const [ann, bea] = await meet(world);
    await ann.page.context().setOffline(true);
    await expect(ownConnection(ann.page)).toContainText('You are offline.');
    await expect(ann.page.getByTitle('Not connected')).toBeVisible();
    const { page } = ann;
    await page.clock.install();
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
    const attempts = attemptsOf(page);

    await page.context().setOffline(false);
    // Within a second of the page's: what comes over the network in between takes the machine's own time.
    let passed = 0;
    await expect(async () => {
      if (passed < 900) await page.clock.runFor(100);
      passed += 100;
      expect(attempts.begun).toBeGreaterThan(0);
    }).toPass({ timeout: 30_000 });
    await page.clock.resume();
    await expect(ownConnection(ann.page)).toBeEmpty();
    await isConnected(ann.page);
    await play([ann, bea], ['11', '00']);
  });

  test('a browser that takes itself for offline, and reaches the server, is told nothing of that', async ({
    world,
  }) => {
    const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
    for (const { page } of [ann, bea]) {
      await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
      await page.reload();
      await page.evaluate(() => dispatchEvent(new Event('offline')));
      await isConnected(page);
    }
    await ann.invite(bea);
    await bea.accept(ann);
    for (const { page } of [ann, bea]) await watchFor(page, 'offline');
    await play([ann, bea], ['00', '01', '10', '11', '20']);
    await ann.sees('You win');
    for (const { page } of [ann, bea]) {
      await isConnected(page);
      await expect(ownConnection(page)).toBeEmpty();
      expect(await page.evaluate(() => document.documentElement.dataset['said'])).toBeUndefined();
    }
  });
});
