import { expect, type Page } from '@playwright/test';
import { plainProxy, type PlainProxy } from '../support/plain-proxy.ts';
import { meet, Player, play, seatTwo, signIn, test as base, type World } from './world.ts';

/** A world whose pages come by a proxy that refuses WebSockets. */
const test = base.extend<{ wall: PlainProxy; shut: World }>({
  wall: async ({ world }, use) => {
    await using wall = await plainProxy(world.url);
    await use(wall);
  },
  shut: async ({ world, wall }, use) => {
    const visitor = async () => {
      const page = await world.visitor();
      await page.goto(wall.url);
      return page;
    };
    await use({
      ...world,
      url: wall.url,
      visitor,
      async player(alias) {
        const page = await visitor();
        await signIn(page, alias);
        await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
        return new Player(page, alias);
      },
    });
  },
});

/* Each page first learns, for seconds, that its network is such a one. */
test.describe.configure({ timeout: 120_000 });
test.use({ turnTimeout: 60_000 });

const saysSo = (page: Page) =>
  expect(page.getByText('this network lets no WebSockets through')).toBeVisible({ timeout: 20_000 });
const isConnected = (page: Page) => expect(page.getByTitle('Connected', { exact: true })).toBeVisible();

test('where no WebSocket passes, two players see each other and play to a win, and the page says how', async ({
  shut,
  wall,
}) => {
  const [ann, bea] = await meet(shut);
  for (const { page } of [ann, bea]) {
    await saysSo(page);
    await isConnected(page);
  }
  await play([ann, bea], ['00', '01', '10', '11', '20']);
  await ann.sees('You win');
  await bea.sees('You lose');
  expect(wall.refused()).toBeGreaterThan(0);
});

test('where no WebSocket passes, a page goes on after the server was away', async ({ shut, world }) => {
  const [ann, bea] = await seatTwo(shut);
  await saysSo(ann.page);
  // What Bea does reaches Ann: by then there is a connection to lose.
  await play([ann, bea], ['22', '21']);
  await world.stop();
  await expect(ann.page.getByRole('banner').getByRole('status')).toContainText('Reconnecting…');
  await world.start();
  for (const { page } of [ann, bea]) {
    await expect(page.getByRole('banner').getByRole('status')).toBeEmpty({ timeout: 20_000 });
    await isConnected(page);
  }
  await play([ann, bea], ['00', '01']);
});

test('where no WebSocket passes, who leaves is away, and who signs out is told so in every tab', async ({
  shut,
}) => {
  const ann = await shut.player('Ann');
  const bea = await shut.player('Bea');
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeVisible({ timeout: 20_000 });
  await bea.page.context().close();
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeHidden();

  const tab = await ann.page.context().newPage();
  await tab.goto(shut.url);
  await saysSo(tab);
  await isConnected(tab);
  await ann.page.getByRole('button', { name: 'Ann: your menu' }).click();
  await ann.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  for (const page of [ann.page, tab]) await expect(page.getByText('You are signed out.')).toBeVisible();
});

test('where no WebSocket passes, any number of tabs is open, and the one that is looked at is live', async ({
  shut,
}) => {
  const ann = await shut.player('Ann');
  const bea = await shut.player('Bea');
  const context = ann.page.context();
  // Playwright shows all pages of a browser at once: here, as on a desk, one hides the others.
  await context.addInitScript(() => {
    const shown = { is: true };
    Object.defineProperty(document, 'hidden', { get: () => !shown.is });
    addEventListener('show', () => {
      shown.is = true;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    addEventListener('hide', () => {
      shown.is = false;
      document.dispatchEvent(new Event('visibilitychange'));
    });
  });
  const tell = (page: Page, what: 'show' | 'hide') =>
    page.evaluate((name) => void dispatchEvent(new Event(name)), what);
  const tabs: Page[] = [];
  await ann.page.close();
  for (let count = 0; count < 5; count += 1) {
    for (const tab of tabs.slice(-1)) await tell(tab, 'hide');
    const tab = await context.newPage();
    tabs.push(tab);
    await tab.goto(shut.url);
    await saysSo(tab);
    await isConnected(tab);
  }
  const [first, last] = [tabs[0], tabs.at(-1)];
  if (!first || !last) throw new Error('There are five tabs.');
  await tell(last, 'hide');
  await tell(first, 'show');
  await bea.page.getByRole('button', { name: 'Invite Ann' }).click();
  await expect(first.getByRole('button', { name: 'Accept the invitation from Bea' })).toBeVisible();
  await first.getByRole('button', { name: 'Accept the invitation from Bea' }).click();
  await first.waitForURL(/\/games\//);
  await play([bea, new Player(first, 'Ann')], ['00', '01']);
});
