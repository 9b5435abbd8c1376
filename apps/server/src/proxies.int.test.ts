/** What proxies say of requests and upgrades, and what they keep to themselves. */
import { viaSocket } from '@tic-tac-toe/api/client';
import { describe, expect, test } from 'vitest';
import { type Browser, startWorld, type World } from './testing/world.ts';

const behindProxy = () => startWorld({ TRUST_PROXY: ['loopback'] });

/** The page is at `https://play.example.org`, or without TLS where its proxy has none. */
const said = (scheme: 'http' | 'https', proto: string | null) => ({
  'x-forwarded-host': 'play.example.org',
  origin: `${scheme}://play.example.org`,
  ...(proto !== null && { 'x-forwarded-proto': proto }),
});

const warnings = ({ log }: World) => log.filter(({ level }) => level === 40).map(({ cause }) => cause);

/** What the page does once its connection turns out to be nobody's. */
async function tell({ api }: Browser): Promise<void> {
  const { user, sessionId } = await api.sessions.me.query(undefined, viaSocket);
  expect(user).toBeNull();
  if (sessionId === null) throw new Error('The connection has no id.');
  await api.sessions.associateUserToSession.mutate({ sessionId });
}

describe('who signed in is known on the connection', () => {
  test.each([
    ['https', 'https'],
    ['https', 'wss'],
    ['HTTPS', 'WSS'],
    ['https', null],
    ['https', 'http'],
    ['https', 'ws'],
    ['http', null],
    ['http', 'http'],
    [null, null],
    [null, 'ws'],
  ])('where a proxy says %j of requests and %j of upgrades', async (request, upgrade) => {
    await using world = await behindProxy();
    const scheme = request?.toLowerCase() === 'https' ? 'https' : 'http';
    const browser = world.browser({ requests: said(scheme, request), upgrades: said(scheme, upgrade) });
    const { user } = await browser.api.sessions.start.mutate({ alias: 'Ann' });
    expect(browser.cookie()).toMatch(scheme === 'https' ? /^__Host-tic-tac-toe=/ : /^tic-tac-toe=/);
    expect(await browser.api.sessions.me.query(undefined, viaSocket)).toMatchObject({ user });
    expect(await browser.api.sessions.me.query()).toMatchObject({ user });
    expect(warnings(world)).toEqual([]);
  });
});

describe('where the cookie of a signed-in page is not honoured on its connection, the log says so once', () => {
  test.each([
    ['it came without the cookie', 'http', { cookie: '' }],
    ['it came without an Origin header', 'http', { origin: '' }],
    ['a proxy says TLS of it, and did not when the page signed in', 'https', said('https', 'https')],
  ] as const)('%s', async (cause, scheme, upgrades) => {
    await using world = await behindProxy();
    for (const alias of ['Ann', 'Bea']) {
      const requests = said(scheme, null);
      const browser = world.browser({ requests, upgrades: { ...requests, ...upgrades } });
      await browser.api.sessions.start.mutate({ alias });
      await tell(browser);
    }
    expect(warnings(world)).toEqual([cause]);
  });
});

test('a cookie without `__Host-` that a sibling domain has planted signs nobody in behind TLS', async () => {
  await using world = await behindProxy();
  const { token } = await world.signIn('Eve');
  const planted = { ...said('https', 'https'), cookie: `tic-tac-toe=${token}` };
  const victim = world.browser({ requests: planted, upgrades: planted });
  expect(await victim.api.sessions.me.query()).toMatchObject({ user: null });
  expect(await victim.api.sessions.me.query(undefined, viaSocket)).toMatchObject({ user: null });
});
