import type { CSSProperties } from 'react';

declare module 'react' {
  interface CSSProperties {
    readonly '--longest'?: number;
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
