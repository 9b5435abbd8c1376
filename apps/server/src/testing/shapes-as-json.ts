import { type Module, type Shape, shapesOf } from '@tic-tac-toe/domain/kit';
import { z } from 'zod';

/** The shape of something stored, as it is kept beside a fixture: a reader of a change sees what has changed. */
const ShapeAsJson = z.object({ version: z.number(), schema: z.unknown() });
export const ShapesAsJson = z.record(z.string(), ShapeAsJson);
export type ShapesAsJson = z.output<typeof ShapesAsJson>;

/** Every shape that the modules store, by what it is of: `state games.game`, `event games.MarkPlaced`. */
export function shapesAsJson(modules: readonly Module[]): ShapesAsJson {
  const { states, events } = shapesOf(modules);
  const shapes: [string, Shape][] = [
    ...[...states].map(([kind, shape]): [string, Shape] => [`state ${kind}`, shape]),
    ...[...events]
      .filter(([, { live }]) => !live)
      .map(([type, shape]): [string, Shape] => [`event ${type}`, shape]),
  ];
  return Object.fromEntries(
    shapes
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { version, schema }]) => [
        name,
        // What JSON cannot say, such as a refinement, is left out on both sides.
        {
          version,
          schema: JSON.parse(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }))) as unknown,
        },
      ]),
  );
}

/** What is to be done about shapes that no fixture has; nothing where the newest has them all. */
export function missingFixture(kept: ShapesAsJson, now: ShapesAsJson): readonly string[] {
  return Object.entries(now).flatMap(([name, { version, schema }]) => {
    const before = kept[name];
    if (!before)
      return [`No fixture has ${name} yet: make one with "npm run fixture -- <number>-<what is new>".`];
    const isSame = JSON.stringify(before.schema) === JSON.stringify(schema);
    if (before.version === version)
      return isSame
        ? []
        : [
            `The shape of ${name} has changed, but it is still version ${version}: give it version ${version + 1} with an upcast from ${version} (ARCHITECTURE, "Changing a stored shape"), then make a fixture with "npm run fixture -- <number>-<what is new>".`,
          ];
    return [
      `No fixture has version ${version} of ${name} yet: make one with "npm run fixture -- <number>-<what is new>".`,
    ];
  });
}
