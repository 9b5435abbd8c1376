/** A tRPC WebSocket server that keeps games in a Map: no validation, no receipts, no log, no disk. */
import { EventEmitter, on } from 'node:events';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler, type CreateWSSContextFnOptions } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { UserId } from '../../../packages/domain/src/users/ids.ts';
import { type BareEvent, createBareGames } from './game.ts';

const wires = new EventEmitter({ captureRejections: true });
wires.setMaxListeners(0);
const games = createBareGames((gameId, events) => {
  for (const event of events) wires.emit(gameId, event);
});

interface GameInput {
  readonly gameId: string;
}
interface MarkInput extends GameInput {
  readonly x: number;
  readonly y: number;
}

const createContext = ({ info }: CreateWSSContextFnOptions) => ({
  player: (info.connectionParams?.['token'] ?? '') as UserId,
});
const t = initTRPC.context<typeof createContext>().create();
const unchecked =
  <Input>() =>
  (input: unknown) =>
    input as Input;
const done = (operationId: string | undefined) => ({ operationId, position: 0 });

const router = t.router({
  games: t.router({
    createGame: t.procedure.input(unchecked<GameInput & { operationId?: string }>()).mutation(({ input }) => {
      games.create(input.gameId);
      return done(input.operationId);
    }),
    joinGame: t.procedure
      .input(unchecked<GameInput & { operationId?: string }>())
      .mutation(({ input, ctx }) => {
        games.join(input.gameId, ctx.player);
        return done(input.operationId);
      }),
    placeMark: t.procedure
      .input(unchecked<MarkInput & { operationId?: string }>())
      .mutation(({ input, ctx }) => {
        games.placeMark(input.gameId, ctx.player, input.x, input.y);
        return done(input.operationId);
      }),
    events: t.procedure.input(unchecked<GameInput>()).subscription(async function* ({ input, signal }) {
      const options = signal ? { signal } : {};
      for await (const [event] of on(wires, input.gameId, options)) yield event as BareEvent;
    }),
  }),
});

const port = Number(process.env['PORT']);
const wss = new WebSocketServer({ port, host: '127.0.0.1' });
applyWSSHandler({ wss, router, createContext });
