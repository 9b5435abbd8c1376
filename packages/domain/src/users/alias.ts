import { z } from 'zod';
import { atHome } from './joiners.ts';

/** The longest alias, in visible characters (DESIGN: 1–20). */
export const MAX_ALIAS_LENGTH = 20;

/** Twenty of the longest emoji, a kiss of two colours: ten code points each. */
const MAX_ALIAS_CODE_POINTS = 200;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const visibleLength = (text: string): number => [...segmenter.segment(text)].length;

/** Controls, formatting, private and unassigned code points, and all others that nothing is drawn for. */
const INVISIBLE = new RegExp(
  [
    // These two are drawn as nothing by most fonts, and the third is a place for something that is not there.
    String.raw`[\u{1D159}\u{16FE4}\uFFFC]`,
    String.raw`[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`,
  ].join('|'),
  'u',
);
/** Those that shape what is around them, in some places: `joiners.ts` knows which. */
const SHAPING = /\p{Join_Control}|\p{Variation_Selector}|\u180e|[\u{e0020}-\u{e007f}]/gu;

const withoutThoseAtHome = (text: string): string => text.replace(atHome, '');
const isVisible = (text: string): boolean => !INVISIBLE.test(withoutThoseAtHome(text).replace(SHAPING, ''));
const isShaped = (text: string): boolean => !INVISIBLE.test(withoutThoseAtHome(text));

/** No script that is in use stacks so many marks on a letter; a heap of them reaches over the lines around it. */
const HEAP_OF_MARKS = /[\p{Mn}\p{Me}]{5}|\p{M}{7}/u;

/** Letters of these look alike: in one name, one of them passes for another. */
const LOOKING_ALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u] as const;
const isMixed = (text: string): boolean => LOOKING_ALIKE.filter((script) => script.test(text)).length > 1;

const SOMETHING_TO_SEE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const normalise = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/\p{Zs}+/gu, ' ');

/** What is wrong with an alias, as scripts are told. A page has words of its own for each. */
const issues = {
  tooLong: `An alias has at most ${MAX_ALIAS_LENGTH} characters.`,
  invisible: 'An alias has visible characters only.',
  shaped: 'An alias has joiners and the like only where letters or emoji are drawn differently by them.',
  heaped: 'An alias has at most four marks on a letter.',
  mixed: 'An alias has letters of one alphabet.',
  empty: 'An alias needs at least one character.',
} as const;
export type AliasIssue = (typeof issues)[keyof typeof issues];

/** A player's name: 1–20 visible characters, Unicode-normalised, single spaces inside. */
export const Alias = z
  .string()
  .max(400, { error: issues.tooLong, abort: true })
  .refine(isVisible, { error: issues.invisible, abort: true })
  .refine(isShaped, { error: issues.shaped, abort: true })
  .transform(normalise)
  .refine((text) => !HEAP_OF_MARKS.test(text.normalize('NFD')), { error: issues.heaped, abort: true })
  .refine((text) => !isMixed(text), { error: issues.mixed, abort: true })
  .refine((text) => SOMETHING_TO_SEE.test(text), { error: issues.empty, abort: true })
  .refine((text) => visibleLength(text) <= MAX_ALIAS_LENGTH && [...text].length <= MAX_ALIAS_CODE_POINTS, {
    error: issues.tooLong,
  });

/**
 * What two aliases share when they are the same name: compatibility forms ("Ａｎｎ") and case are folded, and
 * what nobody sees is left out, also where it shapes what is around it: not every font draws the difference, and
 * somebody could else pass for another (as UTS 39 does for its skeletons). Taken apart first, and through both cases, since some letters ("ß" and "ss", "ẞ"
 * and "ß") are equal in one of them only.
 */
export const aliasKey = (alias: string): string =>
  alias
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
