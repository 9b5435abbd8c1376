/**
 * Stands in for zod in the page. Of the contract the page needs names, types and reasons: what it is told it believes,
 * and what it tells the server checks, in sentences for people. So no phone loads and builds schemas, which are 20 kB and
 * the longest task of a start. Anything at all may be asked of this schema for another one; `parse` returns what it is
 * given, and questions are errors: for those there are guards, as `isGameId`.
 */
const unchecked: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'parse' ? believe : name === 'safeParse' ? refuse : unchecked),
  apply: () => unchecked,
});

const believe = (value: unknown): unknown => value;

function refuse(): never {
  throw new Error('The page has no schemas: ask a guard, as isGameId, or the server.');
}

export { unchecked as z };
