/**
 * Ultimate tic-tac-toe beside its reference, in more random games than fit into `npm test`:
 * `npm run test:rules -- --games 100000 --seed 1`. Throws where the two differ, with the marks that led there.
 */
import { parseArgs } from 'node:util';
// eslint-disable-next-line no-restricted-imports -- The reference belongs to the domain's tests, which export nothing.
import { compareUltimate } from '../../packages/domain/src/games/testing/compare-ultimate.ts';

const { values } = parseArgs({
  options: { games: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});

console.log(compareUltimate(Number(values.games), Number(values.seed)));
