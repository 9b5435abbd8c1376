/**
 * Freezes a value of objects, lists and scalars, deeply. A part that is already frozen is taken to be frozen deeply, so
 * parts shared with an earlier value cost nothing.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  // By index: arrays of so many shapes come here that iterators are not optimised away.
  if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) freezePart(value[index]);
  else for (const name in value) freezePart(value[name]);
  return value;
}

/** Most parts are scalars: this saves a call for each. */
function freezePart(part: unknown): void {
  if (typeof part === 'object' && part !== null) freeze(part);
}
