import { expect, type Page } from '@playwright/test';
import { complaints } from './complaints.ts';
import { inviteFromScript } from './script-player.ts';
import { type Player, play, seatTwo, test } from './world.ts';

/** Notes what a page sounds, vibrates and notifies, where a person would hear it. */
const record = () => {
  const told = ((globalThis as { told?: string[] }).told = [] as string[]);
  const node = { connect: () => node, frequency: {}, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, start() {}, stop() {} }; // prettier-ignore
  class Quiet {
    readonly currentTime = 0;
    readonly destination = node;
    async resume() {}
    createGain = () => node;
    createOscillator() {
      told.push('note');
      return node;
    }
  }
  Object.assign(globalThis, { AudioContext: Quiet });
  navigator.vibrate = () => told.push('vibration') > 0;
};

const told = (page: Page, what: string) =>
  page.evaluate(
    (name) => (globalThis as unknown as { told: string[] }).told.filter((each) => each === name).length,
    what,
  );

async function switchOn({ page, alias }: Player) {
  await page.getByRole('button', { name: `${alias}: your menu` }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Sounds', checked: false }).click();
  await page.getByRole('button', { name: `${alias}: your menu` }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: 'Sounds', checked: true })).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  await page.keyboard.press('Escape');
}

test('who has switched sounds on is told of their turn, of the end and of an invitation, once for all tabs; who has not, of nothing', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  for (const { page } of [ann, bea]) {
    await page.context().addInitScript(record);
    await page.reload();
  }
  await ann.sees('Your turn');
  await switchOn(ann);
  // What it sounds like.
  await expect.poll(() => told(ann.page, 'note')).toBe(2);
  const other = await ann.page.context().newPage();
  await other.goto(ann.page.url());
  await expect(other.getByRole('heading', { level: 1, name: 'Your turn' })).toBeVisible();
  const notes = async () => (await told(ann.page, 'note')) + (await told(other, 'note'));
  const vibrations = async () => (await told(ann.page, 'vibration')) + (await told(other, 'vibration'));
  // How it stood at first is no news.
  expect(await notes()).toBe(2);

  await play([ann, bea], ['00']);
  await bea.mark('01');
  await ann.sees('Your turn');
  await expect(other.getByRole('heading', { level: 1, name: 'Your turn' })).toBeVisible();
  await expect.poll(notes).toBe(4);
  expect(await vibrations()).toBe(1);

  await ann.mark('10');
  await bea.mark('11');
  await expect.poll(notes).toBe(6);
  await ann.mark('20');
  await ann.sees('You win');
  await expect(other.getByRole('heading', { level: 1, name: 'You win' })).toBeVisible();
  await expect.poll(notes).toBe(9);
  expect(await vibrations()).toBe(3);
  expect(await told(bea.page, 'note')).toBe(0);

  await inviteFromScript(world, 'Cid', ann);
  await expect.poll(notes).toBe(12);
  expect(await vibrations()).toBe(4);
});

test('icon, title and badge say that it is my turn, on whichever page I am', async ({ world }) => {
  const [ann, bea] = await seatTwo(world);
  const { page } = ann;
  await page.context().addInitScript(() => {
    Object.assign(navigator, {
      setAppBadge: async (count: number) => void Object.assign(globalThis, { badge: count }),
    });
  });
  const icon = () => page.locator('link[rel="icon"]').getAttribute('href');
  const badge = () => page.evaluate(() => (globalThis as { badge?: number }).badge ?? 0);
  const says = async (isMine: boolean, title: string) => {
    await expect(page).toHaveTitle(isMine ? `● Your turn · ${title}` : title);
    await expect.poll(icon).toMatch(isMine ? /\/favicon-turn\.svg$/ : /\/favicon\.svg$/);
    expect(await badge()).toBe(isMine ? 1 : 0);
  };
  await page.reload();
  await says(true, 'tic-tac-toe');
  await ann.mark('11');
  await says(false, 'Bea’s turn · tic-tac-toe');

  await page.goto('/players');
  await says(false, 'Players · tic-tac-toe');
  await bea.mark('00');
  await says(true, 'Players · tic-tac-toe');
  await page.getByRole('link', { name: 'tic-tac-toe' }).click();
  await says(true, 'Lobby · tic-tac-toe');
  await page.getByRole('link', { name: 'Resume' }).click();
  await says(true, 'tic-tac-toe');
  await play([ann, bea], ['22']);
  await says(false, 'Bea’s turn · tic-tac-toe');

  // At another table, too.
  await page.goto('/');
  await page.getByRole('button', { name: 'New game' }).click();
  await ann.sees('Waiting for your opponent');
  await bea.mark('01');
  await says(true, 'Waiting for your opponent · tic-tac-toe');
});

test('who looks elsewhere is notified where that is allowed, once, and a click leads back', async ({
  world,
}) => {
  const [ann, bea] = await seatTwo(world);
  const { page } = ann;
  await page.context().addInitScript(record);
  await page.context().addInitScript(() => {
    const shown: string[] = [];
    class Shown extends EventTarget {
      static permission = 'default';
      static async requestPermission() {
        return (Shown.permission = 'granted');
      }
      close() {
        shown.push('closed');
      }
      constructor(title: string, { tag }: { tag: string }) {
        super();
        shown.push(title);
        Object.assign(globalThis, { latest: this, tag });
      }
    }
    Object.assign(globalThis, { Notification: Shown, shown });
    Object.defineProperty(document, 'hidden', {
      get: () => (globalThis as { away?: boolean }).away ?? false,
    });
    globalThis.focus = () => void shown.push('focused');
  });
  const shown = () => page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
  await page.reload();
  await ann.sees('Your turn');
  await switchOn(ann);

  // Whoever looks at the board needs no notification of it.
  await play([ann, bea], ['00', '01']);
  await ann.sees('Your turn');
  await expect.poll(() => told(page, 'vibration')).toBe(1);
  expect(await shown()).toEqual([]);

  await ann.mark('10');
  await bea.sees('Your turn');
  await page.evaluate(() => Object.assign(globalThis, { away: true }));
  await bea.mark('11');
  await expect.poll(shown).toEqual(['Your turn']);
  await page.evaluate(() =>
    (globalThis as unknown as { latest: EventTarget }).latest.dispatchEvent(new Event('click')),
  );
  expect(await shown()).toEqual(['Your turn', 'focused', 'closed']);
});

test('a game that begins in one tab calls from the others, and is in their lobby', async ({ world }) => {
  const { page } = await world.player('Ann');
  const open = async (path: string, heading: string) => {
    const tab = await page.context().newPage();
    await tab.goto(path);
    await expect(tab.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    return tab;
  };
  const players = await open('/players', 'Players');
  const lobby = await open('/', 'Hello, Ann.');
  await page.getByRole('button', { name: 'New game' }).click();
  await expect(lobby.getByRole('link', { name: 'Resume' })).toBeVisible();
  const visitor = await world.visitor();
  await visitor.goto(page.url());
  await visitor.getByRole('button', { name: 'Join as O' }).click();
  await expect(players).toHaveTitle('● Your turn · Players · tic-tac-toe');
  await expect(lobby).toHaveTitle('● Your turn · Lobby · tic-tac-toe');
  await expect(lobby.getByRole('heading', { level: 1, name: 'Your move, Ann.' })).toBeVisible();
});
