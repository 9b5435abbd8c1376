import decodeQR from 'qr/decode.js';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import QrCode from './qr-code.tsx';

/** As a camera would see it, each module four pixels wide. */
function pictureOf(markup: string) {
  const size = Number(/viewBox="0 0 (\d+)/.exec(markup)?.[1]);
  const dark = new Set([...markup.matchAll(/M(\d+) (\d+)h1/g)].map(([, x, y]) => `${x} ${y}`));
  const side = size * 4;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      if (dark.has(`${Math.floor(x / 4)} ${Math.floor(y / 4)}`))
        data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return { width: side, height: side, data };
}

test.each([
  'https://example.org/games/5f0c8a52-1d1e-4a58-9d0e-6f6a1f1e2b3c',
  `http://192.168.0.17:8080/ttt/device#${'aB3-_'.repeat(8)}xyz`,
])('a camera reads %s', (text) => {
  const markup = renderToStaticMarkup(<QrCode text={text} label="A link" />);
  expect(decodeQR(pictureOf(markup))).toBe(text);
  expect(markup).toContain('role="img" aria-label="A link"');
});
