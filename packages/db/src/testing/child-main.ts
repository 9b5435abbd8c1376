/** Started by `child.ts` as a process of its own. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../database.ts';
import { turn } from './turn.ts';

const [what, file = '', killBefore = ''] = process.argv.slice(2);
const tell = (line: string) => writeSync(1, `${line}\n`);

process.on('SIGTERM', () => process.exit(0));
const { store } = openDatabase({ file, kept: [], killBefore: Number(killBefore) });
await store.commit(turn(0));
tell('ready');

if (what === 'hold') setInterval(() => {}, 1_000);
else {
  for (let version = 1; ; version += 1) {
    await store.commit(turn(version));
    tell(String(version + 1));
    // Gives the killer and the pipe a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
