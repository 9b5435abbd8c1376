/** Every page, and every state that it may be in: what `npm run screenshots` takes pictures of. */
import { expect, type Page } from '@playwright/test';
import { fillLadder, inviteFromScript } from '../script-player.ts';
import { playUltimate, seatTwoAtUltimate, WIN as ULTIMATE_WIN } from '../ultimate-table.ts';
import { Player, play, seatTwo, signIn, sitDown, type World } from '../world.ts';

export interface State {
  readonly name: string;
  /** The page, once it shows this. */
  readonly reach: (world: World) => Promise<Page>;
  /** What lies over the page is opened anew at each size, since that is where it finds its place. */
  readonly open?: (page: Page) => Promise<void>;
}

const WIN = ['00', '01', '10', '11', '20'];
const DRAW = ['11', '00', '20', '02', '01', '21', '10', '12', '22'];

const shows = (page: Page, text: string | RegExp) => expect(page.getByText(text).first()).toBeVisible();

async function visit(world: World, path: string, text: string): Promise<Page> {
  const page = await world.visitor();
  await page.goto(path);
  await shows(page, text);
  return page;
}

async function atGame(world: World, moves: readonly string[]): Promise<readonly [Player, Player]> {
  const players = await seatTwo(world);
  await play(players, moves);
  return players;
}

async function waiting(world: World): Promise<Page> {
  const { page } = await world.player('Ann');
  await page.getByRole('button', { name: 'New game' }).click();
  await shows(page, 'Meanwhile, play the computer.');
  return page;
}

async function fullLobby(world: World): Promise<Page> {
  await fillLadder(world, 6);
  const [ann, bea] = await sitDown(world);
  await bea.sees('Ann’s turn');
  const [cleo, dora] = [await world.player('Cleopatra'), await world.player('Dora')];
  await cleo.invite(dora);
  await dora.accept(cleo);
  await world.player('W'.repeat(20));
  await ann.page.goto('/');
  await inviteFromScript(world, 'Eve', ann);
  await shows(ann.page, 'Your games');
  await shows(ann.page, 'invites you to a game');
  return ann.page;
}

async function ultimate(world: World, moves: readonly string[]): Promise<Page> {
  const players = await seatTwoAtUltimate(world);
  await playUltimate(players, moves);
  return players[0].page;
}

/** Until the worker has the page: then the network goes. */
async function offline(world: World): Promise<Page> {
  const page = await visit(world, '/', 'Choose an alias');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.goto('/');
  await shows(page, 'Meanwhile, play the computer.');
  return page;
}

const press = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).click();
};

