/**
 * Makes a fixture of the newest schema. Commit it together with its migration:
 * `npm run fixture -w packages/db -- fixtures/0001-what-is-new.sqlite`
 */
import { rmSync } from 'node:fs';
import { openDatabase } from '../database.ts';
import { EVENTS_KEPT_MS } from '../ports/retention.ts';
import { commitOf, draft } from './drafts.ts';
import { writeEverything } from './everything.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file is to be made?');

const database = openDatabase({ file, kept: ['games'] });
const { recordedAt } = draft();
const pruned = draft({ topic: 'users', recordedAt: recordedAt - EVENTS_KEPT_MS - 1 });
await database.store.commit(commitOf({ events: [pruned] }));
await database.prune({ now: recordedAt });
await writeEverything(database);
await database.close();
rmSync(`${file}.lock`);
