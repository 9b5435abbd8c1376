/** Expected values may hold matchers where the exact value is not the point. */
const MATCHER = Symbol('matcher');

interface Matcher {
  readonly [MATCHER]: (actual: unknown) => boolean;
  readonly toJSON: () => string;
}

const matcher = (name: string, matches: (actual: unknown) => boolean): never =>
  ({ [MATCHER]: matches, toJSON: () => `<${name}>` }) satisfies Matcher as never;

const isMatcher = (value: unknown): value is Matcher =>
  typeof value === 'object' && value !== null && MATCHER in value;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Any id. */
export const anyId: never = matcher('any id', (actual) => typeof actual === 'string' && UUID.test(actual));

/** An object with at least these fields. */
export const like = (expected: Readonly<Record<string, unknown>>): never =>
  matcher(`like ${JSON.stringify(expected)}`, (actual) =>
    Object.entries(expected).every(([name, value]) => isObject(actual) && matches(actual[name], value)),
  );

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Deep equality, matchers included. */
export function matches(actual: unknown, expected: unknown): boolean {
  if (isMatcher(expected)) return expected[MATCHER](actual);
  if (Object.is(actual, expected)) return true;
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual) !== Array.isArray(expected))
    return false;
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(actual).length &&
    names.every((name) => matches(actual[name], expected[name]))
  );
}

/** What is expected, to be shown beside what came: a matcher is a value that it takes, else its name. */
export function shownBeside(actual: unknown, expected: unknown): unknown {
  if (isMatcher(expected)) return expected[MATCHER](actual) ? actual : expected.toJSON();
  if (Array.isArray(expected)) {
    const came: readonly unknown[] = Array.isArray(actual) ? actual : [];
    return expected.map((item, index) => shownBeside(came[index], item));
  }
  if (!isObject(expected)) return expected;
  const came = isObject(actual) ? actual : {};
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [name, shownBeside(came[name], value)]),
  );
}
