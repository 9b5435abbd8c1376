/**
 * Packs data for the file. It is JSON in which ids and the names of fields, which would be most of it, are control
 * characters, which JSON never has: unpacking gives JSON again.
 *
 * - `"<uuid>"` becomes one character, a reference. Some ids are known from the columns beside the data; each other is
 *   spelled out where it first appears.
 * - `"name":` becomes two, a word of the file's table `words`.
 *
 * A line feed separates data that are packed together.
 */

/** How an id stands in a column: a UUID as its bytes. */
export type Key = string | Buffer;

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const UUID_LENGTH = 36;

export const isUuid = (id: string): boolean => id.length === UUID_LENGTH && UUID.test(id);

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const toKey = (id: string): Key => (isUuid(id) ? bytesOf(id) : id);

export const fromKey = (key: Key): string => (typeof key === 'string' ? key : uuidOf(key));

/** The UUID that a topic ends with, which its events are full of; null for a topic of another form. */
export function idOfTopic(topic: string): string | null {
  const id = topic.slice(-UUID_LENGTH);
  return isUuid(id) ? id : null;
}

/** References to the first ids of a text, in their order. A line feed is none of them. */
const REFERENCES = '\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0b\x0c\x0d\x0e';
/** Before an id that is spelled out in base64url. */
const SPELLED_OUT = '\x0f';
/** The first character of a word, of sixteen; the second is one of those that can be seen in ASCII. */
const FIRST_LEAD = 0x10;
const FIRST_SEEN = 0x21;
const SEEN = 0x7f - FIRST_SEEN;

/** As many words as two characters can name: data with keys of its own must not fill the table. */
const MAX_WORDS = 16 * SEEN;

/** Whether the word may become one of the file's, which has `count`. */
export const mayBeWord = (word: string, count: number): boolean => count < MAX_WORDS && isWord(word);

/** The number of a file's first shape of events, which is its character, too: the first that can be seen. */
export const FIRST_SHAPE = FIRST_SEEN;

/** Gives and finds the words of a file. */
export interface Words {
  /** What stands for a word; undefined if the table is full. */
  tokenOf(word: string): string | undefined;
  wordAt(number: number): string;
}

export const tokenOf = (number: number): string =>
  String.fromCharCode(FIRST_LEAD + Math.floor(number / SEEN), FIRST_SEEN + (number % SEEN));
const numberOf = (token: string): number =>
  (token.charCodeAt(0) - FIRST_LEAD) * SEEN + token.charCodeAt(1) - FIRST_SEEN;

/** Others are no names of fields, but data of some sort. */
const isWord = (name: string): boolean => /^[A-Za-z][\w.]{0,39}$/.test(name);

// oxlint-disable-next-line no-control-regex -- control characters are what stands for something here
const PACKED = /[\x01-\x09\x0b-\x0e]|\x0f.{22}|[\x10-\x1f]./g;

export interface Packing {
  /**
   * @param data what JSON can say; all else is as in `JSON.stringify`
   * @param ids those that are known; what is packed adds others
   */
  pack(data: unknown, ids: string[]): string;
  /** @param ids those that were known when it was packed, in the same order @returns JSON */
  unpack(packed: string, ids: string[]): string;
}

export function createPacking(words: Words): Packing {
  function text(value: string, ids: string[]): string {
    if (value.length !== UUID_LENGTH) return JSON.stringify(value);
    const known = ids.indexOf(value);
    if (known !== -1) return REFERENCES.charAt(known);
    if (ids.length === REFERENCES.length || !UUID.test(value)) return JSON.stringify(value);
    ids.push(value);
    return SPELLED_OUT + bytesOf(value).toString('base64url');
  }

  function name(key: string, ids: string[]): string {
    const token = key.length < UUID_LENGTH ? words.tokenOf(key) : undefined;
    return token ?? `${text(key, ids)}:`;
  }

  function list(values: readonly unknown[], ids: string[]): string {
    let packed = '[';
    for (let index = 0; index < values.length; index += 1) {
      if (index > 0) packed += ',';
      packed += pack(values[index], ids);
    }
    return `${packed}]`;
  }

  function fields(of: object, ids: string[]): string {
    let packed = '{';
    // `Object.entries` makes a list for each field, which would be most of what this allocates.
    const keys = Object.keys(of);
    const values: readonly unknown[] = Object.values(of);
    for (let index = 0; index < keys.length; index += 1) {
      const value = values[index];
      if (!isSayable(value)) continue;
      if (packed.length > 1) packed += ',';
      packed += name(keys[index] ?? '', ids) + pack(value, ids);
    }
    return `${packed}}`;
  }

  function pack(data: unknown, ids: string[]): string {
    if (typeof data === 'string') return text(data, ids);
    if (typeof data !== 'object' || data === null) return JSON.stringify(isSayable(data) ? data : null);
    if ('toJSON' in data) return pack(JSON.parse(JSON.stringify(data)), ids);
    return Array.isArray(data) ? list(data, ids) : fields(data, ids);
  }

  function expand(token: string, ids: string[]): string {
    const code = token.charCodeAt(0);
    if (code >= FIRST_LEAD) return `"${words.wordAt(numberOf(token))}":`;
    if (token[0] !== SPELLED_OUT) return `"${ids[REFERENCES.indexOf(token)]}"`;
    const id = uuidOf(Buffer.from(token.slice(1), 'base64url'));
    ids.push(id);
    return `"${id}"`;
  }

  return { pack, unpack: (packed, ids) => packed.replace(PACKED, (token) => expand(token, ids)) };
}

const isSayable = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
