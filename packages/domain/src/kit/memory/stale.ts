import type { LookupRead, PendingReceipt, Timer, TimerRead } from '../ports.ts';
import type { AnyState } from '../define/state.ts';

/** The keys by which a `VersionConflict` names stale data. */
export const staleKey = {
  state: ({ definition, id }: { readonly definition: AnyState; readonly id: string }) =>
    `${definition.kind}/${id}`,
  lookup: ({ definition, by }: LookupRead) =>
    by === null ? `${definition.kind}?` : `${definition.kind}?${by.index}/${by.value}`,
  timer: ({ key }: TimerRead) => `timer/${key}`,
  receipt: ({ actor, operation }: Pick<PendingReceipt, 'actor' | 'operation'>) =>
    `receipt/${actor}/${operation}`,
};

/**
 * Whether a timer is still the one that was read: set for the same instants, by the same cascade, with the same event.
 * If all of that is equal, ringing either is right.
 */
export const isSameTimer = (a: Timer | undefined, b: Timer | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.due === b.due &&
    a.wakeAt === b.wakeAt &&
    a.setAt === b.setAt &&
    a.correlation === b.correlation &&
    a.event.name === b.event.name &&
    JSON.stringify(a.event.data) === JSON.stringify(b.event.data));
