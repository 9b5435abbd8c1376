import { describe, expect, test } from 'vitest';
import { viaSocket } from '@tic-tac-toe/api/client';
import { startWorld, type World } from './testing/world.ts';

const notValid = { data: { code: 'NOT_FOUND', reason: 'DEVICE_LINK_NOT_VALID' } };

async function onTwoDevices(world: World) {
  const laptop = world.browser();
  const { user } = await laptop.api.sessions.start.mutate({ alias: 'Ann' });
  const { secret } = await laptop.api.sessions.makeDeviceLink.mutate({});
  const phone = world.browser();
  return { user, secret, laptop, phone };
}

const meOn = async ({ api }: Pick<ReturnType<World['browser']>, 'api'>) =>
  (await api.sessions.me.query()).user;

describe('a device link', () => {
  test('signs another device in as the same user, once, and both stay signed in', async () => {
    await using world = await startWorld();
    const { user, secret, laptop, phone } = await onTwoDevices(world);
    expect(await phone.api.sessions.whoseDeviceLink.mutate({ secret })).toEqual({ user });
    expect(await meOn(phone)).toBeNull();
    expect(await phone.api.sessions.useDeviceLink.mutate({ secret })).toMatchObject({ user });
    for (const device of [laptop, phone]) expect(await meOn(device)).toEqual(user);
    expect(await laptop.api.sessions.getMyDevices.query({})).toEqual({ devices: 2 });
    const thief = world.browser();
    for (const path of ['whoseDeviceLink', 'useDeviceLink'] as const)
      await expect(thief.api.sessions[path].mutate({ secret })).rejects.toMatchObject(notValid);

    await phone.api.sessions.end.mutate();
    expect(await meOn(phone)).toBeNull();
    expect(await meOn(laptop)).toEqual(user);
    await expect(world.client().api.sessions.start.mutate({ alias: 'ann' })).rejects.toMatchObject({
      data: { reason: 'ALIAS_TAKEN' },
    });
  });

  test('answers a retry of the one who has used it, by the operation id', async () => {
    await using world = await startWorld();
    const { user, secret } = await onTwoDevices(world);
    const operationId = crypto.randomUUID();
    const use = () => world.client().api.sessions.useDeviceLink.mutate({ secret, operationId });
    const [first, second] = [await use(), await use()];
    expect(first.token).not.toBe(second.token);
    expect(await world.client(second.token).api.sessions.me.query()).toMatchObject({ user });
  });

  test('takes nobody away from who they are, unless they say so', async () => {
    await using world = await startWorld();
    const { user, secret } = await onTwoDevices(world);
    const other = world.browser();
    const { user: bea } = await other.api.sessions.start.mutate({ alias: 'Bea' });
    await expect(other.api.sessions.useDeviceLink.mutate({ secret })).rejects.toMatchObject({
      data: { code: 'CONFLICT', reason: 'ALREADY_SIGNED_IN' },
    });
    expect(await meOn(other)).toEqual(bea);
    await other.api.sessions.useDeviceLink.mutate({ secret, leave: true });
    expect(await meOn(other)).toEqual(user);
    // What Bea has left is free.
    await world.client().api.sessions.start.mutate({ alias: 'Bea' });
  });

  test('is for a user to make, and ends with the user', async () => {
    await using world = await startWorld();
    await expect(world.client().api.sessions.makeDeviceLink.mutate({})).rejects.toMatchObject({
      data: { code: 'UNAUTHORIZED' },
    });
    const { secret, laptop, phone } = await onTwoDevices(world);
    await laptop.api.sessions.end.mutate();
    await expect(phone.api.sessions.useDeviceLink.mutate({ secret })).rejects.toMatchObject(notValid);
    for (const nonsense of ['', 'x'.repeat(43), '__proto__'])
      await expect(phone.api.sessions.useDeviceLink.mutate({ secret: nonsense })).rejects.toMatchObject(
        notValid,
      );
  });

  test('leaves its secret in no log, and in no file', async () => {
    await using world = await startWorld();
    const { secret, phone } = await onTwoDevices(world);
    await phone.api.sessions.useDeviceLink.mutate({ secret });
    await phone.api.sessions.me.query(undefined, viaSocket);
    expect(JSON.stringify(world.log)).not.toContain(secret);
    await world.stop();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(world.databaseFile).includes(secret)).toBe(false);
  });
});
