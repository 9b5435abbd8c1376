import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CONFIG = fileURLToPath(new URL('../../../web/inspector/vite.config.ts', import.meta.url));

/** The inspector's page and the files beside it, by name, made in memory when it is first asked for. */
export function createPage(): () => Promise<ReadonlyMap<string, string | Uint8Array>> {
  let made: Promise<ReadonlyMap<string, string | Uint8Array>> | undefined;
  return () => (made ??= make());
}

async function make(): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await build({ configFile: CONFIG, logLevel: 'warn' });
  if (!('output' in built)) throw new Error('The inspector is one build, and is not watched.');
  return new Map(
    built.output.map((part) => [part.fileName, part.type === 'chunk' ? part.code : part.source]),
  );
}
