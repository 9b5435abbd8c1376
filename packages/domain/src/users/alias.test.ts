import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alias, aliasKey, MAX_ALIAS_LENGTH } from './alias.ts';

const taken = (text: string) => Alias.safeParse(text).data;
const family = '👨‍👩‍👧‍👦';
const kiss = '🧑🏻‍❤️‍💋‍🧑🏼';
const [england, scotland, wales] = ['gbeng', 'gbsct', 'gbwls'].map((region) => {
  const tags = [...region].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0)));
  return `\u{1f3f4}${tags.join('')}\u{e007f}`;
});
const [ZWNJ, ZWJ] = ['\u200c', '\u200d'];

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
    ['twenty families', family.repeat(20), family.repeat(20)],
    ['twenty kisses of two colours, the longest of all emoji', kiss.repeat(20), kiss.repeat(20)],
    ['markup, which is only text', '<b>Ann</b>', '<b>Ann</b>'],
  ])('may be %s', (_what, given, kept) => {
    expect(taken(given)).toBe(kept);
  });

  test.each([
    ['Persian, with a letter that does not join the next', `مه${ZWNJ}سا`],
    ['Persian, with a suffix', `نامه${ZWNJ}ای`],
    ['Persian, of two names in one', `علی${ZWNJ}رضا`],
    ['Persian, with the marks of its vowels', `عَلِیّ${ZWNJ}رِضا`],
    ['Urdu', 'محمد اقبال'],
    ['Kurdish', `په${ZWNJ}یمان`],
    ['Arabic with the marks of its vowels', 'مُحَمَّد'],
    ['Hebrew', 'שרה'],
    ['Hebrew with its points', 'שָׂרָה'],
    ['Yiddish', 'יידל'],
    ['Hindi with half a letter', `प्रक्${ZWJ}षा`],
    ['Hindi with a letter that stays whole', `श्${ZWNJ}री`],
    ['Marathi', `दर्${ZWJ}या`],
    ['Nepali', 'कृष्णप्रसाद'],
    ['Bengali', 'শ্রীকৃষ্ণ'],
    ['Bengali with a form of ya', `র${ZWJ}্যাচেল`],
    ['Bengali with half a letter', `উৎপল ত্${ZWJ}`],
    ['Gurmukhi', 'ਗੁਰਪ੍ਰੀਤ'],
    ['Gujarati', 'કૃષ્ણા'],
    ['Odia', 'ଶ୍ରୀକାନ୍ତ'],
    ['Tamil', 'லக்ஷ்மி'],
    ['Telugu', `రాజ్${ZWNJ}కుమార్`],
    ['Kannada', `ರಾಜ್${ZWNJ}ಕುಮಾರ್`],
    ['Malayalam with a letter of its own for a consonant at the end', 'മോഹൻ'],
    ['Malayalam as it was written before', `മോഹന്${ZWJ}`],
    ['Malayalam with a letter that stays whole', `ഹര്${ZWNJ}ഷ`],
    ['Sinhala', `ශ්${ZWJ}රී ලංකා`],
    ['Kannada with a whole ra', `ಸೂರ${ZWJ}್ಯ`],
    ['Sinhala with letters that touch', `බුද${ZWJ}්ධ`],
    ['Thai', 'ศรีสุวรรณ์'],
    ['Lao', 'ສີສະຫວັນ'],
    ['Khmer', 'សុខ ស្រីមុំ'],
    ['Burmese', 'အောင်ဆန်း'],
    ['Korean', '김민준'],
    ['Chinese', '王小明'],
    ['Chinese beyond the first plane', '𠮷野'],
    ['Japanese, with the form of an ideograph', '葛\u{e0100}城'],
    ['Japanese, with an older form of one', '神\ufe00田'],
    ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ'],
    ['Mongolian, with the form of a letter', 'ᠭ\u180bᠠ'],
    ['Mongolian, with a vowel apart', 'ᠰᠠᠷ\u180eᠠ'],
    ['Georgian', 'ნინო'],
    ['Armenian', 'Անահիտ'],
    ['Amharic', 'አበበ'],
    ['Cherokee', 'ᏣᎳᎩ'],
    ['Inuktitut', 'ᐃᓄᒃ'],
    ['Tifinagh', 'ⵎⴰⵙⵉⵏ'],
    ['Yoruba', 'Adébáyọ̀'],
    ['Vietnamese', 'Trần Thị Hường'],
    ['Turkish', 'İbrahim Işık'],
    ['Polish', 'Łukasz'],
    ['Irish', 'Siobhán O’Brien'],
    ['the flag of England', england ?? ''],
    ['the flag of Scotland', `Ann ${scotland}`],
    ['twenty flags of Wales', (wales ?? '').repeat(20)],
    ['the flag of a country', '🇺🇦'],
    ['a pirate', '🏴‍☠️'],
    ['a rainbow', '🏳️‍🌈'],
    ['a burning heart', '❤️‍🔥'],
    ['an astronaut', '👩🏽‍🚀'],
    ['a keycap', 'Ann 1️⃣'],
    ['a keycap of a star', '*️⃣'],
    ['a heart in black', '❤︎'],
  ])('may be %s, and is kept as it is', (_what, name) => {
    expect(taken(name)).toBe(name.normalize('NFC'));
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
    ['a variation selector on a digit', '1\ufe0f'],
    ['a joiner at the end of Persian', `علی${ZWNJ}`],
    ['a joiner at the beginning of Persian', `${ZWNJ}علی`],
    ['a joiner after a Persian letter that joins nothing', `داد${ZWNJ}وند`],
    ['two joiners between Persian letters', `مه${ZWNJ}${ZWNJ}سا`],
    ['a joiner between Persian and Latin', `مه${ZWNJ}A`],
    ['a joiner of the other kind between Persian letters', `مه${ZWJ}سا`],
    ['a joiner after a Hindi letter that has its vowel', `रा${ZWJ}म`],
    ['a joiner before a Hindi vowel', `क्${ZWJ}ि`],
    ['two joiners after a Hindi letter', `क्${ZWJ}${ZWJ}ष`],
    ['a joiner between Chinese letters', `王${ZWJ}明`],
    ['a joiner between Thai letters', `ก${ZWNJ}ข`],
    ['a joiner after an emoji', `😀${ZWJ}`],
    ['a joiner between an emoji and a letter', `😀${ZWJ}A`],
    ['two joiners between emoji', `👩${ZWJ}${ZWJ}🚀`],
    ['a flag of a region that has none', '\u{1f3f4}\u{e0075}\u{e0073}\u{e0063}\u{e0061}\u{e007f}'],
    ['a flag without its end', (england ?? '').slice(0, -2)],
    ['tags on another emoji', (england ?? '').replace('\u{1f3f4}', '😀')],
    ['the end of a flag alone', 'Ann\u{e007f}'],
    ['the form of an ideograph on a letter', 'A\u{e0101}nn'],
    ['two forms of an ideograph', '葛\u{e0100}\u{e0101}'],
    ['a letter in a heap of circles', `A${'\u20dd'.repeat(5)}`],
    ['a letter under a heap of spacing marks', `क${'\u093e'.repeat(7)}`],
    ['a mark of direction', 'Ann\u200f'],
    ['an Arabic mark of direction', 'Ann\u061c'],
    ['an end of isolation', 'Ann\u2069'],
    ['an invisible times', 'A\u2062n'],
    ['an interlinear anchor', '\ufff9Ann'],
    ['a Hangul letter that is not to be seen', 'Ann\u115f'],
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
    expect(sentence(`a${ZWJ}b`)).toEqual([
      'An alias has joiners and the like only where letters or emoji are drawn differently by them.',
    ]);
    expect(sentence(`a${ZWJ}\u200bb`)).toEqual(['An alias has visible characters only.']);
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
    ['where only a joiner between letters differs, which not all fonts show', `علی${ZWNJ}رضا`, 'علیرضا'],
    ['where only half a letter differs', `क्${ZWJ}ष`, 'क्ष'],
    ['where only the form of an ideograph differs', '葛\u{e0100}', '葛'],
    ['with flags that some fonts draw alike', england ?? '', wales ?? ''],
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
