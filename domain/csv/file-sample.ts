import type { Encoding } from '../../contracts/csv.ts';
import type { FileHead, FileRow } from './find-delimiter.ts';

/** One of several encodings that a file may have, with some of its lines as they read then. */
export interface EncodingChoice {
  encoding: Encoding;
  readings: { line: number; text: string }[];
}

/** The encoding of a file, and how sure that is. */
export interface FoundEncoding {
  value: Encoding;
  source: 'declared' | 'mark' | 'file' | 'proposed';
  hasMark: boolean;
  /** Those that read differently; empty: there is no doubt. */
  choices: EncodingChoice[];
}

/** A file that was only looked at: its head, and pieces out of the rest. */
export interface FileSample {
  byteCount: number;
  lineCount: number;
  encoding: FoundEncoding;
  heads: readonly FileHead[];
  /** Rows of the pieces behind the head. */
  further(head: FileHead): FileRow[];
}
