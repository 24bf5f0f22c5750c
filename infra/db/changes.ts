import type { ChangeCause } from '../../contracts/changes.ts';
import { SYSTEM } from '../../contracts/actor.ts';
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
  /** Whose it is; absent: it belongs to no customer. */
  customerId?: string | null;
  /** Absent: what its actor tells. */
  cause?: ChangeCause;
  data?: unknown;
}

/** Where a change came from whose actor says no more: the engine, or a caller of the API. */
export function causeOf(actorId: string): ChangeCause {
  return { origin: actorId === SYSTEM.userId ? 'engine' : 'api', originId: null, depth: 0 };
}

/** Appends one entry to the change feed. */
export async function record(tx: Tx, change: ChangeInput): Promise<void> {
  await recordAll(tx, [change]);
}

/** Appends many entries in one statement. */
export async function recordAll(tx: Tx, changes: readonly ChangeInput[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.change.createMany({
    data: changes.map(({ at, data, cause, ...change }) => ({
      ...change,
      ...(cause ?? causeOf(change.actorId)),
      at: new Date(at),
      data: jsonOf(data),
    })),
  });
}
