import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alias, aliasKey, MAX_ALIAS_LENGTH } from './alias.ts';

const taken = (text: string) => Alias.safeParse(text).data;
const family = '👨‍👩‍👧‍👦';

describe('an alias', () => {
  test.each([
    ['one letter', 'A', 'A'],
    ['twenty letters', 'a'.repeat(20), 'a'.repeat(20)],
    ['spaces around it', '  Ann  ', 'Ann'],
    ['several spaces inside, of any width', 'Ann \u00a0\u3000Lee', 'Ann Lee'],
    ['digits and punctuation', '007 <3 !?', '007 <3 !?'],
    ['an accent as a mark of its own', 'Ame\u0301lie', 'Am\u00e9lie'],
    ['Hangul in parts', '\u1112\u1161\u11ab', '한'],
    ['Arabic', 'ليلى', 'ليلى'],
    ['Hindi', 'क्षत्रिय', 'क्षत्रिय'],
    ['Vietnamese', 'Nguyễn', 'Nguyễn'],
    ['Burmese', 'မြွေ့', 'မြွေ့'],
    ['Tibetan', 'བསྒྲུབས', 'བསྒྲུབས'],
    ['Japanese and Latin', 'アン Ann', 'アン Ann'],
    ['Cyrillic', 'Анна', 'Анна'],
    ['Greek', 'Άννα', 'Άννα'],
    ['full-width letters', 'Ａｎｎ', 'Ａｎｎ'],
    ['twenty emoji', '😀'.repeat(20), '😀'.repeat(20)],
    ['a heart that asks for its colour', '❤️', '❤️'],
    ['a family, which is one character', family, family],
    ['ten families', family.repeat(10), family.repeat(10)],
    ['markup, which is only text', '<b>Ann</b>', '<b>Ann</b>'],
  ])('may be %s', (_what, given, kept) => {
    expect(taken(given)).toBe(kept);
  });

  test.each([
    ['empty', ''],
    ['blank', '   '],
    ['blank in other widths', '\u00a0\u2003\u3000'],
    ['twenty-one letters', 'a'.repeat(21)],
    ['twenty-one emoji', '😀'.repeat(21)],
    ['more marks than letters: noise', `a${'\u0301'.repeat(100)}`],
    ['a letter under a heap of marks', `Ann${'\u0301'.repeat(5)}`],
    ['Latin with a Cyrillic letter that looks like it', '\u0410nn'],
    ['Latin with a Greek letter that looks like it', '\u0391nn'],
    ['an object that is not there', 'Ann\ufffc'],
    ['a note without a head', 'Ann\u{1d159}'],
    ['a Khitan filler', 'Ann\u{16fe4}'],
    ['very long', 'a'.repeat(100_000)],
    ['a line break', 'Ann\nLee'],
    ['a tab', 'Ann\tLee'],
    ['a null', 'Ann\u0000'],
    ['an escape', '\u001b[31mAnn'],
    ['a zero-width space', 'An\u200bn'],
    ['a zero-width non-joiner', 'An\u200cn'],
    ['a soft hyphen', 'An\u00adn'],
    ['a byte order mark', '\ufeffAnn'],
    ['a word joiner', 'An\u2060n'],
    ['a combining grapheme joiner', 'An\u034fn'],
    ['text that runs the other way', '\u202eAnn'],
    ['isolated text', '\u2066Ann\u2069'],
    ['a line separator', 'Ann\u2028Lee'],
    ['only a joiner', '\u200d'],
    ['only a variation selector', '\ufe0f'],
    ['only combining marks', '\u0301\u0302'],
    ['a Hangul filler', '\u3164'],
    ['a half-width Hangul filler', '\uffa0'],
    ['an empty Braille pattern', '\u2800'],
    ['a Khmer vowel that is not to be seen', 'An\u17b5n'],
    ['a Mongolian variation selector', 'An\u180bn'],
    ['tags', 'Ann\u{e0041}'],
    ['a supplementary variation selector', 'Ann\u{e0100}'],
    ['private', '\ue000'],
    ['half of a pair', '\ud83d'],
    ['a joiner between letters', 'A\u200dnn'],
    ['a variation selector on a letter', 'A\ufe0enn'],
  ])('is not %s', (_what, given) => {
    expect(Alias.safeParse(given).success).toBe(false);
  });

  test('is told in a sentence what is wrong with it', () => {
    const sentence = (text: string) => Alias.safeParse(text).error?.issues.map(({ message }) => message);
    expect(sentence('')).toEqual(['An alias needs at least one character.']);
    expect(sentence('a'.repeat(21))).toEqual([`An alias has at most ${MAX_ALIAS_LENGTH} characters.`]);
    expect(sentence('\u0410nn')).toEqual(['An alias has letters of one alphabet.']);
    expect(sentence(`a${'\u0301'.repeat(6)}`)).toEqual(['An alias has at most four marks on a letter.']);
    expect(sentence('a\u200bb')).toEqual(['An alias has visible characters only.']);
  });
});

describe('two aliases are the same name', () => {
  test.each([
    ['in another case', 'Ann', 'aNN'],
    ['with the sharp s in capitals', 'Strauß', 'STRAUSS'],
    ['with the capital sharp s', 'STRAUẞ', 'Strauss'],
    ['with either Greek sigma', 'ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['with a Greek letter of three parts', '\u0390', '\u03aa\u0301'],
    ['in full width', 'Ann', 'Ａｎｎ'],
    ['with a ligature', 'ﬁn', 'FIN'],
    ['in bold mathematics', 'Ann', '𝐀𝐧𝐧'],
    ['with the Kelvin sign', 'Kim', '\u212aim'],
    ['with the long s', 'Sam', 'ſam'],
    ['with a superscript', 'Ann2', 'Ann²'],
    ['with an accent as a mark of its own', 'Amélie', 'Ame\u0301lie'],
    ['with a heart of either colour', '❤', '❤️'],
    ['where only a joiner differs', '👩‍👩', '👩👩'],
    ['in Cherokee of either case', 'Ꭰ', 'ꭰ'],
  ])('%s', (_how, one, other) => {
    expect(aliasKey(one)).toBe(aliasKey(other));
  });

  test('and others are not', () => {
    const different = ['Ann', 'Anne', 'Ann 2', 'Änn', 'Ahn', '😀', '😁', family, 'а'];
    expect(new Set(different.map(aliasKey)).size).toBe(different.length);
  });

  test('whatever their letters, in capitals, in small letters and normalised in any form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const alias = taken(text);
        fc.pre(alias !== undefined);
        const key = aliasKey(alias ?? '');
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'])
          expect(aliasKey((alias ?? '').normalize(form))).toBe(key);
        expect(aliasKey((alias ?? '').toUpperCase())).toBe(key);
        expect(aliasKey((alias ?? '').toLowerCase())).toBe(key);
        expect(aliasKey(key)).toBe(key);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('an alias that is taken once is taken again as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), (text) => {
      const alias = taken(text);
      fc.pre(alias !== undefined);
      expect(taken(alias ?? '')).toBe(alias);
    }),
    { numRuns: 2_000 },
  );
});
