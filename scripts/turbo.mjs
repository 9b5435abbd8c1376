// `npm run build`, `npm run typecheck`: Turbo, as quiet towards others as from the other scripts.
import { bin, run } from './lib/run.mjs';

process.exitCode = await run(bin('turbo'), ['run', ...process.argv.slice(2)]);
