// `npm run build`, `npm run typecheck`: Turbo, as quiet towards others as from the other scripts.
import { checkPlace } from './lib/place.mjs';
import { bin, run, stopOnSignals } from './lib/run.mjs';

stopOnSignals();
checkPlace();
process.exitCode = await run(bin('turbo'), ['run', ...process.argv.slice(2)]);
