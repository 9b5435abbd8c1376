import type { z } from 'zod';

/**
 * A pure function from one version of a stored shape to the next. Its parameter type describes the old version:
 * `(old: GameBeforeDraws) => …`. The last upcast's result is checked against the schema.
 */
export type Upcast = (old: never) => unknown;

/** A stored shape: its newest schema, that schema's version, and an upcast from each earlier version. */
export interface Shape {
  readonly schema: z.ZodType;
  /**
   * Counts from 1; grows by one with each change of the schema, even if all older data still fits: the version tells an
   * older server that it cannot read newer data.
   */
  readonly version: number;
  /** By the version that they start from: `1` turns version 1 into version 2. */
  readonly upcasts: Readonly<Record<number, Upcast>>;
}

/** The upcasts to a version: one from each version below it. A missing one does not compile. */
type UpcastsTo<Version, Below extends readonly unknown[] = [unknown]> = Below['length'] extends Version
  ? {}
  : { readonly [From in Below['length']]: Upcast } & UpcastsTo<Version, [...Below, unknown]>;

/** The version options of a stored shape: none for a shape that has never changed. */
export type Versioned<Version extends number> = { readonly version?: Version } & (Version extends 1
  ? { readonly upcasts?: { readonly [From in never]: Upcast } }
  : { readonly upcasts: UpcastsTo<NoInfer<Version>> });

/**
 * Why stored data cannot be read. The first two apply to all data of the same version:
 * - `NEWER`: a later version wrote it
 * - `NO_UPCAST`: an upcast is missing
 * - `UNFIT`: it does not fit the newest schema, or an upcast fails
 */
export type MismatchReason = 'NEWER' | 'NO_UPCAST' | 'UNFIT';

/** Stored data cannot be read. The message gives the reason; callers add which data it is. */
export class ShapeMismatch extends Error {
  override readonly name = 'ShapeMismatch';
  readonly reason: MismatchReason;
  constructor(reason: MismatchReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Brings data that was stored at version `from` to the newest version, and checks it against the schema. Data of the
 * newest version is returned unchecked, at no cost.
 * @throws ShapeMismatch
 */
export function upcast(shape: Shape, from: number, stored: unknown): unknown {
  return from === shape.version ? stored : fit(shape, upcastThrough(shape, from, stored));
}

function upcastThrough({ version: newest, upcasts }: Shape, from: number, stored: unknown): unknown {
  if (from > newest) throw new ShapeMismatch('NEWER', `only version ${newest} is known`);
  let data = stored;
  for (let version = from; version < newest; version += 1) {
    // The cast is safe: `data` is of the version that this upcast starts from.
    const step = upcasts[version] as ((old: unknown) => unknown) | undefined;
    if (!step) throw new ShapeMismatch('NO_UPCAST', `there is no upcast from version ${version}`);
    try {
      data = step(data);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ShapeMismatch('UNFIT', `the upcast from version ${version} fails: ${why}`, { cause: error });
    }
  }
  return data;
}

/** @throws ShapeMismatch where data of the newest version does not fit its schema */
export function fit({ schema }: Pick<Shape, 'schema'>, data: unknown): unknown {
  const { success, data: parsed, error } = schema.safeParse(data);
  if (success) return parsed;
  const why = error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new ShapeMismatch('UNFIT', why.join('; '), { cause: error });
}

/** The problems of a definition's upcasts. The compiler checks the same, but only where the version is a literal. */
export function versionProblems(name: string, { version, upcasts }: Shape): readonly string[] {
  if (!Number.isInteger(version) || version < 1) return [`${name}: ${version} is no version`];
  const wanted = Array.from({ length: version - 1 }, (_, index) => String(index + 1));
  const given = Object.keys(upcasts);
  return [
    ...wanted
      .filter((from) => !given.includes(from))
      .map((from) => `${name}: no upcast from version ${from}`),
    ...given
      .filter((from) => !wanted.includes(from))
      .map((from) => `${name}: an upcast from ${from}, which is no version before ${version}`),
  ];
}
