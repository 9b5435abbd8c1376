import { expect, type Page } from '@playwright/test';
import { Player, play, signIn, test, type World } from './world.ts';

/** Time enough to look at what is said in one turn. */
test.use({ turnTimeout: 60_000 });

/**
 * What a browser does that translates a page, except that the words stay the same: each text, and each that comes
 * later, is taken out and stands in two `font` elements in its place. The page's own text node is then nowhere.
 */
function translateThePage(): void {
  /** Not for pages any more, but for translators. */
  const FONT: string = 'font';
  const isLeftAlone = (text: Text) =>
    text.data.trim() === '' ||
    text.parentElement === null ||
    text.parentElement.closest('font, script, style, title, [translate="no"]') !== null;

  function translate(root: Node): void {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: Text[] = root instanceof Text ? [root] : [];
    while (walker.nextNode()) if (walker.currentNode instanceof Text) found.push(walker.currentNode);
    for (const text of found) {
      if (isLeftAlone(text)) continue;
      const [outer, inner] = [FONT, FONT].map((name) => document.createElement(name));
      if (!outer || !inner) continue;
      inner.append(text.data);
      outer.append(inner);
      text.replaceWith(outer);
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    translate(document.body);
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) translate(node);
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

interface Reader extends Player {
  /** What the page has complained of. */
  readonly complaints: readonly string[];
}

/** A player whose browser translates. */
async function reader(world: World, alias: string): Promise<Reader> {
  const page = await world.visitor();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => void complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.addInitScript(translateThePage);
  await page.goto('/');
  await signIn(page, alias);
  await expect(page.getByRole('button', { name: `${alias}: your menu` })).toBeVisible();
  return Object.assign(new Player(page, alias), { complaints });
}

/** Closes the player's page, as a phone that goes dark does; the browser stays signed in. */
const leave = ({ page }: Player) => page.goto('about:blank');

async function openAndCloseMenus({ page, alias }: Player): Promise<void> {
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.getByRole('button', { name: `${alias}: your menu` }).click();
  await expect(page.getByText('Signing out frees the alias.')).toBeVisible();
  await page.keyboard.press('Escape');
}

test('a page that the browser translates goes on, whoever comes, moves and leaves, and is up to date', async ({
  world,
}) => {
  test.slow();
  const [ann, bea] = [await reader(world, 'Ann'), await reader(world, 'Bea')];
  await openAndCloseMenus(ann);
  await expect(ann.page.getByText('2 online')).toBeVisible();
  const cleo = await world.player('Cleo');
  await expect(ann.page.getByText('3 online')).toBeVisible();
  await cleo.page.context().close();
  await expect(ann.page.getByText('2 online')).toBeVisible();

  await ann.invite(bea);
  await expect(ann.page.getByText('Bea is invited.')).toBeVisible();
  await bea.page.getByRole('button', { name: 'Decline the invitation from Ann' }).click();
  await expect(ann.page.getByText('Bea declined.')).toBeVisible();
  await ann.page.getByRole('link', { name: 'tic-tac-toe' }).click();
  await expect(ann.page.getByText('1 open')).toBeVisible();
  await ann.invite(bea);
  await bea.accept(ann);
  await ann.sees('Your turn');

  await play([ann, bea], ['11']);
  await openAndCloseMenus(bea);
  const game = bea.page.url();
  await leave(bea);
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();
  await bea.page.goto(game);
  await bea.sees('Your turn');
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeHidden();
  await leave(bea);
  await expect(ann.page.getByText('Bea is reconnecting…')).toBeVisible();
  await ann.page.reload();
  await expect(ann.page.getByText('Bea is away.')).toBeVisible();
  await bea.page.goto(game);
  await expect(ann.page.getByText('Bea is away.')).toBeHidden();

  await bea.mark('00');
  await expect(ann.square('00', 'O')).toBeVisible();
  await play([ann, bea], ['01', '10', '21']);
  await ann.sees('You win');
  await ann.page.getByRole('button', { name: 'Play again' }).click();
  await bea.page.getByRole('button', { name: 'Play again' }).click();
  await ann.sees('Bea’s turn');
  await play([bea, ann], ['00', '01', '10', '11', '22', '21']);
  await bea.sees('You lose');
  await bea.page.getByRole('link', { name: 'Back to the lobby' }).click();
  await expect(bea.page.getByText('200 points', { exact: true })).toBeVisible();
  await bea.page.getByRole('button', { name: 'New game' }).click();
  await expect(bea.page.getByText('The game waits')).toBeVisible();

  await bea.page.getByRole('button', { name: 'Bea: your menu' }).click();
  await bea.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await bea.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await bea.sees('You are signed out.');
  await signIn(bea.page, 'Ann');
  await expect(bea.page.getByText('is taken')).toBeVisible();
  await bea.page.getByLabel('Choose an alias').fill('Bea');
  await expect(bea.page.getByText('is taken')).toBeHidden();

  // A refused call is on the browser's console by itself, and is no mistake of the page.
  const isRefusal = (text: string) => text.startsWith('Failed to load resource');
  for (const { complaints } of [ann, bea]) expect(complaints.filter((text) => !isRefusal(text))).toEqual([]);
});

test('a translated page that loses the server says so in words that change', async ({ world }) => {
  const ann = await reader(world, 'Ann');
  const note = ann.page.getByRole('banner').getByRole('status');
  // Only over a connection is somebody online, oneself included.
  await expect(ann.page.getByText('1 online')).toBeVisible();
  await world.stop();
  await expect(note).toContainText('Reconnecting…');
  const seconds = async () => Number(/(\d+) s/.exec(await note.innerText())?.[1]);
  const before = await seconds();
  await expect.poll(seconds).toBeGreaterThan(before + 1);
  await world.start();
  await expect(note).toBeEmpty();
  await expect(ann.page.getByText('Here now')).toBeVisible();
});

test.describe('a page that something else has taken apart', () => {
  /** As some extensions do: something of the browser's fails once, in the middle of drawing. */
  const takeApart = ({ page }: Player) =>
    page.evaluate(() => {
      const { insertBefore } = Node.prototype;
      Node.prototype.insertBefore = () => {
        Node.prototype.insertBefore = insertBefore;
        throw new TypeError('Something else has been here.');
      };
    });

  async function mistake(world: World): Promise<readonly [Player, Page]> {
    const [ann, bea] = [await world.player('Ann'), await world.player('Bea')];
    await ann.invite(bea);
    await bea.accept(ann);
    await bea.sees('Ann’s turn');
    await takeApart(bea);
    await ann.mark('11');
    return [bea, bea.page];
  }

  test('says that it made a mistake itself, and goes on after a reload', async ({ world }) => {
    const [bea, page] = await mistake(world);
    await bea.sees('A slip of the pen');
    await expect(page.getByText('Something went wrong on this page.')).toBeVisible();
    await expect(page.getByText('cannot be reached')).toBeHidden();
    await page.getByRole('button', { name: 'Reload' }).click();
    await bea.sees('Your turn');
  });

  test('says so where it is older than the server', async ({ world }) => {
    const later = (html: string) => html.replaceAll(/assets\/index-[^.]*\.js/g, 'assets/index-later.js');
    const bea = await world.visitor();
    await bea.goto('/');
    await bea.context().route(/\/games\/[^/]*$/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: later(await answer.text()) });
    });
    await signIn(bea, 'Bea');
    const ann = await world.player('Ann');
    const player = new Player(bea, 'Bea');
    await ann.invite(player);
    await player.accept(ann);
    await player.sees('Ann’s turn');
    await takeApart(player);
    await ann.mark('11');
    await expect(bea.getByText('This page is older than the server.')).toBeVisible();
  });
});
