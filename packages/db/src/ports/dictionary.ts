import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { eventShapes, words } from '../schema.ts';
import { FIRST_SHAPE, mayBeWord, tokenOf, type Words } from './packing.ts';

type Db = Pick<BetterSQLite3Database, 'select'>;

/** A type of events, and a version of its shape. */
export interface EventShape {
  readonly type: string;
  readonly schemaVersion: number;
}

/**
 * What entries name by a number: the shapes of events, and words. Both are few and in memory. A commit that needs others
 * saves them along with itself.
 */
export interface Dictionary extends Words {
  /** The character of a shape in `entries.shapes`. */
  characterOf(type: string, schemaVersion: number): string;
  shapeAt(character: string): EventShape;
  /** The shapes of events of some types, in all versions, as characters. */
  charactersOf(types: readonly string[]): readonly string[];
  /** Words that the file does not have yet. */
  unsaved(): readonly (typeof words.$inferSelect)[];
  /** Call it when these were committed. */
  saved(): void;
}

/**
 * Reads the file again where it meets a number that it does not know: another process may have written since.
 * @param mayGrow for who alone writes to the file; others go without new words, and throw at new shapes
 */
export function createDictionary(db: Db, mayGrow = true): Dictionary {
  const shapes = createShapes(db, mayGrow);
  const wordList: string[] = [];
  const tokens = new Map<string, string>();
  let savedWords = 0;

  function add(word: string): string {
    const token = tokenOf(wordList.push(word) - 1);
    tokens.set(word, token);
    return token;
  }

  function readWords(): void {
    const rows = db.select().from(words).orderBy(words.id).all();
    for (const { word } of rows.slice(wordList.length)) add(word);
    savedWords = Math.max(savedWords, rows.length);
  }
  readWords();

  return {
    ...shapes,
    tokenOf(word) {
      const known = tokens.get(word);
      if (known !== undefined || !mayGrow || !mayBeWord(word, wordList.length)) return known;
      return add(word);
    },
    wordAt(number) {
      if (wordList[number] === undefined) readWords();
      return wordList[number] ?? unknown('word', number);
    },
    unsaved: () => wordList.slice(savedWords).map((word, index) => ({ id: savedWords + index, word })),
    saved() {
      savedWords = wordList.length;
    },
  };
}

function createShapes(db: Db, mayGrow: boolean) {
  const shapes: EventShape[] = [];
  /** By type, then by version. */
  const characters = new Map<string, Map<number, string>>();

  function add(shape: EventShape): string {
    const character = String.fromCharCode(FIRST_SHAPE + shapes.push(shape) - 1);
    const versions = characters.get(shape.type) ?? new Map<number, string>();
    characters.set(shape.type, versions.set(shape.schemaVersion, character));
    return character;
  }

  function readShapes(): void {
    const rows = db.select().from(eventShapes).orderBy(eventShapes.id).all();
    for (const { type, schemaVersion } of rows.slice(shapes.length)) add({ type, schemaVersion });
  }
  readShapes();

  const at = (character: string) => shapes[character.charCodeAt(0) - FIRST_SHAPE];
  return {
    characterOf(type: string, schemaVersion: number) {
      const known = characters.get(type)?.get(schemaVersion);
      if (known === undefined && !mayGrow) return unknown('shape', type);
      return known ?? add({ type, schemaVersion });
    },
    shapeAt(character: string) {
      if (!at(character)) readShapes();
      return at(character) ?? unknown('shape', character);
    },
    charactersOf: (types: readonly string[]) =>
      types.flatMap((type) => [...(characters.get(type)?.values() ?? [])]),
  };
}

function unknown(what: string, of: number | string): never {
  throw new RangeError(`The file does not have the ${what} ${of}.`);
}
