import type { Store } from '../ports.ts';
import type { Registry } from './registry.ts';
import { fit, type Shape, ShapeMismatch } from '../define/shape.ts';

/* For tests and development: the compiler checks the same, but not behind casts and schema refinements. */

/** @throws ShapeMismatch */
export function check(what: string, shape: Pick<Shape, 'schema'>, data: unknown): void {
  try {
    fit(shape, data);
  } catch (error) {
    if (!(error instanceof ShapeMismatch)) throw error;
    throw new ShapeMismatch(error.reason, `${what} does not fit its schema: ${error.message}`, {
      cause: error,
    });
  }
}

/** The same store, but refuses data that does not fit its schema. */
export function checkedStore<Kept extends Store>(store: Kept, { events }: Registry): Kept {
  const checkEvent = (name: string, data: unknown) => {
    const route = events.get(name);
    if (route) check(`event ${name}`, route.definition, data);
  };
  return {
    ...store,
    commit(commit) {
      for (const { definition, id, next } of commit.states)
        if (next !== undefined) check(`state ${definition.kind}/${id}`, definition, next);
      for (const { name, data } of commit.events) checkEvent(name, data);
      for (const write of commit.timers) {
        if (!('set' in write)) continue;
        const { event, update } = write.set;
        checkEvent(event.name, event.data);
        if (update) checkEvent(update.event.name, update.event.data);
      }
      return store.commit(commit);
    },
  };
}
