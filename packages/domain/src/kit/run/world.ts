import type { Notify } from '../define/hooks.ts';
import type { EventMessage } from '../define/message.ts';
import { type QueryReader, queryReader } from '../define/reader.ts';
import { memoryStore } from '../memory/memory-store.ts';
import type { LiveEvent, Ports, Signals } from '../ports.ts';
import { type AlarmClock, createAlarmClock } from './alarm-clock.ts';
import { type Bus, createBus } from './bus.ts';
import { type Bulletins, createBulletins } from './bulletins.ts';
import { createProjector, type Projector } from './projector.ts';
import { checkedStore } from './checks.ts';
import type { Follower } from './follower.ts';
import type { Registry } from './registry.ts';

/** What lasts from a start of the application to its stop. Live state begins anew with each. */
export interface World {
  readonly bus: Bus;
  readonly alarmClock: AlarmClock;
  readonly projector: Projector;
  readonly bulletins: Bulletins;
  readonly read: QueryReader;
}

interface Parts {
  readonly registry: Registry;
  readonly ports: Ports;
  readonly notify: Notify;
  readonly follower: Follower;
  readonly checksShapes: boolean;
  readonly report: (error: unknown) => void;
}

export function createWorld({ registry, ports, notify, follower, checksShapes, report }: Parts): World {
  follower.forget();
  const live = memoryStore();
  const { clock, reader, log } = ports;
  const [store, liveStore] = checksShapes
    ? [checkedStore(ports.store, registry), checkedStore(live.store, registry)]
    : [ports.store, live.store];
  const alarmClock = createAlarmClock({
    store,
    live: liveStore,
    clock,
    isShared: ports.signals !== undefined,
    bus: () => bus,
    onFailed: report,
  });
  const bus: Bus = createBus(registry, { ...ports, store }, liveStore, notify, {
    onPublished(published) {
      follower.tell(published);
      if (ports.signals) tellOthers(registry, ports.signals, published.live);
      projector.tell(published);
    },
    onTimerWritten: alarmClock.written,
    onCommitFailed: alarmClock.interrupt,
    onFailed: report,
  });
  const projector = createProjector({
    projections: registry.modules.flatMap(({ projections }) => projections),
    store,
    reader,
    log,
    clock,
    signals: ports.signals,
    onFailed: report,
  });
  const read = queryReader(reader, live.reader, log.head, follower.followers);
  const { isFollowed } = follower;
  const publish = (event: EventMessage) => bus.publish(event, {});
  const bulletins = createBulletins({ registry, read, clock, isFollowed, publish, onFailed: report });
  return { bus, alarmClock, projector, bulletins, read };
}

/** Stored events reach the other servers by the log. Of live events, each server makes most for itself. */
function tellOthers({ events }: Registry, signals: Signals, live: readonly LiveEvent[]): void {
  const told = live.filter(({ name }) => events.get(name)?.definition.acrossServers);
  if (told.length > 0) signals.tellLive(told);
}
