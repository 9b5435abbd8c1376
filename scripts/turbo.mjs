// `npm run build`, `npm run typecheck`: Turbo, as quiet towards others as from the other scripts.
import { bin, run, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
process.exitCode = await run(bin('turbo'), ['run', ...process.argv.slice(2)]);
