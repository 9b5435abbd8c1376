import { UserId } from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { awayIn, isCalling, knownBetter, watch, watchOthers, withAct, withChange } from './away.ts';

const user = (number: number, alias: string) => ({
  id: UserId.parse(`00000000-0000-4000-8000-00000000000${number}`),
  alias,
});
const bea = user(2, 'Bea');
const cleo = user(3, 'Cleo');
const left = (who: typeof bea) => ({ online: [], offline: [who.id], total: 1 });
const back = (who: typeof bea) => ({ online: [who], offline: [], total: 2 });

describe('somebody who is watched', () => {
  test('is away since nobody knows when, who was not there when listening began', () => {
    const { away } = watch([bea.id, cleo.id], { online: [cleo.id] });
    expect([...away]).toEqual([[bea.id, null]]);
  });

  test('is away since it was heard', () => {
    const after = withChange(watch([bea.id], { online: [bea.id] }), left(bea), 1_000);
    expect(after.away.get(bea.id)).toBe(1_000);
  });

  test('is away since it was heard first, however often it is', () => {
    const once = withChange(watch([bea.id], { online: [bea.id] }), left(bea), 1_000);
    expect(withChange(once, left(bea), 5_000)).toEqual(once);
  });

  test('left only now, where the answer knew it before the feed told', () => {
    const after = withChange(watch([bea.id], { online: [] }), left(bea), 1_000);
    expect(after.away.get(bea.id)).toBe(1_000);
  });

  test('is back as soon as that is heard', () => {
    expect(withChange(watch([bea.id], { online: [] }), back(bea)).away.size).toBe(0);
  });
});

describe('somebody who has just sat down', () => {
  const gone = withChange(watch([bea.id], { online: [bea.id] }), left(bea), 1_000);

  test('is taken to be here, and nothing else is forgotten', () => {
    const { watched, away } = watchOthers(gone, [bea.id, cleo.id]);
    expect(watched).toEqual([bea.id, cleo.id]);
    expect([...away]).toEqual([[bea.id, 1_000]]);
    expect(watchOthers(gone, [cleo.id]).away.size).toBe(0);
  });

  test('is away since it was heard, or since they sat down and never came', () => {
    const both = watch([bea.id, cleo.id], { online: [] });
    expect([...knownBetter(gone, both, 3_000).away]).toEqual([
      [bea.id, 1_000],
      [cleo.id, 3_000],
    ]);
    expect(knownBetter(gone, watch([bea.id], { online: [bea.id] }), 3_000).away.size).toBe(0);
    const longAway = watch([bea.id], { online: [] });
    expect(knownBetter(longAway, longAway, 3_000).away.get(bea.id)).toBeNull();
  });
});

describe('somebody who has signed out', () => {
  const signedOut = { online: [], offline: [], left: [bea.id], total: 1 };

  test('has left, whether that was heard or answered, and stays so', () => {
    const heard = withChange(watch([bea.id], { online: [bea.id] }), signedOut, 1_000);
    const answered = watch([bea.id], { online: [], left: [bea.id] });
    for (const known of [heard, answered, withChange(heard, left(bea), 2_000)])
      expect(known.away.get(bea.id)).toBe('left');
  });

  test('has left, also where the connection had ended before', () => {
    const away = withChange(watch([bea.id], { online: [bea.id] }), left(bea), 1_000);
    expect(withChange(away, signedOut, 2_000).away.get(bea.id)).toBe('left');
  });
});

describe('who acts without a connection', () => {
  const script = watch([bea.id], { online: [] });

  test('calls, and is not away but where they are waited for', () => {
    expect([...awayIn(script).keys()]).toEqual([bea.id]);
    expect(isCalling(script, bea.id)).toBe(false);
    const after = withAct(script, bea.id);
    expect(awayIn(after).size).toBe(0);
    expect(isCalling(after, bea.id)).toBe(true);
    expect(withAct(after, bea.id)).toBe(after);
  });

  test('calls also where that was seen before the server was asked', () => {
    const early = withAct(watchOthers(watch([], { online: [] }), [bea.id]), bea.id);
    expect(isCalling(early, bea.id)).toBe(false);
    expect(isCalling(knownBetter(early, script, 3_000), bea.id)).toBe(true);
  });

  test('is away once they are seen to go, and has left once they have signed out', () => {
    const after = withAct(script, bea.id);
    const gone = withChange(withChange(after, back(bea)), left(bea), 1_000);
    expect(awayIn(gone).get(bea.id)).toBe(1_000);
    const signedOut = withChange(after, { online: [], offline: [], left: [bea.id], total: 1 });
    expect(awayIn(signedOut).get(bea.id)).toBe('left');
  });

  test('is nobody who is not watched', () => {
    expect(withAct(script, cleo.id)).toBe(script);
  });
});

test('others come and go unnoticed', () => {
  const before = watch([bea.id], { online: [] });
  expect(withChange(before, left(cleo))).toBe(before);
  expect(withChange(before, back(cleo))).toBe(before);
});
