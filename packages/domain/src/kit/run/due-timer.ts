import type { Root } from './cascade.ts';
import type { EventMessage } from '../define/message.ts';
import { TimerPostponed } from '../define/module.ts';
import type { Operation, TimerTask } from './operation.ts';
import type { Timer } from '../ports.ts';
import { putOff } from './put-off.ts';
import type { Registry } from './registry.ts';
import type { Batch } from './unit-of-work.ts';

/**
 * The root of a timer's cascade, if the timer is still set and due; else null.
 * @throws NotLoaded where the timer is not loaded
 */
export function rootOfTimer(
  registry: Registry,
  { operation }: Operation,
  task: TimerTask,
  batch: Batch,
  now: number,
): Root | null {
  const timer = batch.timer(task.key);
  if (!timer) return null;
  const isLive = registry.events.get(timer.event.name)?.definition.live ?? false;
  const fromTimer = task.kind === 'timer';
  const message = fromTimer
    ? ring(batch, timer, now, isLive)
    : postpone(batch, timer, putOff(timer, task.until, now), isLive);
  const timerKey = fromTimer ? task.key : null;
  return message && { message, operation, correlation: timer.correlation, fromTimer, timerKey };
}

function ring(batch: Batch, timer: Timer, now: number, isLive: boolean): EventMessage | null {
  const { key, due, wakeAt, event, update } = timer;
  if (wakeAt > now) return null;
  if (update === null || due <= now) {
    batch.cancelTimer(key);
    return event;
  }
  batch.setTimer({ ...timer, wakeAt: Math.min(due, now + update.every) }, isLive);
  return update.event;
}

/** Publishes nothing if only the updates have to wait. */
function postpone(batch: Batch, timer: Timer, moved: Timer, isLive: boolean): EventMessage | null {
  const { key, due, event } = moved;
  batch.setTimer(moved, isLive);
  return due === timer.due ? null : TimerPostponed({ key, due, event });
}
