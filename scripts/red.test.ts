import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const PAGE = new URL('../apps/web/src/', import.meta.url);

/** All that the page is drawn with, by file. */
const sources: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(tsx?|css)$/.test(file) && !/\.test\.|^testing\//.test(file))
    .map((file) => [file, readFileSync(new URL(file, PAGE), 'utf8')]),
);

/** The pen of X, by each of its names. */
const PEN =
  /--pen-x|--color-x|(?<![\w-])(?:text|bg|border|outline|stroke|fill|accent|caret|decoration|ring|from|via|to)-x(?![\w-])/;

/** Degrees on the wheel of colours; NaN where there is hardly any colour. */
function hueOf([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 24) return NaN;
  if (most === red) return ((green - blue) / range) * 60;
  return most === green ? 120 + ((blue - red) / range) * 60 : 240 + ((red - green) / range) * 60;
}

/** The colours of a text, as red, green and blue from 0 to 255. */
const coloursIn = (text: string): readonly (readonly number[])[] => [
  ...[...text.matchAll(/#([\da-f]{2})([\da-f]{2})([\da-f]{2})\b/gi)].map((hex) =>
    hex.slice(1).map((part) => parseInt(part, 16)),
  ),
  ...[...text.matchAll(/\brgba?\((\d+)[ _,]+(\d+)[ _,]+(\d+)/gi)].map((parts) => parts.slice(1).map(Number)),
];

const hasRed = (text: string): boolean =>
  coloursIn(text)
    .map(hueOf)
    .some((hue) => hue > -30 && hue < 30);

/** Where a colour has a name, and where it is used. */
const tokens = sources['styles/tokens.css'] ?? '';
test('of all colours that have a name, the pen of X alone is red', () => {
  const red = tokens.split('\n').filter(hasRed);
  expect(red.map((line) => line.trim().split(':')[0])).toEqual(['--pen-x', '--pen-x-by-day']);
});

test('no red is used that has no name', () => {
  const others = Object.entries(sources).filter(([file]) => !file.endsWith('tokens.css'));
  expect(others.filter(([, source]) => hasRed(source)).map(([file]) => file)).toEqual([]);
  expect(others.flatMap(([, source]) => coloursIn(source))).not.toEqual([]);
});

test('red is X: no error, no hurry, no ornament', () => {
  const users = Object.entries(sources).filter(
    ([file, source]) => !file.endsWith('tokens.css') && PEN.test(source),
  );
  expect(users.map(([file]) => file).toSorted()).toEqual([
    // Snippets of all three pens.
    'features/game/confetti.tsx',
    // The edge of the seat of X.
    'features/game/players-strip.tsx',
    'ui/mark.tsx',
  ]);
});
