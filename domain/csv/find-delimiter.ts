/** What may stand between two values. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** One of `DELIMITERS`. */
export type Delimiter = (typeof DELIMITERS)[number];

/** One record of a file; lines count from 1. */
export interface FileRow {
  line: number;
  values: readonly string[];
}

/** The first records of a file, as they are with one delimiter. */
export interface FileHead {
  delimiter: Delimiter;
  /** Lines before the first record that are none: `sep=;`. */
  skipLines: number;
  /** Declared, or named by the file. */
  isNamed: boolean;
  rows: readonly FileRow[];
}

/** Whether a record says nothing: spreadsheets write their blank rows as `;;;`, which is one under other delimiters too. */
export function isBlank(values: readonly string[]): boolean {
  return values.every((value) => /^[\s,;|]*$/.test(value));
}

/**
 * The head whose delimiter the file seems to have: the one that splits most records into the same number of values, more
 * than one; with none of them every record is one value.
 */
export function likeliestHead(heads: readonly FileHead[]): FileHead {
  const ranked = heads.map((head) => ({ head, score: scoreOf(head.rows) }));
  return ranked.reduce((best, next) => (next.score > best.score ? next : best)).head;
}

/** Nearly all records of a file that is split as it was written have the same number of values. */
const PLAUSIBLE = 0.9;

/** Heads whose delimiter splits the records alike. */
export const plausibleHeads = (heads: readonly FileHead[]): FileHead[] =>
  heads.filter(({ rows }) => scoreOf(rows) >= PLAUSIBLE);

/** Share of the records that have the most frequent number of values, times a little for more values. */
function scoreOf(rows: readonly FileRow[]): number {
  const counts = new Map<number, number>();
  const filled = rows.filter((row) => !isBlank(row.values));
  for (const { values } of filled) counts.set(values.length, (counts.get(values.length) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) {
    if (width > 1) best = Math.max(best, (count / filled.length) * (1 + Math.min(width, 50) / 100));
  }
  return best;
}
