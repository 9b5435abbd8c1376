import type { Client } from '@tic-tac-toe/api/client';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { expect, test } from 'vitest';
import { followGame } from './follow-game.ts';

const gameId = GameId.parse('00000000-0000-4000-8000-000000000001');

test('an event that a newer server tells is followed by asking anew; what the answer holds is not told again', async () => {
  const answers = [
    { game: { stage: 'WaitingForPlayers', players: [] }, position: 1 },
    { game: { stage: 'InProgress', turn: 3 }, position: 4 },
    { game: { stage: 'Ended', result: 'DRAW' }, position: 6 },
  ];
  const events = [2, 3, 4, 6].map((id) => ({
    id: String(id),
    data: { type: 'DrawAgreed', data: { gameId } },
  }));
  let asked = 0;
  const games = {
    getGame: { query: () => Promise.resolve(answers[asked++]) },
    events: {
      subscribe(_input: unknown, { onData }: { onData: (event: unknown) => void }) {
        for (const event of events) onData(event);
        return { unsubscribe() {} };
      },
    },
  };
  const stages: string[] = [];
  for await (const { game, event } of followGame({ api: { games } } as unknown as Client, gameId)) {
    stages.push(game.stage);
    expect(event).toBeNull();
  }
  expect(stages).toEqual(['WaitingForPlayers', 'InProgress', 'Ended']);
  expect(asked).toBe(3);
});
