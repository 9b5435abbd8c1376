import { expect, test } from 'vitest';
import { createRecorder, type RecordedOperation } from '../kit/observe/index.ts';
import { harness } from '../kit/testing/index.ts';
import { ann, bea } from '../testing/people.ts';
import { CreateGame, JoinGame, PlaceMark } from './commands.ts';
import { gamesModule } from './module.ts';
import { gameId } from './testing/play.ts';

test('an operation is recorded as a tree, with states, timers, refusals, and the positions that the log has', async () => {
  const modules = [gamesModule({ turnTimeout: 20_000 })];
  let steady = 0;
  const recorder = createRecorder(modules, { now: () => 7, steadyNow: () => (steady += 1) });
  const { app, execute, advance } = await harness({ modules, hooks: [recorder.hooks] });
  for (const player of [ann, bea]) {
    if (player === ann) await execute(ann, CreateGame({ gameId }));
    await execute(player, JoinGame({ gameId }));
  }
  await execute(ann, PlaceMark({ gameId, x: 1, y: 1 }));
  await execute(bea, PlaceMark({ gameId, x: 1, y: 1 }));
  await advance(60_000);

  const operations = recorder.after(0).map((json) => JSON.parse(json) as RecordedOperation);
  const logged = await app.log.read(`games/${gameId}`, 0, 100);
  const told = operations.flatMap(({ effects }) => effects).filter(({ position }) => position !== null);
  for (const { type, data, position } of logged)
    expect(told).toContainEqual(expect.objectContaining({ type, data, position }));

  const [mark, refused, timeout] = operations.slice(3);
  expect(mark?.effects.map(({ type, causation }) => [type, causation])).toEqual([
    ['PlaceMark', null],
    ['MarkPlaced', 0],
    ['BoardUpdated', 0],
    ['WaitingForPlayerPlay', 0],
  ]);
  expect(mark).toMatchObject({ actor: ann, isAsked: true, startedAt: 7, outcome: { kind: 'accepted' } });
  expect(mark?.commit?.before).toBe((mark?.effects[1]?.position ?? 0) - 1);
  const [handling] = mark?.effects[0]?.handlers ?? [];
  expect(handling).toMatchObject({ milliseconds: 1, answer: 'decided' });
  expect(handling?.subjects).toMatchObject([{ id: gameId, before: { turn: 1 }, after: { turn: 2 } }]);
  expect(handling?.timers).toMatchObject([{ kind: 'set', event: { name: 'games.TurnTimeout' } }]);
  expect(refused?.outcome).toEqual({ kind: 'refused', reason: 'POSITION_ALREADY_FILLED' });
  expect(refused?.effects).toMatchObject([{ refused: 'POSITION_ALREADY_FILLED', position: null }]);
  expect(timeout).toMatchObject({
    isAsked: false,
    effects: [{ type: 'TurnTimeout' }, { type: 'GameEnded' }],
  });
  expect(recorder.after(operations.length - 1)).toHaveLength(1);
});

test('the oldest operations are forgotten, and one that is too long loses its states', async () => {
  const modules = [gamesModule({ turnTimeout: 20_000 })];
  const recorder = createRecorder(modules, { now: () => 0, steadyNow: () => 0 });
  const { hooks } = recorder;
  const message = { kind: 'command', name: 'games.Long', type: 'Long', data: 'x'.repeat(150_000) } as const;
  for (let index = 0; index < 60; index += 1) {
    const operation = String(index);
    const root = { message, operation, correlation: operation, sequence: 0, causation: null, actor: ann };
    hooks.onHandle?.(message, operation);
    hooks.onBeginProcessing?.(root);
    hooks.onHandled?.(root);
    hooks.beforeHandler?.('Long', root);
    const subject = { state: 'long', id: '1', before: 'y'.repeat(60_000), after: 'z' };
    hooks.afterHandler?.('Long', root, () => ({ kind: 'decided', effects: [], subjects: [subject] }));
    hooks.onSettled?.(operation, { kind: 'accepted', position: 1 });
  }
  const kept = recorder.after(0).map((json) => JSON.parse(json) as RecordedOperation);
  expect(kept).toHaveLength(53);
  expect(kept.at(-1)).toMatchObject({ number: 60, effects: [{ handlers: [{ subjects: [] }] }] });
});
