import { safe } from '@trpc/client';
import type { Receipt } from '@tic-tac-toe/domain/kit';
import type { Game, GameEvent, GameId, PublicUser, UserId } from '@tic-tac-toe/domain/contracts';
import { describe, expectTypeOf, test } from 'vitest';
import { createClient } from './client/create-client.ts';
import type { ModuleEvent, Reason, RouterInputs, RouterOutputs, WireReason } from './index.ts';
import type { createApi } from './router/app-router.ts';
import type { AppRouter } from './router/app-router.types.ts';
import type { Context } from './router/context.ts';

const { api } = createClient({ url: 'http://localhost/trpc' });
declare const gameId: GameId;
declare const id: UserId;

/** What is written here is type-checked, and never runs: each of the errors below would fail to compile unexpectedly. */
const onlyChecked = (_calls: () => unknown): void => {};

describe('does not compile', () => {
  test('a wrong payload', () => {
    onlyChecked(() => {
      // @ts-expect-error -- a coordinate is a number
      void api.games.placeMark.mutate({ gameId, x: '1', y: 2 });
      // @ts-expect-error -- a field is missing
      void api.games.placeMark.mutate({ gameId, x: 1 });
      // @ts-expect-error -- a field too many: who plays comes from the session
      void api.games.placeMark.mutate({ gameId, x: 1, y: 2, player: id });
      // @ts-expect-error -- ids of different kinds are different
      void api.games.joinGame.mutate({ gameId: id });
      // @ts-expect-error -- any string is no id
      void api.games.joinGame.mutate({ gameId: 'a' });
      // @ts-expect-error -- something is required
      void api.games.getGame.query();
      // @ts-expect-error -- a subscription names its game
      api.games.events.subscribe({}, { onData() {} });
      // @ts-expect-error -- an event that nobody accepts
      void api.integration.handleEvent.mutate({ type: 'GameEnded', data: {} });
      // @ts-expect-error -- the data of another event
      void api.integration.handleEvent.mutate({ type: 'UserInvited', data: { userId: id } });
    });
  });

  test('a wrong procedure name', () => {
    onlyChecked(() => {
      // @ts-expect-error -- no such procedure
      void api.games.placeMarks.mutate({ gameId, x: 1, y: 2 });
      // @ts-expect-error -- no such module
      void api.chess.createGame.mutate({ gameId });
      // @ts-expect-error -- a module that publishes nothing
      api.sessions.events.subscribe({}, { onData() {} });
      // @ts-expect-error -- the server's own messages are on no wire
      void api.sessions.startSession.mutate({});
    });
  });

  test('one kind of procedure called as another', () => {
    onlyChecked(() => {
      // @ts-expect-error -- a subscription is not read as a query
      void api.games.events.query({ gameId });
      // @ts-expect-error -- a command is no query
      void api.games.placeMark.query({ gameId, x: 1, y: 2 });
      // @ts-expect-error -- a query is no mutation
      void api.games.getGame.mutate({ gameId });
    });
  });

  test('a reason that nothing is refused for', () => {
    // @ts-expect-error -- no such reason
    const reason: Reason = 'DOG_ATE_IT';
    expectTypeOf(reason).toBeString();
  });
});

describe('a client knows', () => {
  test('that every mutation takes an operation id and answers a receipt', () => {
    expectTypeOf<RouterInputs['games']['placeMark']>().toExtend<{
      gameId: GameId;
      x: number;
      y: number;
      operationId?: string | undefined;
    }>();
    expectTypeOf<RouterOutputs['games']['placeMark']>().toExtend<Receipt>();
    expectTypeOf<RouterOutputs['sessions']['start']>().toExtend<Receipt>();
    expectTypeOf<RouterOutputs['integration']['handleEvent']>().toExtend<Receipt>();
  });

  test('what queries answer, ids with their kinds', () => {
    expectTypeOf<RouterOutputs['games']['getGame']>().toEqualTypeOf<{ game: Game; position: number }>();
    expectTypeOf<RouterOutputs['users']['getUser']>().toEqualTypeOf<PublicUser>();
    expectTypeOf<RouterOutputs['users']['getPresence']>().toEqualTypeOf<{
      online: UserId[];
      left?: UserId[];
    }>();
    expectTypeOf<RouterOutputs['sessions']['me']['user']>().toEqualTypeOf<PublicUser | null>();
  });

  test('the events of a module by their type, and that it may have to resynchronise', () => {
    expectTypeOf<Exclude<ModuleEvent<'games'>, { type: 'Resync' }>>().toEqualTypeOf<GameEvent>();
    expectTypeOf<ModuleEvent<'scoring'>['type']>().toEqualTypeOf<'TopThreeListUpdated' | 'Resync'>();
    onlyChecked(() =>
      api.games.events.subscribe(
        { gameId, lastEventId: 3 },
        {
          onData({ id: position, data: event }) {
            expectTypeOf(position).toBeString();
            expectTypeOf(event).toEqualTypeOf<ModuleEvent<'games'>>();
            if (event.type === 'MarkPlaced') expectTypeOf(event.data.player).toEqualTypeOf<UserId>();
            if (event.type === 'Resync') expectTypeOf(event.data.position).toBeNumber();
          },
        },
      ),
    );
  });

  test('why each procedure may refuse', () => {
    onlyChecked(async () => {
      const [, error] = await safe(api.games.createGame.mutate({ gameId }));
      expectTypeOf(error?.data?.reason).toEqualTypeOf<
        'GAME_ALREADY_EXISTS' | 'TOO_MANY_OPEN_GAMES' | WireReason | undefined
      >();
    });
  });

  test('that what requires nothing may be called with nothing', () => {
    onlyChecked(() => {
      void api.scoring.getTopThreePlayers.query();
      void api.games.getMyGames.query();
      void api.sessions.end.mutate();
      api.users.events.subscribe(undefined, { onData() {} });
    });
  });
});

test('the router that is built is the router that clients are typed by', () => {
  expectTypeOf<ReturnType<typeof createApi>['router']>().toEqualTypeOf<AppRouter<Context>>();
});
