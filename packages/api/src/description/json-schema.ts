import { isObject } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

/** Changes each object of a document, from the inside. */
function changed(value: unknown, change: (part: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (!isObject(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, changed(part, change)])));
}

const inDocument = (document: object, change: (part: Json) => Json): Json =>
  Object.fromEntries(Object.entries(document).map(([key, value]) => [key, changed(value, change)]));

/** Rules are words to everybody else. */
export const inPlainJsonSchema = (document: object): Json =>
  inDocument(document, (part) => {
    if (!Array.isArray(part['rules'])) return part;
    const { rules, ...schema } = part;
    return { ...schema, description: (rules as readonly string[]).join(' ') };
  });

/** AsyncAPI goes by an earlier draft, where the items of a tuple are `items`. */
export const inDraft7 = (document: object): Json =>
  inDocument(document, (part) => {
    if (!Array.isArray(part['prefixItems'])) return part;
    const { prefixItems, items = true, ...schema } = part;
    return { ...schema, items: prefixItems, additionalItems: items };
  });
