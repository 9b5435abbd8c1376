import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPacking, fromKey, idOfTopic, isUuid, mayBeWord, toKey, tokenOf } from './packing.ts';

/** Packing with a table of words of its own. */
function packing(full = false) {
  const words: string[] = [];
  return createPacking({
    tokenOf(word) {
      const known = words.indexOf(word);
      if (known !== -1) return tokenOf(known);
      return full || !mayBeWord(word, words.length) ? undefined : tokenOf(words.push(word) - 1);
    },
    wordAt: (number) => words[number] ?? '',
  });
}

const uuid = fc.uuid();
/** Nearly an id, or nearly a word. */
const strange = fc.oneof(
  uuid.map((id) => id.toUpperCase()),
  uuid.map((id) => `${id}"`),
  uuid.map((id) => id.replace('-', '\n')),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    '',
    '"',
    '\\',
    '\u0001',
    '\u000f',
    '\u0010!',
    '\n',
    '\ud800',
    'a.b',
    'a'.repeat(40),
  ),
);
const key = fc.oneof(uuid, strange, fc.constantFrom('gameId', 'x', 'board', 'y_1'));
const data = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    uuid,
    fc.constantFrom('a2b9a3ba-41b1-4d2c-9d4b-4f4a9a4f0b6d'),
    strange,
    fc.jsonValue(),
    fc.constantFrom(undefined, NaN, -0, new Date(0)),
    fc.array(tie('any')),
    fc.dictionary(key, tie('any')),
  ),
})).any;

test('whatever JSON can say is the same after packing, also beside other data, and with any ids known', () => {
  fc.assert(
    fc.property(fc.array(data, { minLength: 1 }), fc.array(uuid), fc.boolean(), (all, known, full) => {
      const { pack, unpack } = packing(full);
      const ids = [...known];
      const packed = all.map((one) => pack(one, ids)).join('\n');
      const texts = unpack(packed, [...known]).split('\n');
      expect(texts).toEqual(all.map((one) => JSON.stringify(one) ?? 'null'));
    }),
    { numRuns: 500 },
  );
});

test('ids and names of fields are short, however often they appear', () => {
  const [game, ann] = ['a2b9a3ba-41b1-4d2c-9d4b-4f4a9a4f0b6d', 'b2b9a3ba-41b1-4d2c-9d4b-4f4a9a4f0b6d'];
  const { pack } = packing();
  const packed = pack({ gameId: game, player: ann, board: [ann, null, ann] }, [game]);
  expect(packed).toBe('{\u0010!\u0001,\u0010"\u000fsrmjukGxTSydS09Kmk8LbQ,\u0010#[\u0002,null,\u0002]}');
});

test('an id is known from the end of its topic', () => {
  const id = 'a2b9a3ba-41b1-4d2c-9d4b-4f4a9a4f0b6d';
  expect(idOfTopic(`games/${id}`)).toBe(id);
  expect(idOfTopic('games')).toBeNull();
  expect(idOfTopic(`games/${id.toUpperCase()}`)).toBeNull();
});

test('an id is the same after it was a key, and only a UUID in its usual form becomes bytes', () => {
  fc.assert(
    fc.property(fc.oneof(uuid, strange, fc.string()), (id) => {
      expect(fromKey(toKey(id))).toBe(id);
      expect(typeof toKey(id) === 'string').toBe(!isUuid(id));
    }),
  );
});
