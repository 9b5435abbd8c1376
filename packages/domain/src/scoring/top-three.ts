import { become, ignore, react, singleton } from '../kit/define/index.ts';
import { aliasKey } from '../users/alias.ts';
import { PlayerScoreChanged, TopThreeListUpdated } from './events.ts';
import { type Score, type TopThree, topThree } from './score.ts';

const PLACES = 3;

/**
 * A new score goes behind its equals: whoever got there first stays ahead. A name is one user's at a time: another who
 * stands under that of who has just won has given it up, and makes room.
 */
export function rank(list: TopThree, changed: Score): TopThree {
  const name = aliasKey(changed.alias);
  const others = list.filter(({ id, alias }) => id !== changed.id && aliasKey(alias) !== name);
  const ahead = others.filter(({ score }) => score >= changed.score);
  return [...ahead, changed, ...others.slice(ahead.length)].slice(0, PLACES);
}

const isSame = (a: TopThree, b: TopThree): boolean =>
  a.length === b.length && a.every(({ id, score }, place) => id === b[place]?.id && score === b[place].score);

function update(previous: TopThree, changed: Score) {
  const current = rank(previous, changed);
  return isSame(previous, current) ? ignore : become(current, TopThreeListUpdated({ previous, current }));
}

export const updateTopThree = react(PlayerScoreChanged, topThree, {
  find: singleton,
  missing: ({ playerId, alias, score }) => update([], { id: playerId, alias, score }),
  found: (previous, { playerId, alias, score }) => update(previous, { id: playerId, alias, score }),
});
