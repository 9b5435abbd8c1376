import { commandIn, eventIn, queryIn } from './message.ts';
import { projectionIn } from './projection.ts';
import { stateIn } from './state.ts';

/**
 * What a module makes its definitions with: all of them bear its name, so that no other module's can be taken for them.
 * `const { command, event } = scope('games')` makes `games.CreateGame` of `command('CreateGame', …)`.
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
