/** Players whose servers are several, on one PostgreSQL. */
import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { findPostgres, startCluster, WITHOUT_POSTGRES } from '@tic-tac-toe/db-postgres/testing';
import { startBalancer } from '../cluster/balancer.ts';
import { type Member, openSite, type Site } from '../cluster/site.ts';
import { startServer } from '../support/server-process.ts';
import { play, Player, signIn } from './world.ts';

const bin = findPostgres();
test.skip(bin === null, WITHOUT_POSTGRES);

/** A page says no longer than this that it, or the other player, is reconnecting. */
const RECONNECTING_MOST_MS = 2_000;

/** From now on, the page measures how long "reconnecting" stands on it, and keeps what else is wrong. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const seen = { longest: 0, alerts: [] as string[] };
    let since: number | null = null;
    Object.assign(globalThis, { seen });
    const look = () => {
      const isSaid = document.body.innerText.toLowerCase().includes('reconnecting');
      since = isSaid ? (since ?? performance.now()) : null;
      if (since !== null) seen.longest = Math.max(seen.longest, performance.now() - since);
      for (const alert of document.querySelectorAll('[role=alert]'))
        if (alert.textContent) seen.alerts.push(alert.textContent);
      requestAnimationFrame(look);
    };
    look();
  });

const seenBy = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { seen: { longest: number; alerts: string[] } }).seen);

const ends: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(servers: number): Promise<Site> {
  const database = await startCluster(bin ?? '');
  ends.push(database.end);
  const site = await openSite({
    url: await database.createDatabase(),
    servers,
    start: async (port, own) => startServer(port, { TURN_TIMEOUT_MS: '600000', ...own }),
  });
  ends.push(site.end);
  return site;
}

interface Browsers {
  readonly browser: Browser;
  readonly contextOptions: BrowserContextOptions;
}

/** A browser whose connections go to the first of these that is ready. */
async function sitAt(
  { browser, contextOptions }: Browsers,
  alias: string,
  members: readonly Member[],
): Promise<Player> {
  const ports = members.map(({ toPlayers }) => toPlayers.port);
  const balancer = await startBalancer(ports, 'first');
  ends.push(balancer.close);
  const baseURL = `http://127.0.0.1:${balancer.port}`;
  const context = await browser.newContext({ ...contextOptions, baseURL });
  ends.push(() => context.close());
  const page = await context.newPage();
  await page.goto('.');
  await signIn(page, alias);
  await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
  return new Player(page, alias);
}

test('who looks for an opponent at one server finds who looks at another', async ({
  browser,
  contextOptions,
}) => {
  const [first, second] = (await open(2)).members;
  if (!first || !second) throw new Error('There are two servers.');
  const at = (alias: string, member: Member) => sitAt({ browser, contextOptions }, alias, [member]);
  const [ann, bea, cleo] = [await at('Ann', first), await at('Bea', second), await at('Cleo', second)];
  const find = ({ page }: Player) => page.getByRole('button', { name: 'Find an opponent' });
  await find(ann).click();
  // Who looks is listed at the other server, until they have found somebody.
  await expect(cleo.page.getByRole('button', { name: 'Play Ann' })).toBeVisible();
  await find(bea).click();
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
  expect(new URL(ann.page.url()).pathname).toBe(new URL(bea.page.url()).pathname);
  await expect(cleo.page.getByRole('button', { name: 'Play Ann' })).toBeHidden();
  await play([ann, bea], ['11', '00']);
});

test('two browsers on two servers play on while a third one is killed, and one of theirs is replaced', async ({
  browser,
  contextOptions,
}) => {
  const site = await open(3);
  const [first, second, third] = site.members;
  if (!first || !second || !third) throw new Error('There are three servers.');

  const at = (alias: string, members: readonly Member[]) =>
    sitAt({ browser, contextOptions }, alias, members);
  const [ann, bea] = [await at('Ann', [first, second]), await at('Bea', [second, first])];
  await ann.invite(bea);
  await bea.accept(ann);
  await ann.sees('Your turn');
  await bea.sees('Ann’s turn');
  for (const { page } of [ann, bea]) await watch(page);

  await play([ann, bea], ['00', '10']);
  await third.kill();
  await play([ann, bea], ['20', '11']);
  await first.stop();
  await play([ann, bea], ['01', '21']);
  await Promise.all([first.start(), third.start()]);
  await play([ann, bea], ['12', '02', '22']);
  for (const player of [ann, bea]) await player.sees('A draw');
  for (const { page } of [ann, bea]) {
    const { longest, alerts } = await seenBy(page);
    expect(alerts).toEqual([]);
    expect(longest).toBeLessThan(RECONNECTING_MOST_MS);
  }
});
