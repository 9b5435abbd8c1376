import type { es } from './es.ts';

/*
 * What the page says is written in English, where it is said; each other language says how it has it. A sentence that one of them
 * lacks does not compile, nor does one whose places are left empty.
 */

/** A language other than English, whole. */
export type Dictionary = Readonly<Record<keyof typeof es, string>>;
export type Sentence = keyof typeof es;

/** The places of a sentence: `name` in "{name} has left." */
type Place<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Place<Rest>
  : never;
export type Filling<Text extends string, Value> = [Place<Text>] extends [never]
  ? []
  : [filling: Readonly<Record<Place<Text>, Value>>];

/** A sentence that is said as it stands. */
export type PlainSentence = { [Text in Sentence]: [Place<Text>] extends [never] ? Text : never }[Sentence];

let dictionary: Readonly<Record<string, string>> | null = null;
let spoken = 'en';
let plurals = new Intl.PluralRules('en');

/** From here on, everything is said so. Before the page is drawn: what stands there does not change. */
export function speak(language: string, words: Readonly<Record<string, string>>): void {
  dictionary = words;
  spoken = language;
  plurals = new Intl.PluralRules(language);
}

/** For `Intl`: dates and lists as the page speaks. */
export const spokenLanguage = (): string => spoken;

/** Some names in a sentence: "Ann and Bea". */
export const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(spoken, { type: 'conjunction' }).format(names);

/** A sentence in the reader's language, its places as they are. */
export const translated = (sentence: Sentence): string => dictionary?.[sentence] ?? sentence;

const PLACES = /\{(\w+)\}/g;

/** A sentence in the reader's language, its places filled. */
export function t<const Text extends Sentence>(
  sentence: Text,
  ...[filling]: Filling<Text, string | number>
): string {
  const text = translated(sentence);
  if (filling === undefined) return text;
  const values: Readonly<Record<string, string | number>> = filling;
  return text.replace(PLACES, (place, name: string) => String(values[name] ?? place));
}

/** A sentence about somebody, and nothing else. */
export type AboutSomebody = { [Text in Sentence]: [Place<Text>] extends ['name'] ? Text : never }[Sentence];

/** As `t`, for a sentence that is one of several with the same place. */
export const fill = (sentence: AboutSomebody, { name }: { readonly name: string }): string =>
  translated(sentence).replace('{name}', () => name);

/** As `t`, of two sentences: the one for one thing, and the one for several. Both have the place `n`. */
export const tn = <const One extends Counting, const Other extends Counting>(
  n: number,
  one: One,
  other: Other,
): string =>
  translated(plurals.select(n) === 'one' ? one : other).replace(PLACES, (place, name) =>
    name === 'n' ? String(n) : place,
  );

/** A sentence that counts, and does nothing else. */
type Counting = { [Text in Sentence]: [Place<Text>] extends ['n'] ? Text : never }[Sentence];
