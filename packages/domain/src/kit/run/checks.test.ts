import { expect, test } from 'vitest';
import { z } from 'zod';
import { SYSTEM } from '../define/actor.ts';
import { createApplication } from './application.ts';
import { contract } from '../define/contract.ts';
import { become, schedule } from '../define/decision.ts';
import { handle, handleStateless } from '../define/handler.ts';
import { implement } from '../define/module.ts';
import { scope } from '../define/scope.ts';
import { standsAt } from '../testing/stands-at.ts';
import { harness } from '../testing/index.ts';

/* What compiles, and does not fit: a number that the schema restricts further. */

const { command, event, query, state } = scope('boxes');

const Small = z.object({ size: z.number().max(9) });
const big = { size: 10 };
const box = state('box', Small);
const Packed = event('Packed', Small);
const Pack = command('Pack', z.object({}));
const Tell = command('Tell', z.object({}));
const Delay = command('Delay', z.object({}));
const GetBox = query('GetBox', z.object({}), Small);

const boxes = implement(
  contract({
    name: 'boxes',
    commands: { pack: Pack, tell: Tell, delay: Delay },
    queries: { getBox: GetBox },
    events: { Packed },
  }),
  {
    states: [box],
    commands: {
      pack: handle(Pack, box, { find: () => 'b', missing: () => become(big), found: () => become(big) }),
      tell: handleStateless(Tell, () => [Packed(big)]),
      delay: handleStateless(Delay, () => [schedule(Packed(big), { key: 'b', at: 0 })]),
    },
    queries: { getBox: () => big },
  },
);

test('tests and development find what does not fit its schema, and nothing of it is kept', async () => {
  const { app, execute, ports } = await harness({ modules: [boxes] });
  await expect(execute(SYSTEM, Pack({}))).rejects.toThrow(
    'state boxes.box/b does not fit its schema: size: ',
  );
  await expect(execute(SYSTEM, Tell({}))).rejects.toThrow(
    'event boxes.Packed does not fit its schema: size: ',
  );
  await expect(execute(SYSTEM, Delay({}))).rejects.toThrow(
    'event boxes.Packed does not fit its schema: size: ',
  );
  await expect(app.ask(GetBox({}), { actor: SYSTEM })).rejects.toThrow(
    'the answer of boxes.GetBox does not fit',
  );
  expect(await ports.reader.load(box, 'b')).toBeUndefined();
  expect(await standsAt(ports.store)).toBe(0);
});

test('in production nobody waits for that', async () => {
  const { ports } = await harness({ modules: [boxes] });
  const app = createApplication({ modules: [boxes], ports });
  await app.start();
  expect(await app.execute(Pack({}), { actor: SYSTEM })).toMatchObject({ ok: true });
  expect(await app.ask(GetBox({}), { actor: SYSTEM })).toEqual({ ok: true, answer: big });
});
