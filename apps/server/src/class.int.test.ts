/** A school class: many people, one address. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@tic-tac-toe/api';
import { GameId } from '@tic-tac-toe/domain';
import { afterAll, expect, test } from 'vitest';
import { type Browser, startWorld, type World } from './testing/world.ts';

const PLAYERS = 60;

/** As many as the built page has. */
const FILES = ['', 'favicon.svg', ...Array.from({ length: 12 }, (_, index) => `assets/file-${index}.js`)];

const webApp = mkdtempSync(join(tmpdir(), 'web-app-'));
mkdirSync(join(webApp, 'assets'));
for (const file of FILES) writeFileSync(join(webApp, file || 'index.html'), 'x'.repeat(2_000));
afterAll(() => rmSync(webApp, { recursive: true }));

interface Pupil {
  readonly browser: Browser;
  readonly refusals: unknown[];
}

async function load(world: World, files: readonly string[]): Promise<void> {
  const answers = await Promise.all(files.map((file) => fetch(`${world.url}/${file}`)));
  expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
}

/** What a page asks for and follows, before anybody is signed in and after. */
async function arrive({ browser: { api }, refusals }: Pupil): Promise<void> {
  api.scoring.events.subscribe({}, { onError: (error) => refusals.push(error) });
  await Promise.all([api.sessions.me.query(), api.scoring.getTopThreePlayers.query({})]);
}

async function enterLobby({ browser: { api }, refusals }: Pupil): Promise<void> {
  const [, , { position }] = await Promise.all([
    api.games.getMyGames.query({}),
    api.users.getUsersOnline.query({}),
    api.users.getMyInvitations.query({}),
  ]);
  const told = { onError: (error: unknown) => refusals.push(error) };
  await new Promise<void>((resolve) => {
    api.users.events.subscribe({ lastEventId: position }, { ...told, onStarted: () => resolve() });
  });
}

async function playTogether([ann, bea]: readonly [Pupil, Pupil]): Promise<void> {
  const gameId = newId(GameId);
  await ann.browser.api.games.createGame.mutate({ gameId });
  for (const { browser, refusals } of [ann, bea]) {
    await browser.api.games.joinGame.mutate({ gameId });
    browser.api.games.events.subscribe(
      { gameId, lastEventId: 0 },
      { onError: (error) => refusals.push(error) },
    );
  }
  for (const [index, [x, y]] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
  ].entries())
    // prettier-ignore
    await (index % 2 === 0 ? ann : bea).browser.api.games.placeMark.mutate({ gameId, x: x ?? 0, y: y ?? 0 });
}

test('sixty behind one address load the page at once, sign in, reload and play, and nobody is refused', async () => {
  await using world = await startWorld({}, { webApp });
  const pupils = Array.from({ length: PLAYERS }, (): Pupil => ({ browser: world.browser(), refusals: [] }));
  const all = (work: (pupil: Pupil, index: number) => Promise<unknown>) => Promise.all(pupils.map(work));

  await all(() => load(world, FILES));
  await all(arrive);
  await all(({ browser }, index) => browser.api.sessions.start.mutate({ alias: `Pupil ${index}` }));
  await all(async (pupil) => {
    await pupil.browser.connection.close();
    await arrive(pupil);
    await enterLobby(pupil);
  });
  await all(async (pupil) => {
    // The others are kept by the browser, for ever.
    await load(world, FILES.slice(0, 2));
    await pupil.browser.connection.close();
    await arrive(pupil);
    await enterLobby(pupil);
  });
  await Promise.all(
    pupils.flatMap((ann, index) => {
      const bea = pupils[index + 1];
      return index % 2 === 0 && bea ? [playTogether([ann, bea])] : [];
    }),
  );
  expect(pupils.flatMap(({ refusals }) => refusals)).toEqual([]);
  expect(world.log.filter(({ status }) => status === 429)).toEqual([]);
}, 120_000);
