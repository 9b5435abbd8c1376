import { eventsOf } from './validate-modules.ts';
import { indexEntries, type IndexEntry } from '../memory/index-entries.ts';
import type { AnyEvent } from '../define/message.ts';
import type { Module } from '../define/module.ts';
import { KIT_EVENTS } from './kit-events.ts';
import { fit, type Shape, ShapeMismatch, upcast } from '../define/shape.ts';
import { progress } from '../define/projection.ts';
import type { AnyState } from '../define/state.ts';

/** The stored shapes of some modules. */
export interface Shapes {
  readonly states: ReadonlyMap<string, AnyState>;
  readonly events: ReadonlyMap<string, AnyEvent>;
}

export const shapesOf = (modules: readonly Module[]): Shapes => ({
  states: new Map(
    [progress, ...modules.flatMap(({ states }) => states.filter(({ live }) => !live))].map((state) => [
      state.kind,
      state,
    ]),
  ),
  events: new Map([...KIT_EVENTS, ...modules.flatMap(eventsOf)].map((event) => [event.name, event])),
});

/** The version at which an event is stored; 1 for an undeclared event. */
export const versionOf = ({ events }: Shapes, name: string): number => events.get(name)?.version ?? 1;

/** A stored event's data in its newest version; an undeclared event's as it is. @throws ShapeMismatch */
export function upcastEvent({ events }: Shapes, name: string, from: number, data: unknown): unknown {
  const definition = events.get(name);
  return definition ? upcast(definition, from, data) : data;
}

/** One example of the stored data with a given name, version and, if any, stage. */
export interface Sample {
  readonly of: 'state' | 'event' | 'timer';
  /** The kind of the state, or the name of the event. */
  readonly name: string;
  readonly stage: string | null;
  readonly version: number;
  readonly data: unknown;
}

/** Why the sample cannot be read; null if it can, or if its name is no longer known. */
export function sampleProblem(shapes: Shapes, { of, name, version, data }: Sample): ShapeMismatch | null {
  const shape: Shape | undefined = of === 'state' ? shapes.states.get(name) : shapes.events.get(name);
  if (!shape) return null;
  try {
    fit(shape, upcast(shape, version, data));
    return null;
  } catch (error) {
    if (error instanceof ShapeMismatch) return error;
    throw error;
  }
}

/** The index entries of a stored state, as this version makes them. */
export const indexEntriesOf = (definition: AnyState, from: number, stored: unknown): readonly IndexEntry[] =>
  indexEntries({ definition, id: '', expected: 0, next: upcast(definition, from, stored) });
