import { commandIn, eventIn, queryIn } from './message.ts';
import { projectionIn } from './projection.ts';
import { stateIn } from './state.ts';

/**
 * The builders for a module's definitions. They put its name in front of each, so that no two modules clash: after
 * `const { command, event } = scope('games')`, `command('CreateGame', …)` defines `games.CreateGame`.
 */
export const scope = <const Module extends string>(module: Module) => ({
  /** For the module's contract. */
  name: module,
  command: commandIn(module),
  query: queryIn(module),
  event: eventIn(module),
  state: stateIn(module),
  projection: projectionIn(module),
});
