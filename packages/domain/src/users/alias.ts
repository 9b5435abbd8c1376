import { z } from 'zod';

/** The longest alias, in visible characters (DESIGN: 1–20). */
export const MAX_ALIAS_LENGTH = 20;

/** Code points a visible character may be made of on average: a family emoji has 7, stacked accents are noise. */
const MAX_ALIAS_CODE_POINTS = 80;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const visibleLength = (text: string): number => [...segmenter.segment(text)].length;

/** Controls, formatting, private and unassigned code points, except the joiner that emoji are built with. */
const INVISIBLE = /(?!\u200d)[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]/u;
const SOMETHING_TO_SEE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const normalise = (text: string): string => text.normalize('NFC').trim().replace(/\p{Zs}+/gu, ' ');

/** A player's name: 1–20 visible characters, Unicode-normalised, single spaces inside. */
export const Alias = z
  .string()
  .max(400, { error: `An alias has at most ${MAX_ALIAS_LENGTH} characters.`, abort: true })
  .refine((text) => !INVISIBLE.test(text), { error: 'An alias has visible characters only.', abort: true })
  .transform(normalise)
  .refine((text) => SOMETHING_TO_SEE.test(text), { error: 'An alias needs at least one character.', abort: true })
  .refine((text) => visibleLength(text) <= MAX_ALIAS_LENGTH && [...text].length <= MAX_ALIAS_CODE_POINTS, {
    error: `An alias has at most ${MAX_ALIAS_LENGTH} characters.`,
  });

/**
 * What two aliases share when they are the same name: compatibility forms ("Ａｎｎ") and case are folded.
 * Upper case first, since some letters ("ß") are equal only there.
 */
export const aliasKey = (alias: string): string => alias.normalize('NFKC').toUpperCase().toLowerCase();
