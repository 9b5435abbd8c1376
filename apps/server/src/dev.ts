/** The server of `npm run dev`: the same, with the inspector at /inspect. */
import { createInspector } from './inspector/inspector.ts';
import { run } from './run.ts';

await run({ inspect: createInspector });
