import { commandIn, eventIn, queryIn } from './message.ts';
import { stateIn } from './state.ts';

/** The module name of the kit's own messages. */
export const KIT = 'kit';

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
});
