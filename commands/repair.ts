import { StillAtIt } from '../contracts/still-at-it.ts';
import type { Lifecycle } from '../infra/temporal/lifecycle.ts';
import type { CommandDeps } from './deps.ts';
import { inParallel } from './wakes.ts';

/** What began or ended within this time may still be on its way between database and Temporal: it is left alone. */
export const GRACE_MS = 10_000;
/** Rows that one repair takes in one pass; the next pass takes the next. */
export const REPAIRED_ROWS = 1_000;

/** One pass of the reconciler (O9), as a repair sees it. */
export interface Pass<Counted extends string> {
  deps: CommandDeps;
  now: number;
  /** Wakes and starts whoever has nothing in hand or ahead; of others they say `StillAtIt`: a backlog is not a loss. */
  wakes: Lifecycle;
  /** Whether what is left is for the next pass. */
  isOver(): boolean;
  /** Adds to the report of the pass. */
  count(what: Counted, added?: number): void;
  /** Workflows that answered so far that their task fails again and again. */
  failing: ReadonlySet<string>;
  /** Writes down what was found and repaired. */
  found(kind: string, entity: string, entityId: string): void;
}

/**
 * One thing that the reconciler brings in order: intent that no workflow knows of, work that nobody does, rows that
 * nobody needs. Cheap when all is well; safe to run at any time and by several at once. A wing has its repairs in
 * `repairs.ts`, and upkeep runs them all.
 */
export interface Repair<Counted extends string> {
  /** What its report counts. */
  counts: readonly Counted[];
  run(pass: Pass<Counted>): Promise<void>;
}

/**
 * Repairs one thing after the other, several at once; what fails never keeps the rest from it. Whoever is still at it needs
 * no repair.
 *
 * @throws the first failure, after everything was tried
 */
export async function repairEach<T>(
  items: readonly T[],
  perform: (item: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  await inParallel(items, async (item) => {
    await perform(item).catch((error: unknown) => {
      if (!(error instanceof StillAtIt)) failures.push(error);
    });
  });
  if (failures.length > 0) throw failures[0];
}
