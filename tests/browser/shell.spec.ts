import { expect, type Page } from '@playwright/test';
import { test } from './world.ts';

const wordmark = (page: Page) => page.getByRole('banner').getByText('toe', { exact: true });
const header = (page: Page) => page.getByRole('banner').boundingBox();

/** Keeps answers back until it is called. */
async function hold(page: Page, url: RegExp): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test('what a page asks first is asked before its scripts are here, and once', async ({ world }) => {
  const { page: host } = await world.player('Ann');
  await host.getByRole('button', { name: 'New game' }).click();
  await host.waitForURL(/\/games\//);
  for (const [path, shown] of [
    ['/', 'Play'],
    [new URL(host.url()).pathname, 'Join as O'],
  ] as const) {
    const page = await world.visitor();
    const asked: string[] = [];
    page.on('request', (request) => {
      const procedures = /\/trpc\/([^?]*)/.exec(request.url())?.[1]?.split(',') ?? [];
      asked.push(...procedures.filter((name) => name === 'sessions.me' || name === 'games.getGame'));
    });
    const letScriptsCome = await hold(page, /\/assets\/(?!first-).*\.js$/);
    const first = page.waitForResponse(/\/trpc\/sessions\.me/);
    await page.goto(path, { waitUntil: 'commit' });
    await first;
    letScriptsCome();
    await expect(page.getByRole('button', { name: shown, exact: true })).toBeVisible();
    expect(asked).toEqual(path === '/' ? ['sessions.me'] : ['sessions.me', 'games.getGame']);
  }
});

test('the page has its header and its place for more before any script, and nothing moves when scripts and letters come @phone', async ({
  world,
}) => {
  const page = await world.visitor();
  const letScriptsCome = await hold(page, /\/assets\/(?!first-).*\.js$/);
  const letLettersCome = await hold(page, /\.woff2$/);
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/', { waitUntil: 'commit' });
  await expect(wordmark(page)).toBeVisible();
  await expect(page.getByRole('status')).toHaveText('Loading');
  // Nothing is painted before the styles are here, but it can be measured.
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px');
  const before = await header(page);

  letScriptsCome();
  await expect(page.getByLabel('Choose an alias')).toBeVisible();
  await expect(page.getByText('Still free').first()).toBeVisible();
  letLettersCome();
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => page.evaluate(() => document.fonts.check('16px "Inter Variable"'))).toBe(true);
  expect(await header(page)).toEqual(before);
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.02);
});
