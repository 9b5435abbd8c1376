/**
 * Compares the contract with the one that is written down, on which others rely: `npm run contract:check`. What breaks is to
 * be wanted: `npm run contract:accept` writes the contract down as it is.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { changes, compare, describeProduct, read, write } from '@tic-tac-toe/api/description';
import { modules } from '@tic-tac-toe/domain';

const file = new URL('../../../docs/contract.json', import.meta.url);
const say = (lines: readonly string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));

// No setting is part of the contract.
const now = describeProduct(modules({ turnTimeout: 1, sessionLifetime: 1 }));
const kept = read(readFileSync(file, 'utf8'));
const broken = compare(kept, now).map(({ sentence }) => `- ${sentence}.`);
const changed = changes(kept, now).map((change) => `- ${change}`);

if (process.argv[2] === 'accept') {
  writeFileSync(file, write(now));
  say(changed.length > 0 ? ['Accepted, in docs/contract.json:', ...changed] : ['Nothing has changed.']);
  if (broken.length > 0) say(['', 'This breaks what others rely on:', ...broken]);
} else if (broken.length > 0) {
  say(['The contract breaks what others rely on:', ...broken, '']);
  say(['Mend it; or, if this is wanted, accept it with "npm run contract:accept".']);
  process.exitCode = 1;
} else if (changed.length > 0) {
  say(['Nothing breaks. Not in docs/contract.json yet ("npm run contract:accept"):', ...changed]);
} else say(['The contract is as it is written down in docs/contract.json.']);
