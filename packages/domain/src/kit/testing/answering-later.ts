import type { Store } from '../ports.ts';

/** The same store, but each answer comes later, like that of a database across a network. */
export function answeringLater(store: Store): Store {
  const later = async <T>(work: () => T): Promise<Awaited<T>> => {
    await Promise.resolve();
    return await work();
  };
  return {
    load: (definition, id) => later(() => store.load(definition, id)),
    all: (definition) => later(() => store.all(definition)),
    where: (definition, index, value) => later(() => store.where(definition, index, value)),
    page: (definition, after, limit) => later(() => store.page(definition, after, limit)),
    count: (definition, before) => later(() => store.count(definition, before)),
    receipt: (actor, operation) => later(() => store.receipt(actor, operation)),
    timer: (key) => later(() => store.timer(key)),
    timersDue: (now, limit) => later(() => store.timersDue(now, limit)),
    timersSetAfter: (instant, limit) => later(() => store.timersSetAfter(instant, limit)),
    nextWake: () => later(() => store.nextWake()),
    join: () => later(() => store.join()),
    commit: (commit) => later(() => store.commit(commit)),
  };
}
