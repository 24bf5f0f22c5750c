import { refuseInvalid } from '../../contracts/problems.ts';
import type { ColumnMapping, ColumnSpec } from '../../domain/imports/csv-columns.ts';
import { findHeader, type FileHeader } from '../../domain/imports/find-header.ts';
import type { CsvSource } from './csv-source.ts';

/**
 * The header of a file, wherever it stands.
 *
 * @throws ProblemError `validation` naming every column that is unknown, double or missing
 */
export function headerFor(
  { heads }: CsvSource,
  columns: ColumnSpec,
  mapping?: readonly ColumnMapping[],
): FileHeader {
  const header = findHeader(heads, columns, mapping);
  if (header === null) refuseInvalid([{ field: 'line 1', message: 'the file is empty' }]);
  else refuseInvalid(header.problems, 'The header does not fit.');
  return header!;
}
