import { procedureName } from './compare.ts';
import type { Description } from './describe.ts';

/** Every message and stored shape that is new, gone, or not as it was, compatible or not. */
export function changes(before: Description, after: Description): readonly string[] {
  const [was, now] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((name) => {
    if (!was.has(name)) return [`${name} is new`];
    if (!now.has(name)) return [`${name} is gone`];
    return was.get(name) === now.get(name) ? [] : [`${name} has changed`];
  });
}

/** What is described, part by part. */
function partsOf({ modules, procedures, stored }: Description): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const add = (name: string, part: unknown) => parts.set(name, JSON.stringify(part));
  for (const [module, { commands, queries, events, feed, accepts }] of Object.entries(modules)) {
    for (const [type, part] of Object.entries({ ...commands, ...queries }))
      add(procedureName(module, type), part);
    for (const [type, part] of Object.entries(events)) add(`${module}.${type}`, part);
    for (const [type, part] of Object.entries(accepts)) add(`integration.handleEvent ${type}`, part);
    add(`${module}.events`, feed);
  }
  for (const [path, part] of Object.entries(procedures)) add(path, part);
  for (const [name, part] of Object.entries(stored)) add(`stored ${name}`, part);
  return parts;
}
