/** `npm run backup -- <target>`: copies the database, consistently, while the server goes on. */
import { statSync } from 'node:fs';
import { backup } from '@tic-tac-toe/db';
import { databaseFile, runTool } from './tool.ts';

const usage = 'Name the file to copy the database to: npm run backup -- backups/monday.sqlite';

await runTool(async ([target, ...others]) => {
  if (target === undefined || others.length > 0) throw new Error(usage);
  const file = databaseFile();
  await backup(file, target);
  return `Copied ${file} to ${target} (${statSync(target).size} bytes).\n`;
});
