import type { ExportWriting } from '../contracts/export-writing.ts';
import type { Page } from '../contracts/paging.ts';
import { recordWriter, type CsvValue } from '../infra/csv/write-csv.ts';

/** A column of a file; decimals, also several in one field, are written with the decimal mark that was asked for. */
export type Column<Row> = [header: string, value: (row: Row) => CsvValue, kind?: 'decimal'];

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const BYTE_ORDER_MARK = '\ufeff';

/** A file, page after page: the next one is read when the client has taken the one before. */
export async function* recordsOf<Row>(
  columns: readonly Column<Row>[],
  { delimiter, bom, decimalMark }: ExportWriting,
  read: (cursor: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<string> {
  const record = recordWriter(DELIMITERS[delimiter]);
  const written = (row: Row) =>
    columns.map(([, value, kind]) => {
      const read = value(row);
      if (kind !== 'decimal' || decimalMark === 'point' || read === null) return read;
      return String(read).replaceAll('.', ',');
    });
  let text = (bom ? BYTE_ORDER_MARK : '') + record(columns.map(([header]) => header));
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await read(cursor);
    for (const row of items) text += record(written(row));
    yield text;
    if (nextCursor === null) return;
    [text, cursor] = ['', nextCursor];
  }
}
