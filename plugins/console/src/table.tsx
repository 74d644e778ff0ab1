// A list as a table: what is read, what is said where there is nothing, and the rows with their actions.
import type { ComponentChildren } from "preact";

import type { ApiError } from "./api/call.ts";
import { Problem, Waiting } from "./parts.tsx";
import type { Reading } from "./query.ts";

export type Column<T> = {
  name: string;
  /** A column of buttons has a name for screen readers alone. */
  unseen?: boolean;
  /** `end` for numbers, `id` for texts of machines. */
  kind?: "end" | "id";
  cell: (row: T) => ComponentChildren;
};

type Shown<T> = {
  label: string;
  reading: Reading<unknown>;
  refused?: ApiError | null;
  rows: T[];
  keyOf: (row: T) => string | number;
  columns: Column<T>[];
  empty: ComponentChildren;
};

export function DataTable<T>({ label, reading, refused, rows, keyOf, columns, empty }: Shown<T>) {
  const { data, error } = reading;
  return (
    <>
      {error ? <Problem error={error} /> : null}
      {refused ? <Problem error={refused} onAgain={null} /> : null}
      {data === null && !error ? <Waiting what={label.toLowerCase()} /> : null}
      {data !== null && rows.length === 0 ? empty : null}
      {rows.length ? (
        <div class="table" tabIndex={0} role="region" aria-label={label}>
          <table>
            <thead>
              <tr>
                {columns.map(({ name, kind, unseen }) => (
                  <th key={name} class={kind === "end" ? "end" : undefined}>
                    {unseen ? <span class="unseen">{name}</span> : name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map(({ name, kind, unseen, cell }) => (
                    <td key={name} class={kind} data-label={unseen ? undefined : name}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}
