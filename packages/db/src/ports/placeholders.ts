import { getTableColumns, type Placeholder, type SQL, sql, type Table } from 'drizzle-orm';

type ByColumn<From extends Table, Value> = { readonly [Name in keyof From['_']['columns']]: Value };

/** A placeholder for each column, under the column's own name, for `run({ … })` with a row. */
export const placeholders = <From extends Table>(table: From) =>
  byColumn<From, Placeholder>(table, (name) => sql.placeholder(name));

/** For each column, the value of the row that could not be inserted. */
export const excluded = <From extends Table>(table: From) =>
  byColumn<From, SQL>(table, (_, column) => sql`excluded.${sql.identifier(column)}`);

function byColumn<From extends Table, Value>(table: From, value: (name: string, column: string) => Value) {
  const columns = Object.entries(getTableColumns(table));
  const entries = Object.fromEntries(columns.map(([name, column]) => [name, value(name, column.name)]));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `fromEntries` forgets the names of the columns
  return entries as ByColumn<From, Value>;
}
