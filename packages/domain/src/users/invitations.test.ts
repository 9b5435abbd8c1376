import { describe, expect, test } from 'vitest';
import { CreateGame, JoinGame } from '../games/commands.ts';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, type Harness, harness, like, specify } from '../kit/testing/index.ts';
import { ann, bea, cid, gameNumber, person } from '../testing/people.ts';
import { CreateUser, DeclineInvitation, InviteUser } from './commands.ts';
import { InvitationDeclined, InvitationWithdrawn, UserInvited } from './events.ts';
import { MAX_FROM_ONE_HOST, MAX_INVITATIONS, table } from './invitations.ts';
import { GetMyInvitations } from './queries.ts';
import {
  ALREADY_INVITED,
  CAN_NOT_INVITE_YOURSELF,
  GAME_NOT_OPEN,
  HOST_HAS_NOT_JOINED,
  INVITATION_NOT_FOUND,
  TOO_MANY_INVITATIONS,
  USER_NOT_FOUND,
} from './rejections.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 1_000_000_000 });
const { given } = specify(product);

const gameId = gameNumber(1);
const named = (id: typeof ann, alias: string) => as(SYSTEM, CreateUser({ id, alias }));
const people = [named(ann, 'Ann'), named(bea, 'Bea'), named(cid, 'Cid')] as const;
const hosted = [...people, as(ann, CreateGame({ gameId })), as(ann, JoinGame({ gameId }))] as const;
const invites = (host: typeof ann, userId: typeof ann, game = gameId) =>
  as(host, InviteUser({ userId, gameId: game }));
const declines = (who: typeof ann) => as(who, DeclineInvitation({ gameId }));
const invited = { host: ann, invited: bea, game: gameId };

describe('an invitation', () => {
  test('reaches the invited, and nobody else', () => {
    given(...hosted)
      .when(invites(ann, bea))
      .then(UserInvited(invited));
    expect(UserInvited.audience(invited)).toEqual([bea]);
  });

  test('is accepted by joining, and by nothing else: it never accepts itself', () => {
    given(...hosted, invites(ann, bea))
      .when(as(bea, JoinGame({ gameId })))
      .then(
        like({ type: 'PlayerJoinedAGame', data: { gameId, player: bea } }),
        like({ type: 'GameStarted', data: like({ players: [ann, bea] }) }),
        like({ type: 'WaitingForPlayerPlay' }),
      );
    given(...hosted, invites(ann, bea))
      .when(after(1))
      .then();
  });

  test('is declined by the invited: the host hears of it, and wherever else the invited may be looking', () => {
    given(...hosted, invites(ann, bea))
      .when(declines(bea))
      .then(InvitationDeclined(invited));
    expect(InvitationDeclined.audience(invited)).toEqual([ann, bea]);
  });

  test('that was declined may be sent again', () => {
    given(...hosted, invites(ann, bea), declines(bea))
      .when(invites(ann, bea))
      .then(UserInvited(invited));
  });

  test('is not sent before the host has joined: who plays first is never a race', () => {
    given(...people, as(ann, CreateGame({ gameId })))
      .when(invites(ann, bea))
      .thenRejected(HOST_HAS_NOT_JOINED);
  });

  test('is for players of the game to send', () => {
    given(...hosted)
      .when(invites(cid, bea))
      .thenRejected(HOST_HAS_NOT_JOINED);
  });

  test('is not for oneself, not for nobody, and not twice', () => {
    given(...hosted)
      .when(invites(ann, ann))
      .thenRejected(CAN_NOT_INVITE_YOURSELF);
    given(...hosted)
      .when(invites(ann, person(99)))
      .thenRejected(USER_NOT_FOUND);
    given(...hosted, invites(ann, bea))
      .when(invites(ann, bea))
      .thenRejected(ALREADY_INVITED);
  });

  test('needs a game with a free seat', () => {
    given(...people)
      .when(invites(ann, bea))
      .thenRejected(GAME_NOT_OPEN);
    given(...hosted, as(cid, JoinGame({ gameId })))
      .when(invites(ann, bea))
      .thenRejected(GAME_NOT_OPEN);
    given(...hosted, after(600_000))
      .when(invites(ann, bea))
      .thenRejected(GAME_NOT_OPEN);
  });

  test('can only be declined by somebody who has one', () => {
    given(...hosted)
      .when(declines(bea))
      .thenRejected(INVITATION_NOT_FOUND);
    given(...people)
      .when(declines(bea))
      .thenRejected(INVITATION_NOT_FOUND);
    given(...hosted, invites(ann, bea), declines(bea))
      .when(declines(bea))
      .thenRejected(INVITATION_NOT_FOUND);
    given(...hosted, invites(ann, bea), as(bea, JoinGame({ gameId })))
      .when(declines(bea))
      .thenRejected(INVITATION_NOT_FOUND);
  });
});

