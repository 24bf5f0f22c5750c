import type { DelimiterKind, Encoding } from '../contracts/csv.ts';
import { DELIMITER_NAMES } from '../contracts/imports/reading.ts';
import { withCsv, type CsvFile } from '../infra/csv/receive-csv.ts';
import type { Upload } from './upload.ts';

/** Takes an upload whole and lets `use` read it, as it was declared: what the caller names counts more than its type. */
export function withUpload<T>(
  upload: Upload,
  declared: { delimiter?: DelimiterKind | undefined; encoding?: Encoding | undefined },
  use: (file: CsvFile) => Promise<T>,
): Promise<T> {
  const delimiter = declared.delimiter && DELIMITER_NAMES[declared.delimiter];
  return withCsv(upload.body, { delimiter, encoding: declared.encoding ?? upload.encoding }, use);
}
