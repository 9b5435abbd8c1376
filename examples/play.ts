import { newId, reasonOf } from '@tic-tac-toe/api';
import { createClient } from '@tic-tac-toe/api/client';
import { GameId } from '@tic-tac-toe/domain/contracts';
import { WebSocket } from 'ws';

const url = process.env['SERVER_URL'] ?? 'http://localhost:8080/trpc';
const gameId = newId(GameId);
const signIn = async (name: string) => {
  const alias = `${name} ${gameId.slice(-4)}`; // one that nobody else has
  const { token } = await createClient({ url }).api.sessions.start.mutate({ alias });
  return createClient({ url, WebSocket, token });
};
const [ann, bea] = [await signIn('Ann'), await signIn('Bea')];
try {
  await ann.api.games.createGame.mutate({ gameId });
  const { position } = await ann.api.games.getGame.query({ gameId });
  for (const { api } of [ann, bea]) await api.games.joinGame.mutate({ gameId });
  ann.api.games.events.subscribe(
    { gameId, lastEventId: position }, // all that came after it, so that nothing is missed
    {
      onData({ id, data: event }) {
        console.log(id, event.type, event.type === 'MarkPlaced' ? [event.data.x, event.data.y] : '');
      },
      onError: console.error,
    },
  );
  for (const x of [0, 1, 2]) {
    await ann.api.games.placeMark.mutate({ gameId, x, y: 0 });
    await bea.api.games.placeMark.mutate({ gameId, x, y: 1 }); // refused in the end: Ann has won by then
  }
} catch (error) {
  switch (reasonOf(error)) {
    case 'GAME_ALREADY_ENDED':
      console.log('Bea comes too late.');
      break;
    default:
      throw error;
  }
} finally {
  for (const { api, connection } of [ann, bea]) {
    await api.sessions.end.mutate(); // else the alias stays taken for as long as a session lasts: thirty days
    await connection.close();
  }
}
