/**
 * Prints the catalogue of all messages, or of those whose name holds a word: `npm run describe`, `npm run describe -- rematch`.
 * `npm run describe -- --write` writes docs/catalogue.md.
 */
import { writeFileSync } from 'node:fs';
import { modules } from '@tic-tac-toe/domain';
import { catalogueOf } from './catalogue/catalogue.ts';
import { readDeclarations } from './catalogue/declarations.ts';
import { asMarkdown } from './catalogue/markdown.ts';
import { asText } from './catalogue/terminal.ts';

const [word] = process.argv.slice(2);
// No setting is part of it.
const catalogue = catalogueOf(modules({ turnTimeout: 1, sessionLifetime: 1 }), readDeclarations());

if (word === '--write')
  writeFileSync(new URL('../../../docs/catalogue.md', import.meta.url), asMarkdown(catalogue));
else process.stdout.write(asText(asMarkdown(word === undefined ? catalogue : about(word))));

function about(part: string) {
  const isNamed = ({ name }: { readonly name: string }) => name.toLowerCase().includes(part.toLowerCase());
  const found = catalogue.modules.map((module) => ({
    ...module,
    commands: module.commands.filter(isNamed),
    queries: module.queries.filter(isNamed),
    procedures: module.procedures.filter(isNamed),
    events: module.events.filter(isNamed),
  }));
  return {
    modules: found.filter((module) =>
      [module.commands, module.queries, module.procedures, module.events].some(({ length }) => length > 0),
    ),
  };
}
