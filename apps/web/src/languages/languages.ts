import { callPeople, englishNames, type NameWords } from './names.ts';
import { speak } from './t.ts';

/** As each calls itself. */
export const languageNames = [
  ['en', 'English'],
  ['es', 'Español'],
  ['ca', 'Català'],
] as const;
export type Language = (typeof languageNames)[number][0];

/**
 * Beside them, two that nobody speaks, by the names that they have elsewhere: `en-XA` shows what is not translated and what has no
 * room, `ar-XB` what does not turn round where one reads from right to left. `localStorage.language = 'ar-XB'` chooses one.
 */
type PseudoLanguage = 'en-XA' | 'ar-XB';

/** What is said in a language, and what people are called in it who have not said. */
interface Spoken {
  readonly words: Readonly<Record<string, string>>;
  readonly names: NameWords;
}

const loadPseudo = async (): Promise<Spoken> => {
  const { pseudo } = await import('./pseudo.ts');
  return { words: pseudo(), names: englishNames };
};

const load: Readonly<Record<Exclude<Language | PseudoLanguage, 'en'>, () => Promise<Spoken>>> = {
  async es() {
    const { es, spanishNames } = await import('./es.ts');
    return { words: es, names: spanishNames };
  },
  async ca() {
    const { ca, catalanNames } = await import('./ca.ts');
    return { words: ca, names: catalanNames };
  },
  'en-XA': loadPseudo,
  'ar-XB': loadPseudo,
};

const KEY = 'language';

const isKnown = (name: string | null | undefined): name is Language | PseudoLanguage =>
  name === 'en' || (name != null && Object.hasOwn(load, name));

function chosen(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be forbidden: the browser's language it is.
    return null;
  }
}

/** What somebody has chosen, else what their browser asks for first of what there is. */
export const currentLanguage = (): Language | PseudoLanguage =>
  [chosen(), ...navigator.languages.map((name) => name.split('-')[0])].find(isKnown) ?? 'en';

/** The page is loaded anew: it says nothing in two languages, and the server has kept the game. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    return;
  }
  location.reload();
}

/** Before anything is drawn. A dictionary that cannot be had leaves the page in English. */
export async function speakCurrent(): Promise<void> {
  const language = currentLanguage();
  if (language === 'en') return;
  try {
    const { words, names } = await load[language]();
    speak(language, words);
    callPeople(names);
  } catch {
    return;
  }
  document.documentElement.lang = language;
  if (language === 'ar-XB') document.documentElement.dir = 'rtl';
}
