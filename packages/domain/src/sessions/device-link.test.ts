import { describe, expect, test } from 'vitest';
import { modules } from '../index.ts';
import { SYSTEM } from '../kit/define/index.ts';
import { after, as, harness, like, refused, specify } from '../kit/testing/index.ts';
import { ann, bea } from '../testing/people.ts';
import { LINK_LASTS_MS } from './device-link.ts';
import {
  EndSession,
  GetDeviceLink,
  GetMyDevices,
  MakeDeviceLink,
  SessionEnded,
  StartSession,
  UseDeviceLink,
} from './messages.ts';
import { DEVICE_LINK_NOT_VALID, SESSION_NOT_FOUND } from './rejections.ts';
import { DeviceLinkId, SessionId } from './session.ts';

const product = modules({ turnTimeout: 20_000, sessionLifetime: 2_000_000_000 });
const { given } = specify(product);

const sessionNumber = (number: number) => SessionId.parse(`hash-${number}`.padEnd(43, '-'));
const linkNumber = (number: number) => DeviceLinkId.parse(`link-${number}`.padEnd(43, '-'));
const [laptop, phone, tablet, again] = [1, 2, 3, 4].map(sessionNumber) as [
  SessionId,
  SessionId,
  SessionId,
  SessionId,
];
const [link, other] = [linkNumber(1), linkNumber(2)];
const ME = 'me'.padEnd(43, '-');
const SOMEBODY = 'somebody'.padEnd(43, '-');

const begins = (id: SessionId, userId = ann) => as(SYSTEM, StartSession({ id, userId }));
const makes = (id: DeviceLinkId, userId = ann) => as(SYSTEM, MakeDeviceLink({ id, userId }));
const uses = (id: DeviceLinkId, session: SessionId, by = ME) =>
  as(SYSTEM, UseDeviceLink({ id, by, session }));
const ends = (id: SessionId, userId = ann) => as(SYSTEM, EndSession({ id, userId }));
const started = (id: SessionId, userId = ann) => like({ type: 'SessionStarted', data: like({ id, userId }) });
const ended = (id: SessionId, last: boolean) => SessionEnded({ id, userId: ann, last });

describe('a device link', () => {
  test('signs another device in, and the first stays signed in', () => {
    given(begins(laptop), makes(link)).when(uses(link, phone)).then(started(phone));
  });

  test('is of use once', () => {
    given(begins(laptop), makes(link), uses(link, phone))
      .when(uses(link, tablet, SOMEBODY))
      .thenRejected(DEVICE_LINK_NOT_VALID);
  });

  test('answers again to who has used it, where the answer was lost', () => {
    given(begins(laptop), makes(link), uses(link, phone), refused(uses(link, tablet, SOMEBODY)))
      .when(uses(link, again))
      .then(started(again));
  });

  test('is of use for five minutes, also to who has used it', () => {
    given(begins(laptop), makes(link), after(LINK_LASTS_MS - 1))
      .when(uses(link, phone))
      .then(started(phone));
    given(begins(laptop), makes(link), after(LINK_LASTS_MS))
      .when(uses(link, phone))
      .thenRejected(DEVICE_LINK_NOT_VALID);
    given(begins(laptop), makes(link), uses(link, phone), after(LINK_LASTS_MS))
      .when(uses(link, again))
      .thenRejected(DEVICE_LINK_NOT_VALID);
  });

  test('is withdrawn by the next one, and by no link of somebody else', () => {
    given(begins(laptop), makes(link), makes(other))
      .when(uses(link, phone))
      .thenRejected(DEVICE_LINK_NOT_VALID);
    given(begins(laptop), begins(tablet, bea), makes(link), makes(other, bea))
      .when(uses(link, phone))
      .then(started(phone));
  });

  test('is of no use once its user has left for good, and cannot be made then', () => {
    given(begins(laptop), makes(link), ends(laptop))
      .when(uses(link, phone))
      .thenRejected(DEVICE_LINK_NOT_VALID);
    given(begins(laptop), ends(laptop)).when(makes(link)).thenRejected(SESSION_NOT_FOUND);
  });

  test('that was never made is of no use, and nobody makes another’s', () => {
    given(begins(laptop)).when(uses(link, phone)).thenRejected(DEVICE_LINK_NOT_VALID);
    given(begins(laptop), begins(tablet, bea), makes(link))
      .when(makes(link, bea))
      .thenRejected(DEVICE_LINK_NOT_VALID);
  });
});

describe('who is signed in on two devices', () => {
  const both = [begins(laptop), makes(link), uses(link, phone)] as const;

  test('signs out on one of them, and keeps the name on the other', () => {
    given(...both)
      .when(ends(phone))
      .then(ended(phone, false));
    given(...both)
      .when(ends(laptop))
      .then(ended(laptop, false));
    given(...both, ends(laptop))
      .when(ends(phone))
      .then(ended(phone, true));
  });

  test('signs out of all that a lost answer has left on the device', () => {
    given(...both, uses(link, again))
      .when(ends(phone))
      .then(ended(again, false), ended(phone, false));
  });

  test('is told on how many, and whose link it is', async () => {
    const world = await harness({ modules: product });
    const run = async ({ actor, command }: ReturnType<typeof begins>) =>
      expect(await world.execute(actor, command)).toMatchObject({ ok: true });
    const devices = () => world.app.ask(GetMyDevices({}), { actor: ann });
    const owner = () => world.app.ask(GetDeviceLink({ id: link }), { actor: SYSTEM });
    await run(begins(laptop));
    expect(await devices()).toMatchObject({ answer: { devices: 1 } });
    expect(await owner()).toMatchObject({ rejection: DEVICE_LINK_NOT_VALID });
    await run(makes(link));
    expect(await owner()).toMatchObject({ answer: { userId: ann } });
    await run(uses(link, phone));
    await run(uses(link, again));
    expect(await devices()).toMatchObject({ answer: { devices: 2 } });
    expect(await owner()).toMatchObject({ rejection: DEVICE_LINK_NOT_VALID });
    world.assertNoFailures();
  });
});
