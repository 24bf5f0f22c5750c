import type { CommandDeps } from './deps.ts';

/** Rows or workflows of one page of a comparison. */
export const COMPARED_ROWS = 500;

/** A comparison of database and Temporal under way (O9), as one part of it sees it. */
export interface ComparisonRun<Checked extends string, Deviating extends string> {
  deps: CommandDeps;
  now: number;
  /** Adds to how many were looked at. */
  checked(what: Checked, count: number): void;
  /** Reports a deviation; `repair` is made at the next flush, if asked, and is safe to repeat. */
  deviates(what: Deviating, id: string, repair: () => Promise<unknown>): void;
  /** Repairs what was reported since the last time, if asked, and writes it down: to be called after every page. */
  flush(): Promise<void>;
}

/** What one wing compares; upkeep runs them all. The names are those of the report. */
export interface ComparedPart<Checked extends string, Deviating extends string> {
  checks: readonly Checked[];
  /** How a finding names each kind of deviation, and what it is of. */
  deviations: Readonly<Record<Deviating, { kind: string; entity: string }>>;
  compare(run: ComparisonRun<Checked, Deviating>): Promise<void>;
}
