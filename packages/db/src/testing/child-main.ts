/** Started by `child.ts` as a process of its own. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../database.ts';
import { turn } from './turn.ts';

const [what, file = '', killAt = ''] = process.argv.slice(2);
const tell = (line: string) => writeSync(1, `${line}\n`);

let ready = false;
let statements = 0;
function onStatement(): void {
  if (!ready) return;
  statements += 1;
  if (statements === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

const { store } = openDatabase({ file, onStatement });
await store.commit(turn(0));
tell('ready');
ready = true;

if (what === 'hold') setInterval(() => {}, 1_000);
else {
  for (let version = 1; ; version += 1) {
    await store.commit(turn(version));
    tell(String(version + 1));
    // Gives the killer, and the pipe, a turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
