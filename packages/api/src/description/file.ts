import type { Description } from './describe.ts';
import { isObject } from './values.ts';

/**
 * The description as text, and back. What is said more than once, as a board is, is said once under `schemas`; a line
 * holds what fits into it. The same description is always the same text.
 */
export function write(description: Description): string {
  const { root, schemas } = shareSchemas(description);
  return `${layOut({ ...root, schemas })}\n`;
}

export function read(text: string): Description {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file that `write` has made
  const { schemas, ...root } = JSON.parse(text) as Json & { readonly schemas: Json };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const { $ref } = value;
    if (typeof $ref === 'string') return resolve(schemas[$ref.slice(PREFIX.length)]);
    return mapValues(value, resolve);
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file that `write` has made
  return resolve(root) as Description;
}

type Json = Readonly<Record<string, unknown>>;

const mapValues = (record: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

/** A property may be called `type`, too, but then it is no text. */
const isSchema = (value: Json): boolean =>
  typeof value['type'] === 'string' || Array.isArray(value['anyOf'] ?? value['oneOf'] ?? value['type']);

const PREFIX = '#/schemas/';

/** What is shorter is said again. */
const SHORT = 110;

/**
 * Names each schema that `root` has several times, and puts a reference in its place. A name is that of the place where
 * the schema is found first.
 */
export function shareSchemas(
  root: object,
  prefix = PREFIX,
): { readonly root: Json; readonly schemas: Readonly<Record<string, unknown>> } {
  const counts = new Map<string, number>();
  const count = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(count);
    if (!isObject(value)) return;
    const text = JSON.stringify(value);
    if (isSchema(value) && text.length > SHORT) {
      const before = counts.get(text) ?? 0;
      counts.set(text, before + 1);
      // Its parts were counted with it the first time.
      if (before > 0) return;
    }
    Object.values(value).forEach(count);
  };
  count(root);

  const names = new Map<string, string>();
  const schemas: Record<string, unknown> = {};
  const share = (value: unknown, place: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => share(item, place));
    if (!isObject(value)) return value;
    const text = JSON.stringify(value);
    const placed = (part: unknown, key: string) => share(part, KEYWORDS.has(key) ? place : key);
    if (!isSchema(value) || (counts.get(text) ?? 0) < 2) return mapValues(value, placed);
    const known = names.get(text);
    if (known !== undefined) return { $ref: `${prefix}${known}` };
    const name = freeName(place, schemas);
    names.set(text, name);
    schemas[name] = null;
    schemas[name] = mapValues(value, placed);
    return { $ref: `${prefix}${name}` };
  };
  return { root: mapValues({ ...root }, share), schemas };
}

/** They say where a schema stands, not what it is of. */
const KEYWORDS = new Set(
  'properties items prefixItems anyOf oneOf additionalProperties propertyNames input answer data schema'.split(
    ' ',
  ),
);

function freeName(place: string, taken: object): string {
  const name = `${place.slice(0, 1).toUpperCase()}${place.slice(1)}`.replace(/\W/g, '');
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 ? name : `${name}${number - 1}`;
    if (!Object.hasOwn(taken, candidate)) return candidate;
  }
}

const WIDTH = 110;

/** JSON in which a line holds as much as fits. */
function layOut(value: unknown, indent = '', before = 0): string {
  const line = inOneLine(value);
  if (indent.length + before + line.length <= WIDTH || typeof value !== 'object' || value === null)
    return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((item: unknown) => `${inner}${layOut(item, inner)}`)
    : Object.entries(value).map(([key, part]) => {
        const label = `${JSON.stringify(key)}: `;
        return `${inner}${label}${layOut(part, inner, label.length)}`;
      });
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inOneLine(part)}`);
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}
