import type { CSSProperties } from 'react';

declare module 'react' {
  interface CSSProperties {
    readonly '--longest'?: number;
    readonly '--whole'?: number;
  }
}

/** Bold letters are so wide on average, in ems, with little to spare. */
const LETTER = 0.62;

/**
 * For an element in a `@container` as wide as its line: the letters shrink so that the longest word has room in it, to six tenths
 * at most. A name may be one word, and is not cut in two before that.
 */
export function fitWords(text: string): { readonly className: string; readonly style: CSSProperties } {
  const longest = Math.max(1, ...text.split(/\s+/).map((word) => [...word].length));
  return {
    className: 'text-[length:clamp(0.6em,calc(100cqi/var(--longest)),1em)]',
    style: { '--longest': longest * LETTER },
  };
}

/** Narrow letters, wide ones, and those of scripts that are written in squares, in ems of bold type; any other is as wide as `LETTER`. */
const WIDTHS = [
  [/[\s.,'’:;|!()[\]fijlrtI1-]/u, 0.4],
  [/[mw]/u, 0.92],
  [/[MW@]/u, 1.05],
  [/[A-Z0-9]/u, 0.74],
  [/[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{P}\p{N}]/u, 1.25],
] as const;

const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (WIDTHS.find(([kind]) => kind.test(letter))?.[1] ?? LETTER), 0);

/**
 * For a name in a `@container` as wide as its line, in a place that is two small lines high: letters of 13 to 16 px on one line
 * where the name has room so, else of 11 to 13 px on two, so small that the longest word has room. What is longer still loses its end.
 */
export function fitName(name: string): { readonly className: string; readonly style: CSSProperties } {
  return {
    className:
      'line-clamp-2 wrap-anywhere text-balance leading-[1.1] text-[length:max(min(1rem,100cqi/var(--whole)),clamp(0.6875rem,100cqi/var(--longest),0.8125rem))]',
    style: {
      '--whole': Math.max(1, widthOf(name)),
      '--longest': Math.max(1, ...name.split(/(?<=[\s-])/u).map((word) => widthOf(word.trim()))),
    },
  };
}
