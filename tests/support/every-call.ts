import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contracts } from '@tic-tac-toe/domain/contracts';
import type { AnyContract } from '@tic-tac-toe/domain/kit';

export interface DefinedCall {
  /** As a typed client calls it: `api.games.placeMark`. */
  readonly expression: string;
  readonly name: string;
  /** Where it is defined, in the sources of the domain: `games/contract/commands.ts`. */
  readonly source: string;
  /** What is written above it there; null where there is nothing. */
  readonly words: string | null;
}

const sources = fileURLToPath(new URL('../../packages/domain/src/', import.meta.url));

/** Every command and query of the product. */
export const everyCall: readonly DefinedCall[] = Object.values<AnyContract>(contracts).flatMap(
  ({ name: module, commands, queries }) =>
    Object.entries({ commands, queries }).flatMap(([file, definitions]) =>
      Object.keys(definitions).map((name) => {
        const source = `${module}/contract/${file}.ts`;
        return { expression: `api.${module}.${name}`, name, source, words: wordsAbove(name, source) };
      }),
    ),
);

/** A script that names each of them. */
export const scriptOfEveryCall = `import { createClient } from '@tic-tac-toe/api/client';
const { api } = createClient({ url: '' });
${everyCall.map(({ expression }) => `void ${expression};`).join('\n')}
`;

function wordsAbove(name: string, source: string): string | null {
  const [before = ''] = readFileSync(`${sources}${source}`, 'utf8').split(`\nexport const ${name} = `);
  const comment = /\/\*\*((?:(?!\*\/)[^])*)\*\/$/.exec(before)?.[1];
  return comment === undefined ? null : comment.replaceAll(/\n \* ?/g, '\n').trim();
}
