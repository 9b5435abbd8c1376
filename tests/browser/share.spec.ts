import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { play, seatTwo, test } from './world.ts';

/** What the page hands to the share sheet, or to the clipboard, from its next load on. */
async function watchSharing(page: Page, has: 'sheet' | 'clipboard'): Promise<() => Promise<unknown[]>> {
  await page.addInitScript((kind) => {
    const shared: unknown[] = [];
    Object.assign(window, { shared });
    const keep = async (what: unknown) => void shared.push(what);
    if (kind === 'sheet') Object.assign(navigator, { share: keep });
    else Reflect.deleteProperty(Navigator.prototype, 'share');
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: keep } });
  }, has);
  await page.reload();
  return () => page.evaluate(() => (window as unknown as { shared: unknown[] }).shared);
}

test('a game that is over is shared with who won, and the mark that is looked at', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['00', '10', '11', '20', '22']);
  const address = ann.page.url();
  const atAnn = await watchSharing(ann.page, 'sheet');
  await ann.page.getByRole('button', { name: 'Share' }).click();
  const text = 'Ann won against Bea at tic-tac-toe.';
  await expect.poll(atAnn).toEqual([{ title: 'tic-tac-toe', text, url: `${address}?move=5` }]);
  await ann.page.getByRole('button', { name: 'One mark back' }).click();
  await ann.page.getByRole('button', { name: 'Share' }).click();
  await expect.poll(atAnn).toHaveLength(2);
  expect((await atAnn())[1]).toMatchObject({ url: `${address}?move=4` });

  const visitor = await world.visitor();
  await visitor.goto(`${address}?move=4`);
  const atVisitor = await watchSharing(visitor, 'clipboard');
  await visitor.getByRole('button', { name: 'Share' }).click();
  await expect(visitor.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await atVisitor()).toEqual([`${text} ${address}?move=4`]);
  expect(await complaints(visitor)).toEqual([]);
});

test('a game that waits has its link as a QR code, drawn by the page itself @phone', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.getByRole('button', { name: 'New game' }).click();
  await ann.page.waitForURL(/\/games\//);
  const asked: string[] = [];
  ann.page.on('request', (request) => asked.push(new URL(request.url()).host));
  await ann.page.reload();
  const code = ann.page.getByRole('img', { name: 'The link to this game, as a QR code' });
  await expect(code).toBeVisible();
  const { width = 0, height = 0 } = (await code.boundingBox()) ?? {};
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(140);
  expect(new Set(asked)).toEqual(new Set([new URL(world.url).host]));
  expect(await complaints(ann.page)).toEqual([]);
});
