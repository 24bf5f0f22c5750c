import type { Tx } from './client.ts';
import { jsonOf } from './rows.ts';

/** One entry of the change feed. `at` is epoch milliseconds. */
export interface ChangeInput {
  at: number;
  actorId: string;
  entity: string;
  entityId: string;
  /** What happened, in the past tense: `created`, `updated`, `paid`. */
  kind: string;
  data?: unknown;
}

/** Appends one entry to the change feed. */
export async function record(tx: Tx, change: ChangeInput): Promise<void> {
  await recordAll(tx, [change]);
}

/** Appends many entries in one statement. */
export async function recordAll(tx: Tx, changes: readonly ChangeInput[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.change.createMany({
    data: changes.map(({ at, data, ...change }) => ({ ...change, at: new Date(at), data: jsonOf(data) })),
  });
}
