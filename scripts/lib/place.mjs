import { fail, isWindows, root } from './run.mjs';

/**
 * Vite takes what follows the first two for a fragment or a query, and esbuild the third for a pattern; the last one
 * parts the folders of PATH, where npm looks for the tools.
 */
const UNBUILDABLE = isWindows ? /[#?*;]/ : /[#?*:]/;

/** What node-gyp passes to a shell as it is. No matter where a compiled binary was found. */
const UNCOMPILABLE = /['"`()]/;

const inPath = (character) => `The path of this checkout has a ${character} in it: ${root}`;

/** Ends this script where the build tools could not work in this folder, and would say so in riddles. */
export function checkPlace() {
  const [character] = UNBUILDABLE.exec(root) ?? [];
  if (character === undefined) return;
  fail(`${inPath(character)}\nThe tools that build it cannot work there: rename the folder, or move it.`);
}

/** What may have kept better-sqlite3 from being compiled here; else nothing. */
export function whatHinders() {
  const [character] = UNCOMPILABLE.exec(root) ?? [];
  if (character === undefined) return '';
  return `\n${inPath(character)}\nbetter-sqlite3 cannot be compiled there: rename the folder, or move it.`;
}
