import { describe, expect, test } from 'vitest';
import { topicOf } from '../kit/define/index.ts';
import { after, harness, refused, specify } from '../kit/testing/index.ts';
import { ann, bea, cid } from '../testing/people.ts';
import { games } from './contract.ts';
import { GameErrorOccurred, ReactionSent } from './events.ts';
import { gamesModule } from './module.ts';
import { GAME_NOT_FOUND, GAME_NOT_STARTED, PLAYER_CAN_NOT_PLAY, TOO_MANY_REACTIONS } from './rejections.ts';
import { Reaction } from './reaction.ts';
import {
  annAboutToWin,
  annJoins,
  cancels,
  create,
  gameId,
  mark,
  opening,
  reacts,
  resigns,
} from './testing/play.ts';

const modules = [gamesModule({ turnTimeout: 20_000 })];
const { given } = specify(modules);

describe('a reaction', () => {
  test.each(Reaction.options)('%s is told to all who follow the game', (reaction) => {
    given(...opening)
      .when(reacts(bea, reaction))
      .then(ReactionSent({ gameId, player: bea, reaction }));
  });

  test('may be sent while the game is played, at whoever’s turn, and after it', () => {
    for (const before of [
      opening,
      [...opening, ...annAboutToWin, mark(ann, 2, 0)],
      [...opening, resigns(ann)],
    ])
      given(...before)
        .when(reacts(ann, 'LAUGH'))
        .then(ReactionSent({ gameId, player: ann, reaction: 'LAUGH' }));
  });

  test('is for players of a game alone', () => {
    given(...opening)
      .when(reacts(cid, 'HEART'))
      .thenRejected(
        PLAYER_CAN_NOT_PLAY,
        GameErrorOccurred({ gameId, player: cid, reason: 'PLAYER_CAN_NOT_PLAY' }),
      );
    given(create, annJoins).when(reacts(ann, 'HEART')).thenRejected(GAME_NOT_STARTED);
    given(create, annJoins, cancels(ann)).when(reacts(ann, 'HEART')).thenRejected(PLAYER_CAN_NOT_PLAY);
    given().when(reacts(ann, 'HEART')).thenRejected(GAME_NOT_FOUND);
  });
});

describe('reactions are limited', () => {
  const three = [
    reacts(ann, 'LAUGH'),
    after(1),
    reacts(ann, 'HEART'),
    after(1),
    reacts(ann, 'LAUGH'),
  ] as const;

  test('to three in ten seconds, of each player', () => {
    given(...opening, ...three)
      .when(reacts(ann, 'LAUGH'))
      .thenRejected(TOO_MANY_REACTIONS);
    given(...opening, ...three)
      .when(reacts(bea, 'LAUGH'))
      .then(ReactionSent({ gameId, player: bea, reaction: 'LAUGH' }));
  });

  test('by the latest three, and one that was refused does not count', () => {
    given(...opening, ...three, refused(reacts(ann, 'LAUGH')), after(9_998))
      .when(reacts(ann, 'THINKING'))
      .then(ReactionSent({ gameId, player: ann, reaction: 'THINKING' }));
    given(...opening, ...three, after(9_998), reacts(ann, 'THINKING'))
      .when(reacts(ann, 'THINKING'))
      .thenRejected(TOO_MANY_REACTIONS);
    given(...opening, ...three, after(10_000))
      .when(reacts(ann, 'THINKING'))
      .then(ReactionSent({ gameId, player: ann, reaction: 'THINKING' }));
  });
});

test('a reaction is of the moment: the log and the game do not know it', async () => {
  const world = await harness({ modules });
  for (const { actor, command } of opening) await world.execute(actor, command);
  const topic = topicOf(games, { gameId });
  const head = await world.ports.log.head(topic);
  const told: unknown[] = [];
  world.app.listen(topic, ({ live }) => void told.push(...live.map(({ data }) => data)));
  const { actor, command } = reacts(ann, 'SURPRISE');
  expect(await world.execute(actor, command)).toMatchObject({ ok: true });
  expect(told).toEqual([{ gameId, player: ann, reaction: 'SURPRISE' }]);
  expect(await world.ports.log.head(topic)).toBe(head);
  await world.advance(10_000);
  world.assertNoFailures();
});
