import { UserId } from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { firstPage, othersIn, withChange, withPage } from './presence.ts';

const user = (number: number, alias: string) => ({
  id: UserId.parse(`00000000-0000-4000-8000-00000000000${number}`),
  alias,
});
const ann = user(1, 'Ann');
const bea = user(2, 'bea');
const cleo = user(3, 'Cleo');
const page = (...users: readonly (typeof ann)[]) => ({ users: [...users], total: users.length, next: null });
const aliases = (presence: ReturnType<typeof firstPage>) =>
  othersIn(presence, ann.id).map(({ alias }) => alias);

describe('who is online', () => {
  test('is listed by name, without oneself', () => {
    expect(aliases(firstPage(page(cleo, ann, bea)))).toEqual(['bea', 'Cleo']);
  });

  test('changes as people come and go', () => {
    const before = firstPage(page(ann, bea));
    const after = withChange(before, { online: [cleo], offline: [bea.id], total: 2 });
    expect(aliases(after)).toEqual(['Cleo']);
    expect(after.total).toBe(2);
  });

  test('is the same when a change is heard twice', () => {
    const change = { online: [cleo], offline: [bea.id], total: 2 };
    const once = withChange(firstPage(page(ann, bea)), change);
    expect(withChange(once, change)).toEqual(once);
  });

  test('grows by the next page, and nobody stands there twice', () => {
    const before = withChange(firstPage({ users: [ann], total: 2, next: ann.id }), {
      online: [bea],
      offline: [],
      total: 3,
    });
    const after = withPage(before, { users: [bea, cleo], total: 3, next: null });
    expect(aliases(after)).toEqual(['bea', 'Cleo']);
    expect(after.next).toBeNull();
  });
});
