/**
 * `npm run bench:page`: what a visitor with a slow phone waits for. A phone's Chromium with a fourth of this machine's
 * speed, on fast 3G, opens the link to a game, takes the seat with one tap, marks squares, and presses what else a player
 * has, each until the next paint. A page of one sentence and one button is opened in turn with it, and the ratios within a round
 * count. On slow 3G, what moves while the page loads is added up. Then two browsers at full speed play a game, and each mark is
 * followed from the click to the opponent's screen.
 *
 * A browser that is throttled counts what its neighbours take of the machine as its own work, fourfold: compare with the
 * bare button of the same run, and look at the load of the machine.
 *
 *   npm run bench:page -- --rounds 5
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, devices, type Locator, type Page } from '@playwright/test';
import { newId } from '@tic-tac-toe/api';
import { type Client, createClient } from '@tic-tac-toe/api/client';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';
import { findQuickest } from '../scripts/lib/chromium.mjs';
import { freePort } from '../tests/support/free-port.ts';
import { startServer } from '../tests/support/server-process.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);

interface Network {
  /** Bytes a second. */
  readonly downloadThroughput: number;
  readonly uploadThroughput: number;
  /** Milliseconds that each request waits. */
  readonly latency: number;
}

/* As the developer tools of Chromium have them. */
const FAST_3G: Network = { downloadThroughput: 188_744, uploadThroughput: 86_400, latency: 562.5 };
const SLOW_3G: Network = { downloadThroughput: 51_200, uploadThroughput: 51_200, latency: 2_000 };
const CPU_SLOWDOWN = 4;

/** Hardly anybody is quicker than that to see and to tap. */
const REACTION_MS = 300;

/** What has just appeared takes no tap for half a second. */
const SETTLED_MS = 800;

/** One press, as the browser measures it. Milliseconds; the first in steps of eight. */
interface Interaction {
  readonly what: string;
  /** From the press to the paint after it. */
  readonly duration: number;
  /** Of that: before the page's handlers began, and while they ran. */
  readonly delay: number;
  readonly handlers: number;
}

/** What the page itself has seen of its start, and of the interactions with it that took 16 ms or longer. */
interface Seen {
  readonly firstPaint: number;
  readonly layoutShift: number;
  readonly interactions: readonly Interaction[];
}

/** Runs in the page, as it stands here: tsx would put a helper into functions with names, which is not there. */
const WATCH = `
  const seen = (globalThis.seen = { firstPaint: 0, layoutShift: 0, interactions: [], pressing: '' });
  const take = {
    paint({ name, startTime }) {
      if (name === 'first-contentful-paint') seen.firstPaint = startTime;
    },
    'layout-shift'({ value, hadRecentInput }) {
      if (!hadRecentInput) seen.layoutShift += value;
    },
    event({ interactionId: id, startTime, processingStart, processingEnd, duration }) {
      if (id === 0) return;
      const at = seen.interactions.findIndex((one) => one.id === id);
      if (at >= 0 && seen.interactions[at].duration >= duration) return;
      const delay = processingStart - startTime;
      const one = { id, what: seen.pressing, duration, delay, handlers: processingEnd - processingStart };
      seen.interactions.splice(at >= 0 ? at : seen.interactions.length, 1, one);
    },
  };
  for (const type of Object.keys(take)) {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take[type]));
    observer.observe({ type, buffered: true, durationThreshold: 16 });
  }
`;

const seenBy = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

