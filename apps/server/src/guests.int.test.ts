import { setTimeout } from 'node:timers/promises';
import { virtualClock } from '@tic-tac-toe/domain/kit/testing';
import { expect, test } from 'vitest';
import { hearUsers } from './testing/recorder.ts';
import { startWorld } from './testing/world.ts';

const MINUTE_MS = 60_000;
const taken = { data: { code: 'CONFLICT', reason: 'ALIAS_TAKEN' } };

/** A server whose time goes by as the test says, in steps that are no outage. */
async function startTimedWorld() {
  const clock = virtualClock(Date.now());
  const world = await startWorld({}, { clock });
  const pass = async (milliseconds: number) => {
    const end = clock.now() + milliseconds;
    while (clock.now() < end) {
      await clock.moveTo(Math.min(end, clock.now() + 2_500));
      // What rang reads and writes a real file.
      await setTimeout(2);
    }
  };
  return { ...world, pass, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('the name of a guest who closed the window is free after a while, and their cookie is nobody’s then', async () => {
  await using world = await startTimedWorld();
  const guest = world.browser();
  const { user } = await guest.api.sessions.start.mutate({ alias: 'Ann' });
  await hearUsers(guest);
  await world.pass(35 * MINUTE_MS);
  await guest.connection.close();

  const visitor = world.client();
  const again = () => visitor.api.sessions.start.mutate({ alias: 'Ann' });
  await world.pass(25 * MINUTE_MS);
  await expect(again()).rejects.toMatchObject(taken);
  expect(await guest.api.sessions.me.query()).toMatchObject({ user });

  await world.pass(6 * MINUTE_MS);
  expect(await again()).toMatchObject({ user: { alias: 'Ann' } });
  expect(await guest.api.sessions.me.query()).toEqual({ user: null, sessionId: null });
  const bea = await guest.api.sessions.start.mutate({ alias: 'Bea' });
  expect(await guest.api.sessions.me.query()).toMatchObject({ user: bea.user });
});

test('who has played keeps the name, however long they are away', async () => {
  await using world = await startTimedWorld();
  const [ann, bea] = [await world.signIn('Ann'), await world.signIn('Bea')];
  await hearUsers(ann);
  await world.game(ann, bea);
  await ann.connection.close();
  await world.pass(35 * MINUTE_MS);
  await expect(world.signIn('Ann')).rejects.toMatchObject(taken);
});
