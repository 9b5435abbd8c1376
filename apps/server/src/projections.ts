/**
 * `npm run projections` lists the projections and how far each is; `npm run projections -- rebuild <name>` has a running
 * server make one anew, within seconds, or the next one at its start. What is there goes on to answer until then.
 */
import { askForRebuild, projectionStates, type ProjectionState } from '@tic-tac-toe/db';
import { modulesOf } from './app.ts';
import { readConfig } from './config.ts';
import { databaseFile, runTool } from './tool.ts';

const usage = 'npm run projections lists them; npm run projections -- rebuild <name> has one made anew.';

const all = () => modulesOf(readConfig()).flatMap(({ projections }) => projections);

const percent = (position: number, head: number) => (head === 0 ? 100 : Math.floor((100 * position) / head));

function lineOf({ name, serving, building, rows, head, isAskedFor }: ProjectionState): string {
  const parts = [
    serving ? `${rows} rows, at ${serving.position} of ${head}` : 'never made',
    ...(building ? [`being made anew: ${percent(building.position, head)} %`] : []),
    ...(isAskedFor ? ['to be made anew by the next server that runs'] : []),
  ];
  return `${name}: ${parts.join('; ')}\n`;
}

/** By its whole name, or without its module where that is clear. */
function nameOf(asked: string): string {
  const found = all().filter(({ name }) => name === asked || name.endsWith(`.${asked}`));
  const [only] = found;
  if (found.length === 1 && only) return only.name;
  const names = (found.length > 0 ? found : all()).map(({ name }) => name).join(', ');
  throw new Error(
    `${found.length === 0 ? `There is no projection ${asked}` : `Several projections are called ${asked}`}: ${names}.`,
  );
}

await runTool((args) => {
  const [command, asked, ...others] = args;
  const file = databaseFile();
  if (command === undefined) return projectionStates(file, all()).map(lineOf).join('');
  if (command !== 'rebuild' || asked === undefined || others.length > 0) throw new Error(usage);
  const name = nameOf(asked);
  askForRebuild(file, name);
  return `${name} is to be made anew. A running server begins within seconds; npm run projections says how far it is.\n`;
});