describe('when nothing is left to accept', () => {
  test('the others that were invited hear of it: somebody else has taken the seat', () => {
    given(...hosted, invites(ann, bea))
      .when(as(cid, JoinGame({ gameId })))
      .then(
        like({ type: 'PlayerJoinedAGame' }),
        like({ type: 'GameStarted' }),
        like({ type: 'WaitingForPlayerPlay' }),
        InvitationWithdrawn(invited),
      );
    expect(InvitationWithdrawn.audience(invited)).toEqual([bea]);
  });

  test('or the game has waited too long', () => {
    given(...hosted, invites(ann, bea))
      .when(after(600_000))
      .then(like({ type: 'GameWaitedTooLong' }), like({ type: 'GameEnded' }), InvitationWithdrawn(invited));
  });
});

describe('how many wait for an answer', () => {
  const crowd = Array.from({ length: MAX_INVITATIONS + 1 }, (_, n) => person(n));
  const crowdNamed = crowd.map((id, n) => named(id, `Player ${n}`));

  test('is bounded for each game', () => {
    const asked = crowd.slice(0, MAX_INVITATIONS).map((id) => invites(ann, id));
    const [last = bea] = crowd.slice(-1);
    given(...hosted, ...crowdNamed, ...asked)
      .when(invites(ann, last))
      .thenRejected(TOO_MANY_INVITATIONS);
    given(...hosted, ...crowdNamed, ...asked.slice(1))
      .when(invites(ann, last))
      .then(like({ type: 'UserInvited' }));
  });

  test('is bounded for each host who invites the same one, and others may still ask', () => {
    const numbers = Array.from({ length: MAX_FROM_ONE_HOST + 1 }, (_, n) => gameNumber(10 + n));
    const mine = numbers.flatMap((id) => [
      as(ann, CreateGame({ gameId: id })),
      as(ann, JoinGame({ gameId: id })),
    ]);
    const asked = numbers.slice(1).map((id) => invites(ann, bea, id));
    const hers = [as(cid, CreateGame({ gameId })), as(cid, JoinGame({ gameId }))];
    const before = [...people, ...mine, ...hers, ...asked];
    given(...before)
      .when(invites(ann, bea, gameNumber(10)))
      .thenRejected(TOO_MANY_INVITATIONS);
    given(...before)
      .when(invites(ann, cid, gameNumber(10)))
      .then(like({ type: 'UserInvited' }));
    given(...before)
      .when(invites(cid, bea))
      .then(like({ type: 'UserInvited' }));
  });

  test('is bounded for each who is invited, and joining or declining makes room', () => {
    const tables = crowd.flatMap((host, n) => [
      as(host, CreateGame({ gameId: gameNumber(10 + n) })),
      as(host, JoinGame({ gameId: gameNumber(10 + n) })),
    ]);
    const asked = crowd.slice(0, MAX_INVITATIONS).map((host, n) => invites(host, bea, gameNumber(10 + n)));
    const [last = ann] = crowd.slice(-1);
    const oneMore = invites(last, bea, gameNumber(10 + MAX_INVITATIONS));
    const before = [...people, ...crowdNamed, ...tables, ...asked];
    given(...before)
      .when(oneMore)
      .thenRejected(TOO_MANY_INVITATIONS);
    given(...before, as(bea, DeclineInvitation({ gameId: gameNumber(10) })))
      .when(oneMore)
      .then(like({ type: 'UserInvited' }));
  });
});

describe('from another context', () => {
  test('an invitation waits for an answer just the same, and once', () => {
    given(...hosted, UserInvited(invited))
      .when(declines(bea))
      .then(InvitationDeclined(invited));
    given(...hosted, UserInvited(invited), UserInvited(invited))
      .when(declines(bea))
      .then(InvitationDeclined(invited));
    given(...hosted, UserInvited(invited))
      .when(invites(ann, bea))
      .thenRejected(ALREADY_INVITED);
  });

  test('an invitation to a game that is not open is nothing to answer', () => {
    given(...people, UserInvited(invited))
      .when(declines(bea))
      .thenRejected(INVITATION_NOT_FOUND);
  });
});

describe('my invitations', () => {
  const list = async ({ app }: Harness, actor: typeof ann) => await app.ask(GetMyInvitations({}), { actor });

  test('are those that wait for my answer', async () => {
    const world = await harness({ modules: product });
    for (const { actor, command } of [...hosted, invites(ann, bea)]) await world.execute(actor, command);
    const position = await world.ports.log.head('users');
    expect(await list(world, bea)).toEqual({
      ok: true,
      answer: { invitations: [{ host: ann, game: gameId }], position },
    });
    expect(await list(world, ann)).toMatchObject({ answer: { invitations: [] } });
    expect(await list(world, cid)).toMatchObject({ answer: { invitations: [] } });
    await world.execute(bea, DeclineInvitation({ gameId }));
    expect(await list(world, bea)).toMatchObject({ answer: { invitations: [] } });
  });

  test('leave nothing behind when the game is cleaned', async () => {
    const world = await harness({ modules: product });
    for (const { actor, command } of [...hosted, invites(ann, bea)]) await world.execute(actor, command);
    await world.advance(600_000);
    expect(await world.ports.reader.load(table, gameId)).toBeDefined();
    await world.advance(10_000);
    expect(await world.ports.reader.load(table, gameId)).toBeUndefined();
    world.assertNoFailures();
  });
});
