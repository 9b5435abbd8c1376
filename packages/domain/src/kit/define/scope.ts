import { commandIn, eventIn, queryIn } from './message.ts';
import { stateIn } from './state.ts';

/** The module that the kit's own messages are of. */
export const KIT = 'kit';

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
});
