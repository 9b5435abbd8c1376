import { es } from './es.ts';

const LETTERS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  c: 'ç',
  n: 'ñ',
  s: 'š',
};

/** In brackets, which show what is cut off, with accents, and a third longer, as German would be. */
function pseudoSentence(sentence: string): string {
  const accented = sentence.replace(/\{\w+\}|[aeioucns]/g, (found) => LETTERS[found] ?? found);
  return `[${accented}${'~'.repeat(Math.ceil(sentence.length / 3))}]`;
}

/** A dictionary of English that is plainly no English. */
export const pseudo = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(es).map((sentence) => [sentence, pseudoSentence(sentence)]));
