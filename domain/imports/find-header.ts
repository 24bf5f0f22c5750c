import type { FieldProblem } from '../../contracts/problems.ts';
import { findColumns, type ColumnMapping, type ColumnSpec, type FoundColumns } from './csv-columns.ts';
import { isBlank, likeliestHead, type FileHead, type FileRow } from '../csv/find-delimiter.ts';

/** Rows that are looked at for the header; titles above it are a few lines. */
const HEADER_ROWS = 30;

/** The header of a file: its columns, and the delimiter under which they are there. */
export interface FileHeader extends FoundColumns {
  head: FileHead;
  line: number;
}

/**
 * Finds the header of a file by its columns: the first row that has all of them, under whatever delimiter. Rows above it
 * are titles. With any problem nothing of it may be used: then it is the row that comes closest.
 */
export function findHeader(
  heads: readonly FileHead[],
  spec: ColumnSpec,
  mapping?: readonly ColumnMapping[],
): FileHeader | null {
  let closest: { header: FileHeader; score: number } | null = null;
  for (const head of heads) {
    for (const { line, values } of filledRows(head.rows)) {
      const header = { ...findColumns(values, spec, { line, mapping }), head, line };
      // Complete, then most columns; of equals the first.
      const score = header.places.size + (isComplete(header, spec, mapping) ? COMPLETE : 0);
      if (closest === null || score > closest.score) closest = { header, score };
    }
  }
  if (closest === null) return null;
  if (closest.score > 0) return withHint(closest.header, mapping);
  const head = likeliestHead(heads);
  const [first] = filledRows(head.rows);
  if (!first) return null;
  const { line, values } = first;
  return withHint({ ...findColumns(values, spec, { line, mapping }), head, line }, mapping);
}

/** More than any header has columns. */
const COMPLETE = 1_000_000;

/** Whether a row says once more what the header says: files that were put together have it at every seam. */
export const repeatsHeader = (values: readonly string[], header: readonly string[]): boolean =>
  header.every((name, place) => (values[place] ?? '').trim() === name.trim());

const filledRows = (rows: readonly FileRow[]) =>
  rows.filter((row) => !isBlank(row.values)).slice(0, HEADER_ROWS);

function isComplete(
  { places }: FileHeader,
  spec: ColumnSpec,
  mapping: readonly ColumnMapping[] | undefined,
): boolean {
  return mapping ? places.size === mapping.length : spec.required.every((name) => places.has(name));
}

function withHint(header: FileHeader, mapping: readonly ColumnMapping[] | undefined): FileHeader {
  if (header.problems.length === 0) return header;
  const message = mapping
    ? `the mapping does not fit this header`
    : 'these are not the columns of this product: name a `mapping` or a saved `profile`; POST /v1/imports/previews proposes one';
  const hint: FieldProblem = { field: `line ${header.line}`, message };
  return { ...header, problems: [...header.problems, hint] };
}
