import type { ModuleEvent } from '@tic-tac-toe/api';
import type { Client } from '@tic-tac-toe/api/client';
import type { GameId } from '@tic-tac-toe/domain';

/** Ends what is never told: a busy machine takes seconds for what is told in milliseconds elsewhere. */
const PATIENCE_MS = 30_000;

interface Message {
  readonly type: string;
  readonly data: unknown;
}

interface Tracked<Event> {
  readonly id: string;
  readonly data: Event;
}

/** What a subscription has told so far. */
export interface Heard<Event extends Message> {
  readonly events: readonly Event[];
  /** The log positions of the events, in the order of their arrival. */
  readonly positions: readonly string[];
  readonly errors: readonly unknown[];
  types(): readonly string[];
  /** The first event of this type that fits, heard already or soon. */
  until<Type extends Event['type']>(
    type: Type,
    fits?: (data: Extract<Event, { readonly type: Type }>['data']) => boolean,
  ): Promise<Extract<Event, { readonly type: Type }>['data']>;
  stop(): void;
}

interface Listener<Event> {
  onStarted(): void;
  onData(tracked: Tracked<Event>): void;
  onError(error: Error): void;
}

type Listening = Pick<Client, 'api'>;
type From = { readonly lastEventId?: string };

export const hearGame = (
  { api }: Listening,
  gameId: GameId,
  from: From = {},
): Promise<Heard<ModuleEvent<'games'>>> =>
  hear((listener) => api.games.events.subscribe({ gameId, ...from }, listener));

export const hearUsers = ({ api }: Listening, from: From = {}): Promise<Heard<ModuleEvent<'users'>>> =>
  hear((listener) => api.users.events.subscribe(from, listener));

export const hearQueue = ({ api }: Listening): Promise<Heard<ModuleEvent<'queue'>>> =>
  hear((listener) => api.queue.events.subscribe({}, listener));

export const hearLobby = ({ api }: Listening): Promise<Heard<ModuleEvent<'lobby'>>> =>
  hear((listener) => api.lobby.events.subscribe({}, listener));

export const hearScoring = ({ api }: Listening, from: From = {}): Promise<Heard<ModuleEvent<'scoring'>>> =>
  hear((listener) => api.scoring.events.subscribe(from, listener));

/** Subscribes, and resolves once the subscription has begun. */
async function hear<Event extends Message>(
  subscribe: (listener: Listener<Event>) => { unsubscribe(): void },
): Promise<Heard<Event>> {
  const tracked: Tracked<Event>[] = [];
  const errors: unknown[] = [];
  const waiting = new Set<() => void>();
  const tellAll = () => {
    for (const look of waiting) look();
  };
  let stop = () => {};
  await new Promise<void>((resolve, reject) => {
    const subscription = subscribe({
      onStarted: () => resolve(),
      onData(event) {
        tracked.push(event);
        tellAll();
      },
      onError(error) {
        errors.push(error);
        reject(error);
      },
    });
    stop = () => subscription.unsubscribe();
  });

  const types = () => tracked.map(({ data }) => data.type);
  return {
    get events() {
      return tracked.map(({ data }) => data);
    },
    get positions() {
      return tracked.map(({ id }) => id);
    },
    errors,
    types,
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          clearTimeout(patience);
          waiting.delete(look);
          finish();
        };
        const look = () => {
          for (const { data: event } of tracked) {
            if (!isOfType(event, type)) continue;
            if (fits(event.data)) return settle(() => resolve(event.data));
          }
        };
        const patience = setTimeout(
          () => settle(() => reject(new Error(`${type} was not heard, only: ${types().join(', ')}`))),
          PATIENCE_MS,
        );
        waiting.add(look);
        look();
      }),
    stop: () => stop(),
  };
}

const isOfType = <Event extends Message, Type extends Event['type']>(
  event: Event,
  type: Type,
): event is Extract<Event, { readonly type: Type }> => event.type === type;
