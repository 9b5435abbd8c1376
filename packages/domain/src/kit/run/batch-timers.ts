import { type Immediate, isLater } from '../define/awaitable.ts';
import type { Loads } from './loads.ts';
import { NO_READS, type Store, type Timer, type TimerRead, type TimerWrite } from '../ports.ts';

/** `live` says which store keeps the timer; null, for a cancellation, means either. */
type PendingTimer = TimerWrite & {
  readonly key: string;
  readonly live: boolean | null;
  /** `undo` restores this. */
  readonly before: PendingTimer | undefined;
};

/** The timers of a batch: those that it sets and cancels, and those that it has read. */
export class BatchTimers {
  private readonly durableStore: Store;
  private readonly liveStore: Immediate<Store>;
  private readonly loads: Loads;
  private readonly timers = new Map<string, PendingTimer>();
  /** The durable store's answers. */
  private read: Map<string, TimerRead> | null = null;
  /** What the current operation has changed. */
  private readonly changed: PendingTimer[] = [];

  constructor(durableStore: Store, liveStore: Immediate<Store>, loads: Loads) {
    this.durableStore = durableStore;
    this.liveStore = liveStore;
    this.loads = loads;
  }

  begin(): void {
    this.changed.length = 0;
  }

  undo(): void {
    for (const { key, before } of this.changed.splice(0).toReversed()) {
      if (before) this.timers.set(key, before);
      else this.timers.delete(key);
    }
  }

  find(key: string): Timer | undefined {
    const pending = this.timers.get(key);
    if (pending) return 'set' in pending ? pending.set : undefined;
    return this.liveStore.timer(key) ?? this.stored(key);
  }

  set(set: Timer, live: boolean): void {
    this.write({ set, key: set.key, live, before: this.timers.get(set.key) });
  }

  cancel(key: string): void {
    this.write({ cancel: key, key, live: null, before: this.timers.get(key) });
  }

  reads(): readonly TimerRead[] {
    return this.read === null ? NO_READS.timers : [...this.read.values()];
  }

  /** A key always carries the same event, so its timer is set in one store only; a cancellation goes to both. */
  writes(live: boolean): readonly TimerWrite[] {
    const found: TimerWrite[] = [];
    for (const timer of this.timers.values()) {
      if (timer.live === live || timer.live === null) found.push(timer);
    }
    return found;
  }

  private write(timer: PendingTimer): void {
    this.changed.push(timer);
    this.timers.set(timer.key, timer);
  }

  private stored(key: string): Timer | undefined {
    const known = this.read?.get(key);
    if (known) return known.found;
    const timer = this.durableStore.timer(key);
    if (!isLater(timer)) return this.keep(key, timer);
    this.loads.wait(
      `timer/${key}`,
      timer.then((found) => this.keep(key, found)),
    );
    return undefined;
  }

  private keep(key: string, found: Timer | undefined): Timer | undefined {
    (this.read ??= new Map()).set(key, { key, found });
    return found;
  }
}
