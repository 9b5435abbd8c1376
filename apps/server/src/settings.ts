/** Shows every setting, with its default and what it is for: `npm run settings`. */
import { settingsTable } from './config.ts';

for (const { name, fallback, about } of settingsTable())
  process.stdout.write(`${name} = ${JSON.stringify(fallback) ?? 'none'}\n    ${about}\n`);
