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

test('a link goes to the share sheet, and who thinks better of it there has lost nothing', async ({
  world,
}) => {
  const { page } = await world.player('Ann');
  await page.getByRole('button', { name: 'New game' }).click();
  await page.waitForURL(/\/games\//);
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const atAnn = await watchSharing(page, 'sheet');
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.click();
  const whole = { title: 'tic-tac-toe', text: 'Play tic-tac-toe with me', url: page.url() };
  await expect.poll(atAnn).toEqual([whole]);

  // As a browser tells of it.
  await page.evaluate(() => {
    const shared = (window as unknown as { shared: unknown[] }).shared;
    const cancel = async () => {
      shared.push('cancelled');
      throw new DOMException('Share canceled', 'AbortError');
    };
    Object.assign(navigator, { share: cancel });
  });
  await share.click();
  await expect.poll(atAnn).toEqual([whole, 'cancelled']);
  await expect(page.getByRole('button', { name: 'Dismiss' })).toBeHidden();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await atAnn()).toEqual([whole, 'cancelled', page.url()]);
  expect(errors).toEqual([]);
});

test('where the browser refuses the share sheet, what was to be shared is copied', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['00', '10', '11', '20', '22']);
  const { page } = ann;
  const atAnn = await watchSharing(page, 'sheet');
  const refuse = () =>
    page.evaluate(() =>
      Object.assign(navigator, {
        share: () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError')),
      }),
    );
  await refuse();
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await atAnn()).toEqual([`Ann won against Bea at tic-tac-toe. ${page.url()}?move=5`]);

  await page.goto('.');
  await refuse();
  await page.getByRole('button', { name: 'New game' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await atAnn()).toEqual([page.url()]);
});

test('where there is no share sheet, there is no button for it, and what cannot be copied is said', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  await play([ann, bea], ['00', '10', '11', '20', '22']);
  const { page } = ann;
  await watchSharing(page, 'clipboard');
  await page.evaluate(() =>
    Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error('Not here.')) }),
  );
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByText('Copy the address of this page.')).toBeVisible();

  await page.goto('.');
  await page.getByRole('button', { name: 'New game' }).click();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeHidden();
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
