import type { Audience } from '@tic-tac-toe/domain/kit';
import { isTrackedEnvelope } from '@trpc/server';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ANN, BEN, fakeContext, identityOf } from '../testing/fake-context.ts';
import { createReadingQueue } from './reading-queue.ts';
import { follow } from './subscription.ts';

const TOPIC = 'games/1';
/** A live one: it is told after all that is read, and after the live ones before it. */
const LAST = 'live last';

type Commit = {
  readonly events: readonly string[];
  readonly live: readonly string[];
  readonly elsewhere: boolean;
};

const audience = fc.constantFrom('all', 'ann', 'ben');
const commits: fc.Arbitrary<readonly Commit[]> = fc.array(
  fc.record({
    events: fc.array(audience, { maxLength: 4 }),
    live: fc.array(audience, { maxLength: 2 }),
    elsewhere: fc.boolean(),
  }),
  { maxLength: 60 },
);
const audienceOf = (who: string): Audience => (who === 'all' ? 'everyone' : [who === 'ann' ? ANN : BEN]);

/**
 * Commits fall into every gap: while the log is looked at, between two looks, while the connection drains, and
 * on their own. They reach those who listen at once, or only a while after they can be read.
 */
test('whenever commits happen, a subscriber hears each event of its own once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      commits,
      fc.nat({ max: 12 }),
      fc.nat({ max: 20 }),
      fc.infiniteStream(fc.nat({ max: 2 })),
      fc.boolean(),
      async (schedule, before, from, moments, late) => {
        const context = fakeContext({ identity: identityOf(ANN) });
        const { app } = context;
        const waiting = [...schedule];
        const undelivered: (() => void)[] = [];
        let live = 0;

        const moment = (): number => {
          const result = moments.next();
          return result.done ? 0 : result.value;
        };
        const commitNext = () => {
          const next = waiting.shift();
          if (!next) return;
          const draft = (type: string) => (who: string) => ({
            type: `${type} ${who}`,
            audience: audienceOf(who),
          });
          app.commit(
            next.elsewhere ? 'games/2' : TOPIC,
            next.events.map(draft('kept')),
            next.live.map(draft('live')),
          );
        };
        const something = () => {
          for (let left = moment(); left > 0; left -= 1) commitNext();
          if (moment() === 1) undelivered.shift()?.();
        };

        for (let count = 0; count < before; count += 1) commitNext();
        app.meanwhile = something;
        if (late) app.deliver = (tell) => void undelivered.push(tell);
        context.drained = async () => {
          something();
          await Promise.resolve();
          something();
        };

        const cursor = Math.min(from, app.rows.at(-1)?.position ?? 0);
        const alreadyLive = schedule.length - waiting.length;
        const readers = createReadingQueue();
        const told = follow({ context, readers, topic: TOPIC, actor: ANN, lastEventId: cursor }, undefined);

        const finish = async () => {
          for (;;) {
            await new Promise((resolve) => setTimeout(resolve));
            if (waiting.length > 0) commitNext();
            else if (undelivered.length > 0) undelivered.shift()?.();
            else break;
          }
          app.commit(TOPIC, [{ type: 'kept last' }], [{ type: LAST }]);
          for (const tell of undelivered.splice(0)) tell();
        };
        const finished = finish();

        const heard: { readonly position: number; readonly type: string }[] = [];
        for await (const envelope of told) {
          if (!isTrackedEnvelope<{ type: string }>(envelope)) throw new Error('an event without a position');
          const [position, { type }] = envelope;
          heard.push({ position: Number(position), type });
          if (type.startsWith('live')) live += 1;
          if (type === LAST) break;
        }
        await finished;

        const mine = app.rows
          .filter(
            ({ topic, type, position }) => topic === TOPIC && position > cursor && !type.endsWith('ben'),
          )
          .map(({ position, type }) => ({ position, type }));
        expect(heard.filter(({ type }) => !type.startsWith('live'))).toEqual(mine);
        const liveOfMine = schedule
          .slice(alreadyLive)
          .filter(({ elsewhere }) => !elsewhere)
          .flatMap((commit) => commit.live)
          .filter((who) => who !== 'ben').length;
        expect(live).toBe(liveOfMine + 1);
        const positions = heard.map(({ position }) => position);
        expect(positions.every((position, index) => position >= (positions[index - 1] ?? 0))).toBe(true);
        expect(app.listeners()).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
