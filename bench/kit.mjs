// Bundles `kit.bench.ts` as the product is bundled, and runs it: `npm run bench:kit -- [rounds]`.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('kit.bench.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
for (const { text } of outputFiles)
  await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
