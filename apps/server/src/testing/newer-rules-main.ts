/** A server of a later version, with the page of this one: each game is by rules that this version does not know. */
import { contracts, type Game, modules } from '@tic-tac-toe/domain';
import { become, type Module, react, type StateDefinition } from '@tic-tac-toe/domain/kit';
import { readConfig } from '../config.ts';
import { startServer } from '../server.ts';

const RULES = 'on a torus';

function byNewerRules(module: Module): Module {
  const game = module.states[0] as StateDefinition<'games.game', Game, never>;
  const changeRules = react(contracts.games.events.GameCreated, game, {
    find: ({ gameId }) => gameId,
    stages: { WaitingForPlayers: (before) => become({ ...before, rules: RULES as never }) },
  });
  return { ...module, reactions: [...module.reactions, changeRules] };
}

const config = readConfig();
const newer = modules({ turnTimeout: config.TURN_TIMEOUT_MS, sessionLifetime: 86_400_000 }).map((module) =>
  module.contract.name === contracts.games.name ? byNewerRules(module) : module,
);
const server = await startServer(config, { modules: newer });
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
