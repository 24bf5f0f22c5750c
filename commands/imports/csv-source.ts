import type { FileHead, FileRow } from '../../domain/csv/find-delimiter.ts';

/** A file that was taken whole: text of one encoding. */
export interface CsvSource {
  /** Its first records, with each delimiter that it may have. */
  heads: readonly FileHead[];
  /** Reads it once to its end, so that a broken record is known before anything is stored. */
  check(head: FileHead): Promise<CsvRecords>;
}

/** Records of a file that are sound. */
export interface CsvRecords {
  /** All records from the start. May be called again. */
  rows(): AsyncIterable<FileRow>;
}
