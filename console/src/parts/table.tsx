import type { ReactNode } from 'react';
import type { Column } from './grid.tsx';

/** A short table, all of its rows in the page; in a narrow one each row is a card. What opens a row is a button in it. */
export function Table<T>({
  label,
  columns,
  rows,
  keyOf,
  rowHead,
}: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** What names the row, where it is no column of its own. */
  rowHead?: { name: string; cell: (row: T) => ReactNode };
}) {
  return (
    <div className="table-scroll" role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {rowHead && <th scope="col">{rowHead.name}</th>}
            {columns.map(({ name, isAmount }) => (
              <th key={name} scope="col" className={isAmount && 'amount'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="table-rows">
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {rowHead && (
                <th scope="row" data-name={rowHead.name}>
                  {rowHead.cell(row)}
                </th>
              )}
              {columns.map(({ name, isAmount, cell }) => (
                <td key={name} data-name={name} className={isAmount && 'amount'}>
                  <div>{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
