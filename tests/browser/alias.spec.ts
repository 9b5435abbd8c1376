import { expect } from '@playwright/test';
import { type Player, seatTwo, signIn, test } from './world.ts';

async function signOut({ page, alias }: Player): Promise<void> {
  await page.getByRole('button', { name: `${alias}: your menu` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
}

test('an alias that cannot be is refused with a sentence', async ({ world }) => {
  const page = await world.visitor();
  await page.goto('/');
  for (const [alias, sentence] of [
    ['', 'An alias needs at least one character.'],
    ['   ', 'An alias needs at least one character.'],
    ['a'.repeat(21), 'An alias has at most 20 characters.'],
    ['a\u200bb', 'An alias has visible characters only.'],
    [
      'a\u200db',
      'An alias has joiners and the like only where letters or emoji are drawn differently by them.',
    ],
  ] as const) {
    await signIn(page, alias);
    await expect(page.getByText(sentence)).toBeVisible();
  }
});

test('an alias of letters or emoji that are joined by what nobody sees is taken, once', async ({ world }) => {
  const flag = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
  for (const alias of ['علی\u200cرضا', 'श्\u200dरी', `Ann ${flag}`]) {
    const { page } = await world.player(alias);
    await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
  }
  const page = await world.visitor();
  await page.goto('/');
  await signIn(page, 'علیرضا');
  await expect(page.getByText('is taken')).toBeVisible();
});

test('an alias that is taken, however it is written, is refused', async ({ world }) => {
  await world.player('Ann');
  const page = await world.visitor();
  await page.goto('/');
  await signIn(page, 'ＡＮＮ');
  await expect(page.getByText('is taken')).toBeVisible();
});

test('for an alias that is taken a near one is offered, for one tap, and the next where that is gone @phone', async ({
  world,
}) => {
  await world.player('Ann');
  const page = await world.visitor();
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto('/');
  await signIn(page, 'Ann');
  const offer = page.getByRole('button', { name: 'Play as Ann 2' });
  await expect(offer).toBeInViewport({ ratio: 1 });
  // Somebody was faster.
  await world.player('Ann 2');
  await offer.click();
  await expect(page.getByText('“Ann 2” is taken.')).toBeVisible();
  await page.getByRole('button', { name: 'Play as Ann 3' }).click();
  await expect(page.getByRole('button', { name: 'Ann 3: your menu' })).toBeVisible();
});

test('a name that is taken back leads to the beginning, without a word of blame', async ({ world }) => {
  const { page } = await world.player('Ann');
  const game = await page.context().newPage();
  await page.goto('about:blank');
  // As when a guest was away for long: the cookie is there, and its session is not.
  const cookies = await page.context().cookies();
  await game.goto('/');
  await game.getByRole('button', { name: 'Ann: your menu' }).click();
  await game.getByRole('menuitem', { name: 'Sign out' }).click();
  await game.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(game.getByText('You are signed out.')).toBeVisible();
  await page.context().addCookies(cookies);
  await page.goto('/');
  await expect(page.getByText('Up to 20 characters.')).toBeVisible();
  await signIn(page, 'Ann');
  await expect(page.getByRole('button', { name: 'Ann: your menu' })).toBeVisible();
});

test('signing out leads back to the beginning, and the alias is free again', async ({ world }) => {
  const ann = await world.player('Ann');
  await signOut(ann);
  await expect(ann.page.getByText('You are signed out.')).toBeVisible();
  await expect(ann.page.getByLabel('Choose an alias')).toBeVisible();
  await world.player('Ann');
});

test('who signs out at a game is told so in every tab, and nothing that was said before stays', async ({
  world,
}) => {
  const [ann] = await seatTwo(world);
  const tab = await ann.page.context().newPage();
  await tab.goto(ann.page.url());
  await expect(tab.getByRole('heading', { level: 1, name: 'Your turn' })).toBeVisible();

  // As when another tab was faster.
  const data = { code: 'CONFLICT', httpStatus: 409, reason: 'PLAYER_CAN_NOT_PLAY' };
  await ann.page.route(/games\.placeMark/, (route) =>
    route.fulfill({ status: 409, json: [{ error: { message: 'Refused.', code: -32_009, data } }] }),
  );
  await ann.mark('11');
  const refusal = ann.page.getByText('It is not your turn.');
  await expect(refusal).toBeVisible();
  const shownAt = Date.now();

  await signOut(ann);
  await ann.sees('You are signed out.');
  // By itself it would go six seconds after it was shown.
  await expect(refusal).toBeHidden({ timeout: Math.max(2_000, 5_000 - (Date.now() - shownAt)) });
  for (const page of [ann.page, tab]) {
    await expect(page.getByRole('heading', { level: 1, name: 'You are signed out.' })).toBeVisible();
    await expect(page.getByLabel('Choose an alias')).toBeVisible();
  }
});

test('who opens a link to a game without an alias is told nothing of it that may not be so', async ({
  world,
}) => {
  const [ann] = await seatTwo(world);
  const page = await world.visitor();
  for (const [link, title] of [
    [ann.page.url(), 'Ann’s turn'],
    ['/games/00000000-0000-4000-8000-000000000000', 'No such game'],
  ] as const) {
    await page.goto(link);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByText('waiting')).toBeHidden();
  }
});

test('who comes and who goes shows in the lobby by itself', async ({ world }) => {
  const ann = await world.player('Ann');
  const bea = await world.player('Bea');
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeVisible();
  await expect(bea.page.getByRole('button', { name: 'Invite Ann' })).toBeVisible();
  await bea.page.context().close();
  await expect(ann.page.getByRole('button', { name: 'Invite Bea' })).toBeHidden();
});

test('a link to a game that is not there says so', async ({ world }) => {
  const ann = await world.player('Ann');
  await ann.page.goto('/games/00000000-0000-4000-8000-000000000000');
  await expect(ann.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(ann.page.getByRole('link', { name: /lobby/i }).first()).toBeVisible();
});
