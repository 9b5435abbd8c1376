import { fail, root } from './run.mjs';

/** Vite takes what follows the first two for a fragment or a query, and esbuild the third for a pattern. */
const REFUSED = /[#?*]/;

/** Ends this script where the build tools could not work in this folder, and would say so in riddles. */
export function checkPlace() {
  const [character] = REFUSED.exec(root) ?? [];
  if (character === undefined) return;
  fail(
    `The path of this checkout has a ${character} in it: ${root}\nThe tools that build it cannot work there: rename the folder, or move it.`,
  );
}
