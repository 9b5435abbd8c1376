import { GameId, UserId } from '@tic-tac-toe/domain/contracts';
import { describe, expect, test } from 'vitest';
import { type UsersEvent, withEvent } from './invitations.ts';

const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;
const me = UserId.parse(id(1));
const bea = UserId.parse(id(2));
const game = GameId.parse(id(3));
const other = GameId.parse(id(4));

const invited: UsersEvent = { type: 'UserInvited', data: { host: bea, invited: me, game } };
const waiting = withEvent([], invited, me);

describe('invitations', () => {
  test('wait from the moment that they are heard', () => {
    expect(waiting).toEqual([{ host: bea, game }]);
  });

  test('stand there once, however often they are heard', () => {
    expect(withEvent(waiting, invited, me)).toEqual(waiting);
  });

  test('vanish when the game needs nobody any more', () => {
    expect(
      withEvent(waiting, { type: 'InvitationWithdrawn', data: { host: bea, invited: me, game } }, me),
    ).toEqual([]);
  });

  test('to another game stay', () => {
    const withdrawn = { type: 'InvitationWithdrawn', data: { host: bea, invited: me, game: other } } as const;
    expect(withEvent(waiting, withdrawn, me)).toEqual(waiting);
  });

  test('that others decline leave mine alone', () => {
    const declined = { type: 'InvitationDeclined', data: { host: me, invited: bea, game } } as const;
    expect(withEvent(waiting, declined, me)).toEqual(waiting);
  });

  test('stay where a newer server tells something else', () => {
    const newer = { type: 'UserRenamed', data: { id: bea } } as never;
    expect(withEvent(waiting, newer, me)).toBe(waiting);
  });
});
