/** What stands at the edges: of phones, of forced colours, of the site. */
import { expect, type Locator } from '@playwright/test';
import { seatTwo, test } from './world.ts';

const look = (thing: Locator) =>
  thing.evaluate((element) => {
    const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(element);
    return { edge: borderTopColor, width: parseFloat(borderTopWidth), paper: backgroundColor };
  });

test.describe('on a phone that is held sideways', () => {
  test.use({ viewport: { width: 844, height: 390 } });

  test('who comes for the first time sees the whole question', async ({ world }) => {
    const page = await world.visitor();
    await page.goto('/');
    await expect(page.getByText('Up to 20 characters.')).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeInViewport({ ratio: 1 });
    await page.goto('/games/3fa85f64-5717-4562-b3fc-2c963f66afa6');
    await expect(page.getByRole('link', { name: 'Play a game' })).toBeInViewport({ ratio: 1 });
  });

  test('nothing lies under its camera', async ({ world }) => {
    const { page } = await world.player('Ann');
    const session = await page.context().newCDPSession(page);
    const insets = { left: 47, right: 47, top: 0, bottom: 21 };
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets });
    await page.getByRole('button', { name: 'New game' }).click();
    await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
    const board = page.getByRole('grid', { name: 'Board', includeHidden: true });
    for (const thing of [board, page.getByRole('link', { name: 'tic-tac-toe' })])
      expect((await thing.boundingBox())?.x).toBeGreaterThanOrEqual(47);
    const menu = await page.getByText('Ann', { exact: true }).first().boundingBox();
    expect((menu?.x ?? NaN) + (menu?.width ?? NaN)).toBeLessThanOrEqual(844 - 47);
  });
});

test('with forced colours, buttons keep an edge and the dot of the connection is seen', async ({ world }) => {
  const { page } = await world.player('Ann');
  await page.emulateMedia({ forcedColors: 'active' });
  const { paper } = await look(page.locator('html'));
  const dot = page.getByTitle('Connected', { exact: true });
  for (const thing of [page.getByRole('button', { name: 'New game' }), dot]) {
    const { edge, width } = await look(thing);
    expect(width).toBeGreaterThan(0);
    expect(edge).not.toBe(paper);
  }
});

test('who is here is not known without a connection, and the page does not say that nobody is', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  await expect(page.getByText('Nobody else is here')).toBeVisible();
  await world.stop();
  await expect(page.getByText('Who is here shows again once this page is connected.')).toBeVisible();
  await expect(page.getByText('Nobody else is here')).toBeHidden();
});

test('a server that cannot be reached leads to one page, which stays while it is asked again', async ({
  world,
}) => {
  const page = await world.visitor();
  let asked = 0;
  const answer = {
    error: { message: 'Away.', code: -32_603, data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } },
  };
  await page.clock.install();
  await page.route(/\/trpc\//, (route) => {
    asked += 1;
    return route.fulfill({ status: 503, json: [answer] });
  });
  await page.goto('/');
  const title = page.getByRole('heading', { name: 'No connection' });
  while (!(await title.isVisible())) await page.clock.runFor(1_000);
  await title.evaluate((element) => Object.assign(globalThis, { first: element }));
  const before = asked;
  while (asked < before + 12) await page.clock.runFor(1_000);
  expect(await title.evaluate((element) => element === (globalThis as { first?: unknown }).first)).toBe(true);

  await page.unroute(/\/trpc\//);
  await page.clock.resume();
  await expect(page.getByLabel('Choose an alias')).toBeVisible();
});

test('a board that was drawn can be read as before', async ({ world }) => {
  const players = await seatTwo(world);
  const moves = ['00', '10', '20', '11', '01', '21', '12', '02', '22'];
  for (const [index, cell] of moves.entries()) await players[index % 2 === 0 ? 0 : 1].mark(cell);
  await players[0].sees('A draw');
  const opacities = () =>
    players[0].page
      .locator('[role="gridcell"] svg')
      .evaluateAll((marks) => [...new Set(marks.map((mark) => getComputedStyle(mark).opacity))]);
  // The last one comes to its full colour when the server has it.
  await expect.poll(opacities).toEqual(['1']);
});

test('crawlers and old browsers find what they look for, and missing pages are missing', async ({
  request,
  world,
}) => {
  const get = async (path: string) => {
    const answer = await request.get(`${world.url}${path}`, { headers: { accept: 'text/html,*/*' } });
    return { status: answer.status(), type: answer.headers()['content-type'] };
  };
  expect(await get('/robots.txt')).toEqual({ status: 200, type: 'text/plain; charset=utf-8' });
  expect(await get('/favicon.ico')).toEqual({ status: 200, type: 'image/x-icon' });
  expect(await get('/icon-maskable-512.png')).toEqual({ status: 200, type: 'image/png' });
  expect(await get('/nowhere')).toEqual({ status: 404, type: 'text/html; charset=utf-8' });
});