/** A phone of its own, with nothing in its cache. */
async function phone(browser: Browser, network: Network): Promise<Page> {
  const context = await browser.newContext({ ...devices['Pixel 7'], viewport: { width: 390, height: 664 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, ...network });
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.addInitScript(WATCH);
  return page;
}

const BARE =
  '<!doctype html><meta name="viewport" content="width=device-width"><title>bare</title><p>Nine squares.</p><button onclick="this.textContent=\'X\'">empty</button>';

/** What is pressed from now on, for what the page writes down. */
const note = (page: Page, what: string): Promise<unknown> =>
  page.evaluate(`seen.pressing = ${JSON.stringify(what)}`);

/**
 * As a finger does. What a test tool looks up in the page is work of the page, and takes longer on a phone than a press: it is
 * looked up long before, and nothing is asked of the page until it has painted.
 */
async function press(page: Page, what: string, target: Locator, result: Locator): Promise<void> {
  await target.waitFor();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error(`${what} is not there to be pressed.`);
  await note(page, what);
  await page.waitForTimeout(SETTLED_MS);
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForTimeout(REACTION_MS);
  await result.waitFor();
}

async function openBare(browser: Browser, url: string): Promise<Seen> {
  const page = await phone(browser, FAST_3G);
  await page.goto(url);
  await press(page, 'the bare button', page.getByRole('button'), page.getByRole('button', { name: 'X' }));
  const seen = await seenBy(page);
  await page.context().close();
  return seen;
}

/** A game that its host waits at. */
async function openGame(host: Client): Promise<GameId> {
  const gameId = newId(GameId);
  await host.api.games.createGame.mutate({ gameId });
  await host.api.games.joinGame.mutate({ gameId });
  return gameId;
}

interface Visit extends Seen {
  /** Milliseconds from opening the link to sitting at the board. */
  readonly seat: number;
}

/** By a quick finger: without the half second that Playwright's own tap may wait before it looks again. */
async function pressAtOnce(page: Page, name: string): Promise<void> {
  await note(page, name);
  const middle = await page.waitForFunction((label) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === label);
    const { left = 0, top = 0, width = 0, height = 0 } = button?.getBoundingClientRect() ?? {};
    const [x, y] = [left + width / 2, top + height / 2];
    return button?.contains(document.elementFromPoint(x, y)) === true && { x, y };
  }, name);
  const { x, y } = (await middle.jsonValue()) || { x: 0, y: 0 };
  // It is there before it is painted, and nobody presses what they do not see.
  await page.waitForTimeout(REACTION_MS);
  await page.touchscreen.tap(x, y);
  await page.waitForTimeout(REACTION_MS);
}

async function visit(browser: Browser, url: string, host: Client): Promise<Visit> {
  const gameId = await openGame(host);
  const page = await phone(browser, FAST_3G);
  const began = performance.now();
  await page.goto(`${url}/games/${gameId}`, { waitUntil: 'commit' });
  await pressAtOnce(page, 'Join as O');
  await page.getByRole('heading', { level: 1, name: /turn$/ }).waitFor();
  const seat = performance.now() - began;
  for (const [x, square] of ['row 2, column 1', 'row 2, column 2'].entries()) {
    await host.api.games.placeMark.mutate({ gameId, x, y: 0 });
    const empty = page.getByRole('button', { name: `${square}, empty`, disabled: false });
    await press(page, 'a mark', empty, page.getByRole('button', { name: `${square}, O` }));
  }
  await pressBesides(page);
  await host.api.games.resign.mutate({ gameId });
  await pressAfterwards(page);
  const seen = await seenBy(page);
  await page.context().close();
  return { ...seen, seat };
}

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** What a player presses during a game besides squares. */
async function pressBesides(page: Page): Promise<void> {
  const reactions = page.getByRole('group', { name: 'Reactions to send' });
  await press(page, 'React', button(page, 'React'), reactions);
  await press(page, 'a reaction', reactions.getByRole('button').first(), button(page, 'React'));
  await press(page, 'Resign', button(page, 'Resign'), button(page, 'Keep playing'));
  await press(page, 'Keep playing', button(page, 'Keep playing'), button(page, 'Resign'));
  const themes = page.getByRole('menu', { name: 'English: language and theme' });
  await press(page, 'the menu of themes', button(page, 'English: language and theme'), themes);
  await press(page, 'Dark', themes.getByText('Dark'), page.locator('html[data-theme="dark"]'));
}

