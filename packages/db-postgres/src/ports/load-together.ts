import type { AnyState, StateReader, StoredState } from '@tic-tac-toe/domain/kit';
import type pg from 'pg';
import { toFailure } from '../failures.ts';
import { toStored } from './rows.ts';

const LOAD = {
  name: 'load_together',
  text: `
    SELECT s.kind, s.id, s.version, s.schema_version, s.position, s.data
    FROM unnest($1::text[], $2::text[]) AS asked(kind, id)
    CROSS JOIN LATERAL (SELECT * FROM states WHERE kind = asked.kind AND id = asked.id LIMIT 1) AS s`,
};

interface Row {
  readonly kind: string;
  readonly id: string;
  readonly version: string;
  readonly schema_version: number;
  readonly position: string;
  readonly data: unknown;
}

interface Asked {
  readonly definition: AnyState;
  readonly id: string;
  resolve(stored: StoredState | undefined): void;
  reject(error: unknown): void;
}

const keyOf = (kind: string, id: string): string => `${kind}/${id}`;

/** Loads states: all that one turn of the event loop asks for are one question to the database. */
export function createLoad(pool: Pick<pg.Pool, 'query'>): StateReader['load'] {
  let waiting: Asked[] = [];

  async function ask(asked: readonly Asked[]): Promise<void> {
    try {
      const values = [asked.map(({ definition }) => definition.kind), asked.map(({ id }) => id)];
      const { rows } = await pool.query<Row>({ ...LOAD, values });
      const found = new Map(rows.map((row) => [keyOf(row.kind, row.id), row]));
      for (const each of asked) answer(each, found.get(keyOf(each.definition.kind, each.id)));
    } catch (error) {
      for (const { reject } of asked) reject(toFailure(error));
    }
  }

  function askAll(): void {
    const asked = waiting;
    waiting = [];
    void ask(asked);
  }

  return (definition, id) =>
    new Promise<StoredState | undefined>((resolve, reject) => {
      // Those who ask in this turn may do so in promises that are settled: what is next comes after them.
      if (waiting.length === 0) queueMicrotask(() => process.nextTick(askAll));
      waiting.push({ definition, id, resolve, reject });
    });
}

/** A state that this version cannot read concerns none of the others. */
function answer({ definition, resolve, reject }: Asked, row: Row | undefined): void {
  try {
    resolve(row && storedIn(definition, row));
  } catch (error) {
    reject(toFailure(error));
  }
}

function storedIn(definition: AnyState, row: Row): StoredState {
  const { id, version, schema_version: schemaVersion, position, data } = row;
  return toStored(definition, {
    id,
    version: Number(version),
    schemaVersion,
    position: Number(position),
    data,
  });
}
