import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Sender } from '../wire/origin.ts';
import { sessionCookie } from './cookie.ts';
import { credentialsOf } from './credentials.ts';
import { isSameSecret, looksLikeToken, newToken, sessionOf, uuidFor } from './tokens.ts';

describe('a token', () => {
  test('has 256 bits, and is another one each time', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, newToken));
    expect(tokens.size).toBe(1_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  test('is stored as a hash that does not contain it', () => {
    const token = newToken();
    expect(sessionOf(token)).toBe(sessionOf(token));
    expect(sessionOf(token)).not.toContain(token);
    expect(sessionOf(newToken())).not.toBe(sessionOf(token));
  });

  test('is not looked up unless it looks like one', () => {
    expect(looksLikeToken(newToken())).toBe(true);
    for (const wrong of ['', 'x', `${newToken()}x`, '%'.repeat(43)])
      expect(looksLikeToken(wrong)).toBe(false);
  });
});

test('secrets are the same, or not, whatever their lengths', () => {
  expect(isSameSecret('a'.repeat(40), 'a'.repeat(40))).toBe(true);
  expect(isSameSecret('a', 'a'.repeat(40))).toBe(false);
  expect(isSameSecret('', 'a'.repeat(40))).toBe(false);
});

test('a name has one UUID', () => {
  expect(uuidFor('a')).toBe(uuidFor('a'));
  expect(uuidFor('a')).not.toBe(uuidFor('b'));
  expect(uuidFor('a')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

describe('the cookie', () => {
  const cookie = sessionCookie('', () => 0);
  const plain = { header: undefined, secure: false };
  const overTls = { header: undefined, secure: true };

  test('is for the browser alone, and for this site alone', () => {
    expect(cookie.keep(plain, 't', 86_400_000)).toEqual([
      'tic-tac-toe=t; Max-Age=86400; Path=/; Expires=Fri, 02 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict',
    ]);
  });

  test('lasts as long as its session, also where the clocks of server and browser differ', () => {
    const lasting = (expiresAt: number, now: number) =>
      sessionCookie('', () => now)
        .keep(plain, 't', expiresAt)
        .join();
    expect(lasting(90_500, 30_000)).toContain('Max-Age=60;');
    expect(lasting(30_000, 90_000)).toContain('Max-Age=0;');
  });

  test('is bound to TLS and host where there is TLS, and no plain one that a sibling domain plants counts', () => {
    expect(cookie.keep(overTls, 't', 0)).toEqual([
      expect.stringMatching(/^__Host-tic-tac-toe=t;.* Path=\/;.*; Secure/),
    ]);
    expect(cookie.read({ header: '__Host-tic-tac-toe=t', secure: true })).toBe('t');
    expect(cookie.read({ header: 'tic-tac-toe=planted', secure: true })).toBeNull();
    expect(cookie.read({ header: 'tic-tac-toe=planted; __Host-tic-tac-toe=t', secure: false })).toBe('t');
  });

  test('that is bound to TLS is known also where a proxy says nothing of TLS', () => {
    expect(cookie.read({ header: '__Host-tic-tac-toe=t', secure: false })).toBe('t');
  });

  test('is cleared by one that is over', () => {
    expect(cookie.clear(plain).join()).toMatch(/Max-Age=0;.*Expires=Thu, 01 Jan 1970/);
  });

  test.each([
    ['tic-tac-toe=old', true],
    ['tic-tac-toe=old; __Host-tic-tac-toe=older', false],
  ])('leaves none that %s would come back by', (header, secure) => {
    const [kept, cleared] = cookie.keep({ header, secure }, 't', 86_400_000);
    expect(kept).toMatch(/^__Host-tic-tac-toe=t;/);
    expect(cleared).toMatch(/^tic-tac-toe=; .*Expires=Thu, 01 Jan 1970/);
    expect(cookie.clear({ header, secure }).map((line) => line.split(';')[0])).toEqual([
      '__Host-tic-tac-toe=',
      'tic-tac-toe=',
    ]);
  });

  test('of one path of a host is another than that of another path, since both are for all of it', () => {
    const [here = ''] = sessionCookie('/ttt', () => 0).keep(overTls, 't', 0);
    expect(here).toMatch(/^__Host-tic-tac-toe\+ttt=t;.* Path=\/;/);
    expect(cookie.read({ header: here, secure: true })).toBeNull();
    expect(sessionCookie('/ttt', () => 0).read({ header: here, secure: true })).toBe('t');
  });
});

describe('of credentials', () => {
  const peer = { network: '192.0.2.1', secure: false, host: 'localhost' };
  const request = (method: string, headers: IncomingMessage['headers']) =>
    ({ method, headers }) as IncomingMessage;
  const cookie = { cookie: 'tic-tac-toe=from-cookie' };
  const credentials = (sent: IncomingMessage, sender: Sender, token?: string) =>
    credentialsOf(
      sent,
      peer,
      sender,
      sessionCookie('', () => 0),
      token,
    );

  test('a token that is shown comes before the cookie', () => {
    const both = request('POST', { ...cookie, authorization: 'Bearer shown' });
    expect(credentials(both, 'own')).toEqual({ token: 'shown', by: 'bearer' });
    expect(credentials(both, 'own', 'of-the-connection')).toEqual({
      token: 'of-the-connection',
      by: 'bearer',
    });
  });

  test('the cookie counts where one of our pages sent it, or where it only reads', () => {
    expect(credentials(request('POST', cookie), 'own').by).toBe('cookie');
    expect(credentials(request('GET', cookie), 'none').by).toBe('cookie');
    expect(credentials(request('POST', cookie), 'none').by).toBe('none');
    expect(credentials(request('GET', cookie), 'foreign').by).toBe('none');
    expect(credentials(request('GET', { ...cookie, upgrade: 'websocket' }), 'none').by).toBe('none');
    expect(credentials(request('GET', { ...cookie, upgrade: 'websocket' }), 'own').by).toBe('cookie');
  });
});
