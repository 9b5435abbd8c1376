import { expect, test } from 'vitest';
import { faultOfMessage, faultOfResponses, leakIn } from './answers.ts';

const response = (body: string, length = Buffer.byteLength(body)) =>
  Buffer.from(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
const error = '{"error":{"message":"No.","code":-32600,"data":{"code":"BAD_REQUEST"}}}';

test.each([
  '{"message":"x","stack":"Error: x\\n    at run (main.js:1:2)"}',
  'Error: x\n    at run (/srv/app/main.js:1:2)',
  'see packages/domain/src/kit/run/bus.ts:12',
  'Cannot find node_modules/ws',
])('the inside of the server is seen in %j', (text) => {
  expect(leakIn(text)).not.toBeNull();
});

test('a plain sentence shows nothing of the inside', () => {
  expect(leakIn('{"error":{"message":"WebSockets are at /trpc."}}')).toBeNull();
});

test('responses are judged one after the other, to the last byte', () => {
  expect(faultOfResponses(Buffer.concat([response(error), response(error)]), 'GET')).toBeNull();
  expect(faultOfResponses(response(error, error.length + 1), 'GET')).toMatch(/cut short/);
  expect(faultOfResponses(Buffer.concat([response(error), Buffer.from('x')]), 'GET')).toMatch(/no head/);
  expect(faultOfResponses(response('{"oops":1}'), 'GET')).toMatch(/no answer/);
});

test('a stream of events has no end that it could miss', () => {
  const head = (type: string) =>
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  expect(faultOfResponses(head('text/event-stream'), 'GET')).toBeNull();
  expect(faultOfResponses(head('text/html'), 'GET')).toMatch(/cut short/);
});

test('a message of the server is a result, an error or a ping', () => {
  expect(faultOfMessage(`{"id":1,${error.slice(1)}`)).toBeNull();
  expect(faultOfMessage('PING')).toBeNull();
  expect(faultOfMessage('undefined')).not.toBeNull();
  expect(faultOfMessage('{"id":1,"error":{"message":"x"}}')).not.toBeNull();
});
