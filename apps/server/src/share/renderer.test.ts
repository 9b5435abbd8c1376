import { expect, test } from 'vitest';
import { createRenderer } from './renderer.ts';

const svg = (n: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${n + 1}" height="2"></svg>`;

test('a picture is drawn once, however often it is asked for', async () => {
  const { render } = createRenderer();
  const first = await render(svg(1));
  expect(first?.subarray(1, 4).toString()).toBe('PNG');
  expect(await render(svg(1))).toBe(first);
  expect(await render(svg(2))).not.toBe(first);
});

test('twenty pictures wait to be drawn, and more are refused until there is room', async () => {
  const { render } = createRenderer();
  const asked = Array.from({ length: 21 }, (_, n) => render(svg(n)));
  expect(asked.map((drawn) => drawn === null)).toEqual([...Array.from({ length: 20 }, () => false), true]);
  // One that is on its way is no further one.
  expect(render(svg(3))).toBe(asked[3]);
  await Promise.all(asked.map((drawn) => Promise.resolve(drawn)));
  expect(await render(svg(20))).not.toBeNull();
});

test('one that cannot be drawn is tried again, and keeps no other from being drawn', async () => {
  const { render } = createRenderer();
  await expect(render('nonsense')).rejects.toThrow();
  await expect(render('nonsense')).rejects.toThrow();
  expect(await render(svg(1))).not.toBeNull();
});
