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
