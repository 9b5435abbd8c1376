import { expect, test } from 'vitest';
import { mayInspect } from './may-inspect.ts';

const request = (
  headers: Readonly<Record<string, string>>,
  { method = 'GET', remoteAddress = '127.0.0.1' } = {},
): boolean => mayInspect({ method, headers, socket: { remoteAddress } } as never);

const host = 'localhost:8080';
const origin = 'http://localhost:8080';

test.each(['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'localhost'])(
  'who is at this machine, and asks %s, may look, and send by the page',
  (host) => {
    expect(request({ host, 'sec-fetch-site': 'none' })).toBe(true);
    expect(request({ host, 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(request({ host, origin: `http://${host}` }, { method: 'POST' })).toBe(true);
  },
);

test.each([
  ['a name that was made to lead here', { host: 'evil.test:8080' }],
  ['no host', {}],
  ['a page of another site', { host, 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { host, 'sec-fetch-site': 'same-site' }],
  ['a page of another origin', { host, origin: 'http://localhost:9' }],
  ['what a proxy has passed on', { host, 'x-forwarded-for': '192.0.2.1' }],
  ['what a proxy says by the standard', { host, forwarded: 'for=192.0.2.1' }],
])('%s may not', (_what, headers) => {
  expect(request(headers as Record<string, string>)).toBe(false);
});

test('another machine may not, and nobody may send without saying by which page', () => {
  expect(request({ host }, { remoteAddress: '192.0.2.1' })).toBe(false);
  expect(request({ host }, { remoteAddress: '::ffff:127.0.0.1' })).toBe(true);
  expect(request({ host }, { method: 'POST' })).toBe(false);
  expect(request({ host, origin: 'null' }, { method: 'POST' })).toBe(false);
  expect(request({ host, origin }, { method: 'POST' })).toBe(true);
});
