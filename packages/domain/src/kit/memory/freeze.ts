/**
 * Freezes a value of objects, lists and scalars. What is frozen already is frozen through and through: parts
 * shared with an earlier value cost nothing.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  // By index: what is frozen comes in too many shapes for an iterator to cost nothing.
  if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) freezePart(value[index]);
  else for (const name in value) freezePart(value[name]);
  return value;
}

/** Most parts are scalars: a call less for each. */
function freezePart(part: unknown): void {
  if (typeof part === 'object' && part !== null) freeze(part);
}