/** And after one, back to the next. */
async function pressAfterwards(page: Page): Promise<void> {
  const ready = page.getByRole('button', { name: 'Play again', pressed: true });
  await press(page, 'Play again', button(page, 'Play again'), ready);
  await press(page, 'One mark back', button(page, 'One mark back'), page.getByText('3 of 4 marks'));
  await press(page, 'One mark back', button(page, 'One mark back'), page.getByText('2 of 4 marks'));
  const find = button(page, 'Find an opponent');
  await press(page, 'Back to the lobby', page.getByRole('link', { name: 'Back to the lobby' }), find);
  const ultimate = page.getByRole('radio', { name: 'Ultimate' });
  await press(page, 'Ultimate', ultimate, page.getByRole('radio', { name: 'Ultimate', checked: true }));
  await press(page, 'Find an opponent', find, button(page, 'Stop looking'));
  await press(page, 'Stop looking', button(page, 'Stop looking'), find);
  await press(page, 'Easy', button(page, 'Easy'), page.getByRole('heading', { level: 1, name: /turn$/ }));
}

async function shiftOnSlow3G(browser: Browser, url: string): Promise<number> {
  const page = await phone(browser, SLOW_3G);
  await page.goto(url, { timeout: 120_000 });
  await page.getByLabel('Choose an alias').waitFor({ timeout: 120_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(3_000);
  const { layoutShift } = await seenBy(page);
  await page.context().close();
  return layoutShift;
}

/** When a square was marked here, and when marks were seen here: milliseconds since the Unix epoch. */
const NOTE_MARKS = `
  const marks = (globalThis.marks = { made: [], seen: [] });
  addEventListener('click', ({ timeStamp }) => marks.made.push(performance.timeOrigin + timeStamp), true);
  let count = 0;
  new MutationObserver(() => {
    const now = document.querySelectorAll('[aria-label$=", X"], [aria-label$=", O"]').length;
    if (now > count) requestAnimationFrame(() => setTimeout(() => marks.seen.push(Date.now())));
    count = now;
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'] });
`;

const SQUARES = ['row 1, column 1', 'row 1, column 2', 'row 1, column 3', 'row 2, column 1', 'row 2, column 3', 'row 2, column 2', 'row 3, column 1', 'row 3, column 3', 'row 3, column 2']; // prettier-ignore

/** A whole game in two browsers, on the network of this machine. @returns milliseconds from each click to the paint at the opponent's */
async function clickToOpponent(browser: Browser, url: string): Promise<readonly number[]> {
  const pages: Page[] = [];
  const gameId = newId(GameId);
  for (const alias of ['Ann', 'Bea']) {
    const context = await browser.newContext({ baseURL: url });
    const page = await context.newPage();
    await page.goto('/robots.txt');
    const calls = [
      ['sessions.start', { alias: `${alias} ${gameId.slice(-4)}` }],
      ...(alias === 'Ann' ? [['games.createGame', { gameId }] as const] : []),
      ['games.joinGame', { gameId }],
    ] as const;
    for (const [path, input] of calls)
      await page.request.post(`/trpc/${path}`, { data: input, headers: { origin: url } });
    pages.push(page);
  }
  for (const page of pages) await page.goto(`/games/${gameId}`);
  for (const page of pages) {
    await page.getByRole('heading', { level: 1, name: /turn$/ }).waitFor();
    await page.evaluate(NOTE_MARKS);
  }
  for (const [index, square] of SQUARES.entries()) {
    const [mover, other] = index % 2 === 0 ? pages : pages.toReversed();
    if (!mover || !other) throw new Error('Two play.');
    await mover.getByRole('button', { name: `${square}, empty`, disabled: false }).click();
    await other.getByRole('button', { name: new RegExp(`^${square}, [XO]$`) }).waitFor();
    await other.waitForTimeout(REACTION_MS);
  }
  type Marks = { readonly made: readonly number[]; readonly seen: readonly number[] };
  const [ann, bea] = await Promise.all(
    pages.map((page) => page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks)),
  );
  for (const page of pages) await page.context().close();
  if (!ann || !bea) throw new Error('Two play.');
  return SQUARES.map((_square, index) => {
    const [mover, other] = index % 2 === 0 ? [ann, bea] : [bea, ann];
    return (other.seen[index] ?? NaN) - (mover.made[index >> 1] ?? NaN);
  });
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const say = (what: string, own: readonly number[], bare: readonly number[], limit: string) =>
  console.log(
    `${what.padEnd(30)} ${String(Math.round(median(own))).padStart(6)} ms   bare ${String(Math.round(median(bare))).padStart(5)} ms   × ${median(
      own.map((value, index) => value / (bare[index] ?? NaN)),
    ).toFixed(2)}   (${limit})`,
  );

const ms = (value: number, width: number): string => String(Math.round(value)).padStart(width);

/** Each kind, the longest last, beside the bare button; then all of them. A press of less than 16 ms is not among them. */
function sayInteractions(own: readonly Interaction[], bareOnes: readonly Interaction[]): void {
  const lasting = (some: readonly Interaction[]) => some.map(({ duration }) => duration);
  const all = [...own, ...bareOnes];
  const kinds = [...new Set(all.map(({ what }) => what))]
    .map((kind) => ({ kind, some: all.filter(({ what }) => what === kind) }))
    .toSorted((one, other) => median(lasting(one.some)) - median(lasting(other.some)));
  console.log(
    '\nfrom a press to the next paint: median and longest; of the median: before the handlers, in them',
  );
  for (const { kind, some } of kinds) {
    const delay = median(some.map((one) => one.delay));
    const handlers = median(some.map((one) => one.handlers));
    const longest = Math.max(...lasting(some));
    console.log(
      `  ${kind.padEnd(28)} ${ms(median(lasting(some)), 6)} ms ${ms(longest, 6)} ms   ${ms(delay, 4)} ${ms(handlers, 4)}   of ${some.length}`,
    );
  }
  const sorted = own.toSorted((a, b) => a.duration - b.duration);
  const high = sorted[Math.ceil(sorted.length * 0.98) - 1]?.duration ?? NaN;
  const longest = sorted.at(-1);
  console.log(
    `interaction to next paint      ${ms(median(lasting(own)), 6)} ms   bare ${ms(median(lasting(bareOnes)), 5)} ms   98th percentile ${ms(high, 1)} ms, longest ${longest?.duration} ms: ${longest?.what}   (50 ms at most)`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = await startServer(port, { DATABASE_FILE: join(folder, 'game.sqlite') });
const bareServer = createServer((_request, response) =>
  response.setHeader('Content-Type', 'text/html').end(BARE),
);
await new Promise<void>((resolve) => bareServer.listen(0, '127.0.0.1', resolve));
const bareUrl = `http://127.0.0.1:${(bareServer.address() as AddressInfo).port}`;
const executablePath = findQuickest();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });

const { api } = createClient({ url: `${url}/trpc` });
const { token } = await api.sessions.start.mutate({ alias: 'Host' });
const host = createClient({ url: `${url}/trpc`, WebSocket, token });

const visits: Visit[] = [];
const bare: Seen[] = [];
const shifts: number[] = [];
const reached: number[] = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await openBare(browser, bareUrl));
    visits.push(await visit(browser, url, host));
    shifts.push(await shiftOnSlow3G(browser, url));
    reached.push(...(await clickToOpponent(browser, url)));
    const { firstPaint, seat } = visits.at(-1) ?? {};
    const slowShift = shifts.at(-1);
    console.log(`round ${round} of ${rounds}`, { firstPaint, seat, slowShift, load: loadavg()[0] });
  }
} finally {
  await browser.close();
  await host.connection.close();
  await server.stop();
  bareServer.close();
  rmSync(folder, { recursive: true, force: true });
}

const firstPaints = (seen: readonly Seen[]) => seen.map(({ firstPaint }) => firstPaint);
say('first paint', firstPaints(visits), firstPaints(bare), '2000 ms at most');
say(
  'link to seat',
  visits.map(({ seat }) => seat),
  firstPaints(bare),
  '3500 ms at most; beside the bare first paint',
);
sayInteractions(
  visits.flatMap(({ interactions }) => interactions),
  bare.flatMap(({ interactions }) => interactions),
);
console.log(`layout shift on slow 3G        ${median(shifts).toFixed(3)}   (less than 0.02)`);
console.log(
  `a mark, click to opponent      ${String(Math.round(median(reached))).padStart(6)} ms   of ${reached.length}   (100 ms at most, in the median)`,
);