export const states: readonly State[] = [
  { name: 'welcome', reach: (world) => visit(world, '/', 'Choose an alias') },
  {
    name: 'welcome, alias taken',
    async reach(world) {
      await world.player('Ann');
      const page = await visit(world, '/', 'Choose an alias');
      await signIn(page, 'Ann');
      await shows(page, 'Somebody else plays under this alias.');
      return page;
    },
  },
  {
    name: 'lobby, nobody else',
    async reach(world) {
      const { page } = await world.player('Ann');
      await shows(page, 'Nobody else is here');
      return page;
    },
  },
  { name: 'lobby, full', reach: fullLobby },
  {
    name: 'looking for an opponent',
    async reach(world) {
      const { page } = await world.player('Ann');
      await press('Find an opponent')(page);
      await shows(page, 'Looking for an opponent');
      return page;
    },
  },
  { name: 'waiting', reach: waiting },
  {
    name: 'waiting, the computer answers',
    async reach(world) {
      const page = await waiting(world);
      await new Player(page, 'Ann').mark('11');
      await shows(page, 'The computer: ');
      return page;
    },
  },
  {
    name: 'link, as a visitor',
    async reach(world) {
      const host = await waiting(world);
      return visit(world, host.url(), 'Ann is waiting');
    },
  },
  { name: 'game, my turn', reach: async (world) => (await atGame(world, ['11', '00', '20', '02']))[0].page },
  {
    name: 'game, their turn',
    reach: async (world) => (await atGame(world, ['11', '00', '20', '02']))[1].page,
  },
  {
    name: 'game, against the computer',
    async reach(world) {
      const ann = await world.player('Ann');
      await press('Perfect')(ann.page);
      await ann.mark('11');
      await shows(ann.page, 'Pick an empty square.');
      return ann.page;
    },
  },
  {
    name: 'game, as a visitor',
    async reach(world) {
      const [ann] = await atGame(world, ['11', '00']);
      return visit(world, ann.page.url(), 'You are watching.');
    },
  },
  {
    name: 'game, opponent away',
    async reach(world) {
      const [ann, bea] = await atGame(world, ['11', '00', '20']);
      await bea.page.goto('about:blank');
      await shows(ann.page, 'Claim the win');
      return ann.page;
    },
  },
  {
    name: 'game, invitations',
    async reach(world) {
      const [ann] = await atGame(world, ['11', '00']);
      for (const alias of ['Cid', 'W'.repeat(20)]) await inviteFromScript(world, alias, ann);
      await expect(ann.page.getByRole('button', { name: '2 invitations' })).toBeVisible();
      return ann.page;
    },
    open: press('2 invitations'),
  },
  {
    name: 'game, keys',
    reach: async (world) => (await atGame(world, ['11', '00']))[0].page,
    open: press('Keys'),
  },
  {
    name: 'game, resign question',
    async reach(world) {
      const [ann] = await atGame(world, ['11', '00']);
      await press('Resign')(ann.page);
      return ann.page;
    },
  },
  { name: 'ultimate, first mark', reach: (world) => ultimate(world, []) },
  { name: 'ultimate, any board', reach: (world) => ultimate(world, ULTIMATE_WIN.slice(0, 6)) },
  { name: 'ultimate, under way', reach: (world) => ultimate(world, ULTIMATE_WIN.slice(0, 14)) },
  { name: 'ultimate, won', reach: (world) => ultimate(world, ULTIMATE_WIN) },
  {
    name: 'ultimate, draw offered',
    async reach(world) {
      const players = await seatTwoAtUltimate(world);
      await press('Offer a draw')(players[1].page);
      await shows(players[0].page, 'Bea offers a draw.');
      return players[0].page;
    },
  },
  { name: 'won', reach: async (world) => (await atGame(world, WIN))[0].page },
  { name: 'lost', reach: async (world) => (await atGame(world, WIN))[1].page },
  { name: 'draw', reach: async (world) => (await atGame(world, DRAW))[0].page },
  {
    name: 'rematch wanted',
    async reach(world) {
      const [ann, bea] = await atGame(world, DRAW);
      await press('Play again')(bea.page);
      await shows(ann.page, 'Bea wants a rematch.');
      return ann.page;
    },
  },
  {
    name: 'looking back',
    async reach(world) {
      const [ann] = await atGame(world, WIN);
      await press('See the mark that decided it')(ann.page);
      return ann.page;
    },
  },
  {
    name: 'called off',
    async reach(world) {
      const page = await waiting(world);
      await press('Call off')(page);
      await shows(page, 'Called off');
      return page;
    },
  },
  {
    name: 'profile',
    async reach(world) {
      const [ann] = await atGame(world, WIN);
      await ann.page.goto('/players');
      await ann.page.getByRole('main').getByRole('link', { name: 'Ann' }).click();
      await shows(ann.page, 'Strength');
      return ann.page;
    },
  },
  {
    name: 'players',
    async reach(world) {
      await fillLadder(world, 12);
      const { page } = await world.player('W'.repeat(20));
      await page.goto('/players');
      await shows(page, 'Player 1');
      return page;
    },
  },
  { name: 'missing page', reach: (world) => visit(world, '/nowhere', 'Nothing on this square') },
  {
    name: 'missing game',
    reach: (world) => visit(world, '/games/00000000-0000-4000-8000-000000000000', 'No such game'),
  },
  { name: 'offline', reach: offline },
  {
    name: 'offline, playing',
    async reach(world) {
      const page = await offline(world);
      await new Player(page, '').mark('11');
      await shows(page, 'The computer: ');
      return page;
    },
  },
  {
    name: 'lobby, reconnecting',
    async reach(world) {
      const { page } = await world.player('Ann');
      await shows(page, 'Nobody else is here');
      await world.stop();
      await shows(page, 'Reconnecting…');
      return page;
    },
  },
  {
    name: 'menu',
    reach: async (world) => (await world.player('Ann')).page,
    open: press('Ann: your menu'),
  },
  {
    name: 'theme menu',
    reach: async (world) => (await world.player('Ann')).page,
    open: press('English: language and theme'),
  },
  {
    name: 'sign-out question',
    reach: async (world) => (await atGame(world, ['11']))[0].page,
    async open(page) {
      await press('Ann: your menu')(page);
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
];
