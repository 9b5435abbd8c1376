/** Shows every setting, with its default and what it is for: `npm run settings`. */
import { settingsTable } from './config.ts';

const lines = settingsTable().map(
  ({ name, fallback, about }) => `${name} = ${JSON.stringify(fallback) ?? 'none'}\n    ${about}\n`,
);
process.stdout.write(lines.join(''));
