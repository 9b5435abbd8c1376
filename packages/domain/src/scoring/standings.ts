import type { QueryReader } from '../kit/define/index.ts';
import { UserId } from '../users/ids.ts';
import { MAX_RIVALS } from './limits.ts';
import { PLAYER_NOT_FOUND } from './rejections.ts';
import { ladder, ladderId, type LadderRow, leastStrength, rankKey, rating } from './rating.ts';
import { type BySide, results, rivals, rivalsOf } from './results.ts';
import { score } from './score.ts';

/* What queries tell of players, as it stands. */

/** Rows of opponents that are read for a profile: more than most people ever meet. */
const RIVALS_READ = 500;

const rankOf = async ({ strength }: LadderRow, read: QueryReader): Promise<number> =>
  1 + (await read.count(ladder, rankKey(strength)));

export async function ladderPage(after: string | null, limit: number, read: QueryReader) {
  const [page, total] = await Promise.all([read.page(ladder, after, limit), read.count(ladder)]);
  const [top] = page;
  if (!top) return { rows: [], total, next: null };
  // Of one moment with the page, or of one a little later.
  const above = await read.count(ladder, top.id);
  let rank = await rankOf(top.state, read);
  const rows = page.map(({ state }, index) => {
    if (state.strength !== page[index - 1]?.state.strength && index > 0) rank = above + index + 1;
    return { ...state, rank };
  });
  return { rows, total, next: page.length === limit ? (page.at(-1)?.id ?? null) : null };
}

async function standingOf(userId: UserId, read: QueryReader) {
  const known = await read.get(rating, userId);
  const row = known && (await read.get(ladder, ladderId(userId, leastStrength(known.state))))?.state;
  if (!row) return null;
  const [rank, total] = await Promise.all([rankOf(row, read), read.count(ladder)]);
  return { ...row, rank, total };
}

const gamesIn = ({ first, second }: BySide): number =>
  [first, second].reduce((sum, { won, drawn, lost }) => sum + won + drawn + lost, 0);

async function rivalsIn(userId: UserId, read: QueryReader) {
  const rows = await read.projection(rivals);
  if (!rows) return null;
  const prefix = rivalsOf(userId);
  const page = await rows.page(prefix, RIVALS_READ);
  return page
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ key, row }) => ({ ...row, opponent: UserId.parse(key.slice(prefix.length)) }))
    .toSorted((a, b) => gamesIn(b) - gamesIn(a))
    .slice(0, MAX_RIVALS);
}

/** The names of these players, each once. */
async function namesOf(ids: readonly UserId[], read: QueryReader) {
  const found = await Promise.all([...new Set(ids)].map((id) => read.get(score, id)));
  return found.flatMap((known) => (known ? [{ id: known.state.id, alias: known.state.alias }] : []));
}

export async function profileOf(userId: UserId, read: QueryReader) {
  const known = (await read.get(score, userId))?.state;
  if (!known) return PLAYER_NOT_FOUND;
  const [standing, rows, met] = await Promise.all([
    standingOf(userId, read),
    read.projection(results),
    rivalsIn(userId, read),
  ]);
  const counted = rows && (await rows.get(userId));
  const named = [...(counted?.last ?? []), ...(met ?? [])].map(({ opponent }) => opponent);
  return {
    player: { id: userId, alias: known.alias },
    score: known.score,
    ladder: standing,
    results: counted,
    rivals: met,
    opponents: await namesOf(named, read),
  };
}
