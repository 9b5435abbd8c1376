import { type Atom, type AtomOf, atomsOf } from './atoms.ts';
import type { Schema } from './schemas.ts';

/** A schema in a few words: `integer 0…2`, `"WIN" | "DRAW"`, `{ gameId, rules? }`. */
export function inWords(schema: Schema): string {
  const atoms = atomsOf(schema);
  const isBoolean = (value: unknown) =>
    atoms.some((atom) => atom.kind === 'constant' && atom.value === value);
  const words =
    isBoolean(true) && isBoolean(false)
      ? ['boolean', ...atoms.filter((atom) => !isOf(atom, 'boolean')).map(atomInWords)]
      : atoms.map(atomInWords);
  const { rules = [] } = schema;
  const said = words.length > 0 ? words.join(' | ') : 'nothing';
  return rules.length > 0 ? `${said} (${rules.join(' ')})` : said;
}

const isOf = (atom: Atom, type: string) => atom.kind === 'constant' && typeof atom.value === type;

function atomInWords(atom: Atom): string {
  switch (atom.kind) {
    case 'any':
      return 'anything';
    case 'constant':
      return JSON.stringify(atom.value);
    case 'text':
      return textInWords(atom);
    case 'number':
      return [atom.integer ? 'integer' : 'number', numberRange(atom)].filter(Boolean).join(' ');
    case 'list': {
      if (atom.prefix.length > 0) return `[${atom.prefix.map(inWords).join(', ')}]`;
      const of = inWords(atom.rest);
      return ['list of', range(atom.min, atom.max, 0, Infinity), of.includes(' | ') ? `(${of})` : of]
        .filter(Boolean)
        .join(' ');
    }
    case 'object': {
      const fields = Object.entries(atom.fields).map(
        ([name, { required }]) => `${name}${required ? '' : '?'}`,
      );
      if (atom.rest === 'closed') fields.push('nothing else');
      else if (atom.rest !== 'open')
        fields.push(`[${inWords(atom.rest.names)}]: ${inWords(atom.rest.schema)}`);
      return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
    }
  }
}

function textInWords({ min, max, format, pattern }: AtomOf<'text'>): string {
  const formats: Readonly<Record<string, string>> = { uuid: 'UUID', 'date-time': 'instant' };
  const length = format === 'uuid' ? '' : range(min, max, 0, Infinity);
  return [
    format === undefined ? 'text' : (formats[format] ?? format),
    length && `of ${length} characters`,
    pattern !== undefined && `that fits ${pattern}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function numberRange({ integer, min, max, openMin, openMax }: AtomOf<'number'>): string {
  const [lowest, highest] = integer
    ? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    : [-Infinity, Infinity];
  if (openMin || openMax)
    return [
      min !== lowest && `${openMin ? 'above' : 'from'} ${min}`,
      max !== highest && `${openMax ? 'below' : 'to'} ${max}`,
    ]
      .filter(Boolean)
      .join(' ');
  return range(min, max, lowest, highest);
}

function range(min: number, max: number, lowest: number, highest: number): string {
  if (min === lowest && max === highest) return '';
  if (min === max) return String(min);
  return `${min === lowest ? '' : min}…${max === highest ? '' : max}`;
}
