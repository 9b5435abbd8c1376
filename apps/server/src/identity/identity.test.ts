import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { clearedCookie, readSessionCookie, sessionCookie } from './cookie.ts';
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
  test('is for the browser alone, and for this site alone', () => {
    expect(sessionCookie('t', 86_400_000, false, 0)).toBe(
      'tic-tac-toe=t; Max-Age=86400; Path=/; Expires=Fri, 02 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict',
    );
  });

  test('lasts as long as its session, also where the clocks of server and browser differ', () => {
    expect(sessionCookie('t', 90_500, false, 30_000)).toContain('Max-Age=60;');
    expect(sessionCookie('t', 30_000, false, 90_000)).toContain('Max-Age=0;');
  });

  test('is bound to TLS and host where there is TLS', () => {
    expect(sessionCookie('t', 0, true, 0)).toMatch(/^__Host-tic-tac-toe=t;.* Path=\/;.*; Secure/);
    expect(readSessionCookie('__Host-tic-tac-toe=t', true)).toBe('t');
    expect(readSessionCookie('tic-tac-toe=planted', true)).toBeNull();
  });

  test('is cleared by one that is over', () => {
    expect(clearedCookie(false)).toMatch(/Max-Age=0;.*Expires=Thu, 01 Jan 1970/);
  });
});

describe('of credentials', () => {
  const peer = { network: '192.0.2.1', secure: false, host: 'localhost' };
  const request = (method: string, headers: IncomingMessage['headers']) =>
    ({ method, headers }) as IncomingMessage;
  const cookie = { cookie: 'tic-tac-toe=from-cookie' };

  test('a token that is shown comes before the cookie', () => {
    const both = request('POST', { ...cookie, authorization: 'Bearer shown' });
    expect(credentialsOf(both, peer, 'own')).toEqual({ token: 'shown', by: 'bearer' });
    expect(credentialsOf(both, peer, 'own', 'of-the-connection')).toEqual({
      token: 'of-the-connection',
      by: 'bearer',
    });
  });

  test('the cookie counts where one of our pages sent it, or where it only reads', () => {
    expect(credentialsOf(request('POST', cookie), peer, 'own').by).toBe('cookie');
    expect(credentialsOf(request('GET', cookie), peer, 'none').by).toBe('cookie');
    expect(credentialsOf(request('POST', cookie), peer, 'none').by).toBe('none');
    expect(credentialsOf(request('GET', cookie), peer, 'foreign').by).toBe('none');
    expect(credentialsOf(request('GET', { ...cookie, upgrade: 'websocket' }), peer, 'none').by).toBe('none');
    expect(credentialsOf(request('GET', { ...cookie, upgrade: 'websocket' }), peer, 'own').by).toBe('cookie');
  });
});
