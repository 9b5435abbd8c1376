import type { AnyEvent } from '../define/message.ts';
import { BusHandlerFailed, TimerPostponed } from '../define/module.ts';
import { RebuildAsked } from './rebuilds.ts';
import { HandlerRetried } from './retries.ts';

/** The events of the kit itself: they are of no module. */
export const KIT_EVENTS: readonly AnyEvent[] = [
  BusHandlerFailed,
  TimerPostponed,
  HandlerRetried,
  RebuildAsked,
];
