import type { z } from 'zod';

/**
 * A pure function from one version of a stored shape to the next. It says itself what the old one looked like:
 * `(old: GameBeforeDraws) => …`. What the last of them answers is checked against the schema.
 */
export type Upcast = (old: never) => unknown;

/** What is stored: its newest schema, which version that is, and the way there from each earlier one. */
export interface Shape {
  readonly schema: z.ZodType;
  /**
   * Counts from 1; grows by one with each change of the schema. One that takes all older data counts, too: by the version
   * a server that is older than the data knows that it cannot read it.
   */
  readonly version: number;
  /** By the version that they begin at: `1` makes version 2 of version 1. */
  readonly upcasts: Readonly<Record<number, Upcast>>;
}

/** The upcasts that lead to a version: one from each version below it. A missing one does not compile. */
type UpcastsTo<Version, Below extends readonly unknown[] = [unknown]> = Below['length'] extends Version
  ? {}
  : { readonly [From in Below['length']]: Upcast } & UpcastsTo<Version, [...Below, unknown]>;

/** The options of what is stored: none of them for a shape that has never changed. */
export type Versioned<Version extends number> = { readonly version?: Version } & (Version extends 1
  ? { readonly upcasts?: { readonly [From in never]: Upcast } }
  : { readonly upcasts: UpcastsTo<NoInfer<Version>> });

/**
 * Why stored data cannot be read as this version's. The first two are so of all data of its version:
 * - `NEWER`: a later version has written it
 * - `NO_UPCAST`: nobody says how to read it
 * - `UNFIT`: the newest schema does not take it, or an upcast fails
 */
export type MismatchReason = 'NEWER' | 'NO_UPCAST' | 'UNFIT';

/** Stored data cannot be read; the message says why, without saying of what. */
export class ShapeMismatch extends Error {
  override readonly name = 'ShapeMismatch';
  readonly reason: MismatchReason;
  constructor(reason: MismatchReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * What was stored at version `from`, as of the newest version. What is of that version already is as it was written,
 * and costs nothing; all else is checked against the schema.
 * @throws ShapeMismatch
 */
export function upcast(shape: Shape, from: number, stored: unknown): unknown {
  return from === shape.version ? stored : fit(shape, upcastThrough(shape, from, stored));
}

function upcastThrough({ version: newest, upcasts }: Shape, from: number, stored: unknown): unknown {
  if (from > newest) throw new ShapeMismatch('NEWER', `only version ${newest} is known`);
  let data = stored;
  for (let version = from; version < newest; version += 1) {
    // Its parameter is what the version before it has made, or the store holds.
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

/** What is wrong with the upcasts of a definition: the compiler has checked the same where the version is literal. */
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
