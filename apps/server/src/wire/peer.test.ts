import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { senderOf } from './origin.ts';
import { networkOf, type Peer, peerReader } from './peer.ts';

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, connection: { remoteAddress }, headers }) as unknown as IncomingMessage;

const forwarded = {
  host: 'inside:8080',
  'x-forwarded-for': '198.51.100.7, 203.0.113.9',
  'x-forwarded-proto': 'http, https',
  'x-forwarded-host': 'play.example.org',
};

describe('a client', () => {
  test('is who it is, whatever it says of itself', () => {
    expect(peerReader([])(request('192.0.2.1', forwarded))).toEqual({
      network: '192.0.2.1',
      secure: false,
      host: 'inside:8080',
    });
  });

  test('is who a trusted proxy says it is', () => {
    expect(peerReader(['192.0.2.0/24'])(request('192.0.2.1', forwarded))).toEqual({
      network: '203.0.113.9',
      secure: true,
      host: 'play.example.org',
    });
  });

  test('has a plain IPv4 address on a dual-stack socket', () => {
    expect(peerReader([])(request('::ffff:192.0.2.1')).network).toBe('192.0.2.1');
  });

  test('is who a trusted IPv4 proxy says it is on a dual-stack socket too', () => {
    expect(peerReader(['192.0.2.0/24'])(request('::ffff:192.0.2.1', forwarded)).network).toBe('203.0.113.9');
    expect(peerReader(['loopback'])(request('::ffff:127.0.0.1', forwarded)).network).toBe('203.0.113.9');
    expect(peerReader(['192.0.2.0/24'])(request('::ffff:198.51.100.1', forwarded)).network).toBe(
      '198.51.100.1',
    );
  });

  test.each([
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8::9]:4711', '2001:db8:0:0::/64'],
    ['[2001:db8::9]', '2001:db8:0:0::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
  ])('of whom a proxy says %s counts as %s, whatever the port', (said, network) => {
    const trusting = peerReader(['192.0.2.1']);
    expect(trusting(request('192.0.2.1', { 'x-forwarded-for': said })).network).toBe(network);
  });

  test.each([
    { 'x-forwarded-proto': 'wss' },
    { 'x-forwarded-proto': 'HTTPS' },
    { 'x-forwarded-proto': ' https ' },
    { 'x-forwarded-scheme': 'https' },
    { 'x-forwarded-ssl': 'on' },
    { 'front-end-https': 'On' },
    { forwarded: 'for=198.51.100.7;proto=https' },
    { forwarded: 'proto=http, for="[2001:db8::9]:4711";Proto="WSS"' },
  ])('came over TLS where a trusted proxy says so in its dialect: %j', (said) => {
    expect(peerReader(['192.0.2.1'])(request('192.0.2.1', said)).secure).toBe(true);
    expect(peerReader([])(request('192.0.2.1', said)).secure).toBe(false);
  });

  test.each([
    { 'x-forwarded-proto': 'ws' },
    { 'x-forwarded-proto': '' },
    { 'x-forwarded-proto': 'http', 'x-forwarded-ssl': 'on', forwarded: 'proto=https' },
    { 'x-forwarded-ssl': 'off' },
    { forwarded: 'proto=https;;=' },
    {},
  ])('came without TLS as far as is known where the proxy says %j', (said) => {
    expect(peerReader(['192.0.2.1'])(request('192.0.2.1', said)).secure).toBe(false);
  });

  test('is known by what the first of several proxies has written, however many follow', () => {
    const said = {
      'x-forwarded-for': '198.51.100.7, 203.0.113.9, 192.0.2.2',
      'x-forwarded-proto': 'http, https, http',
      'x-forwarded-host': 'made.up.example, play.example.org, inside.example',
    };
    expect(peerReader(['192.0.2.0/24'])(request('192.0.2.1', said))).toEqual({
      network: '203.0.113.9',
      secure: true,
      host: 'play.example.org',
    });
  });

  test('is who the standard header says, where the proxy writes no other', () => {
    const forwarded = 'for=198.51.100.7;host=made.up, for="[2001:db8::9]:4711";host=play.example.org';
    const trusting = peerReader(['192.0.2.1']);
    expect(trusting(request('192.0.2.1', { forwarded }))).toEqual({
      network: '2001:db8:0:0::/64',
      secure: false,
      host: 'play.example.org',
    });
    const both = { forwarded, 'x-forwarded-for': '203.0.113.9' };
    expect(trusting(request('192.0.2.1', both)).network).toBe('203.0.113.9');
  });

  test('counts as its IPv4 address, or as the /64 of its IPv6 address', () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('::ffff:c000:201')).toBe('192.0.2.1');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('2001:db8:0:0:ffff::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('2001:0db8:0:1:2:3:4:5')).toBe('2001:db8:0:1::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
  });
});

describe('a page', () => {
  const peer = { network: '192.0.2.1', secure: false, host: 'Play.example.org:8080' };
  const sender = (origin?: string, allowed: string[] = [], from: Peer = peer) =>
    senderOf(request('192.0.2.1', origin === undefined ? {} : { origin }), from, allowed);
  const behindTls = { ...peer, secure: true, host: 'play.example.org:443' };

  test('of this server is ours', () => expect(sender('http://play.example.org:8080')).toBe('own'));
  test('of an origin on the list is ours', () =>
    expect(sender('https://other.example', ['https://other.example'])).toBe('own'));
  test.each([
    'https://other.example',
    'http://play.example.org',
    'http://play.example.org:8080.evil.example',
    'null',
    '',
    'x',
    'ftp://play.example.org:8080',
    'http://play.example.org:8080/path',
    'http://user@play.example.org:8080',
  ])('of %j is foreign', (origin) => expect(sender(origin)).toBe('foreign'));
  test('behind TLS is ours with TLS alone, with its port or without', () => {
    expect(sender('https://play.example.org', [], behindTls)).toBe('own');
    expect(sender('https://play.example.org', [], { ...behindTls, host: 'play.example.org' })).toBe('own');
    expect(sender('http://play.example.org', [], behindTls)).toBe('foreign');
    expect(sender('http://play.example.org:443', [], behindTls)).toBe('foreign');
  });
  test('is what a script is not', () => expect(sender()).toBe('none'));
});
