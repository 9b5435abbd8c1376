// Bare tRPC v11 over WebSocket: mutations, zod inputs, async-generator subscriptions with a queue of their own, which is
// faster than node's events.on(), state in a Map. TRPC_STORE=group writes each move to SQLite before its event goes out.
import { EventEmitter } from 'node:events';
import { initTRPC } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { durable } from '../lib/durable.mjs';
import { fanoutEvent, newGame, place, snapshot } from '../lib/game.mjs';

const games = new Map();
const bus = new EventEmitter().setMaxListeners(0);
let ids = 0;

async function* events(name, signal) {
  const waiting = [];
  let wake = null;
  const push = (event) => {
    waiting.push(event);
    wake?.();
  };
  const stop = () => wake?.();
  bus.on(name, push);
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      if (waiting.length > 0) yield waiting.shift();
      else
        await new Promise((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    bus.off(name, push);
    signal.removeEventListener('abort', stop);
  }
}

const save = process.env.TRPC_STORE === 'group' ? durable() : null;

const asUnit = (update, input) => ({
  id: update.id,
  version: update.moves,
  state: JSON.stringify(update),
  payload: JSON.stringify(input),
  at: Date.now(),
});

const t = initTRPC.context().create();
const GameId = z.object({ id: z.string() });

const router = t.router({
  create: t.procedure.mutation(({ ctx }) => {
    const id = `g${++ids}`;
    games.set(id, { game: newGame(id), seats: [ctx.connection, null] });
    return { id };
  }),
  join: t.procedure.input(GameId).mutation(({ ctx, input }) => {
    games.get(input.id).seats[1] = ctx.connection;
    return { id: input.id };
  }),
  place: t.procedure
    .input(GameId.extend({ cell: z.number().int().min(0).max(8) }))
    .mutation(async ({ ctx, input }) => {
      const { game, seats } = games.get(input.id);
      place(game, seats.indexOf(ctx.connection), input.cell);
      if (game.winner) games.delete(input.id);
      const update = snapshot(game);
      if (save) await save(asUnit(update, input));
      bus.emit(input.id, update);
      return { moves: update.moves };
    }),
  updates: t.procedure.input(GameId).subscription(async function* ({ input, signal }) {
    for await (const update of events(input.id, signal)) {
      yield update;
      if (update.over) return;
    }
  }),
  topic: t.procedure.subscription(({ signal }) => events('topic', signal)),
  publish: t.procedure.input(z.object({ n: z.number() })).mutation(({ input }) => {
    bus.emit('topic', fanoutEvent(input.n));
  }),
});

let connections = 0;
applyWSSHandler({
  wss: new WebSocketServer({ host: process.env.HOST, port: Number(process.env.PORT) }),
  router,
  createContext: () => ({ connection: ++connections }),
});
