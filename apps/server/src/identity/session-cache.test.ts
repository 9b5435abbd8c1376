import { GetSession, type Session, SessionId, UserId } from '@tic-tac-toe/domain';
import { type Application, rejection } from '@tic-tac-toe/domain/kit';
import { expect, test } from 'vitest';
import { createSessionCache } from './session-cache.ts';

const id = SessionId.parse('s'.repeat(43));
const session: Session = {
  id,
  userId: UserId.parse('0a000000-0000-4000-8000-00000000000a'),
  startedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2027-01-01T00:00:00.000Z',
};

/** An application that has this session until it is signed out of, and a server that sees it or does not. */
function cache() {
  const world = { asked: 0, isThere: true, sightedSince: -Infinity };
  const ask: Application['ask'] = async (query) => {
    expect(query.name).toBe(GetSession.name);
    world.asked += 1;
    return world.isThere
      ? { ok: true, answer: session as never }
      : { ok: false, rejection: rejection('SESSION_NOT_FOUND', 'NOT_FOUND') };
  };
  return { world, ...createSessionCache({ ask } as Application, () => world.sightedSince) };
}

test('a session is asked for once', async () => {
  const { world, get } = cache();
  expect([await get(id), await get(id)]).toEqual([session, session]);
  expect(world.asked).toBe(1);
});

test('a server that does not see its database trusts no session that it remembers', async () => {
  const { world, get } = cache();
  await get(id);
  world.isThere = false;
  world.sightedSince = Infinity;
  expect(await get(id)).toBeNull();
});

test('nor does it trust one from before, once it sees the database again', async () => {
  const { world, get } = cache();
  await get(id);
  world.isThere = false;
  world.sightedSince = performance.now() + 1;
  expect(await get(id)).toBeNull();
});
