import type { Actor } from '../../contracts/actor.ts';
import type { Tx } from './client.ts';
import { jsonOf } from './rows.ts';

/** One thing somebody did (U4). `at` is epoch milliseconds; secrets never belong into `before` or `after`. */
export interface AuditInput {
  at: number;
  /** Its cause is kept: an automation, a bulk change, a file. */
  actor: Pick<Actor, 'userId' | 'requestId' | 'cause'>;
  /** Id of the operation or command, such as `invoice.dispute`. */
  action: string;
  entity: string;
  entityId: string;
  /** Customer it is about, for whose sake it may be hidden (U3); null: it is about none. */
  customerId: string | null;
  /** State before the change; absent for what was created. */
  before?: unknown;
  /** State after it; absent for what was removed. */
  after?: unknown;
}

/** Writes one audit row. */
export async function record(tx: Tx, entry: AuditInput): Promise<void> {
  await recordAll(tx, [entry]);
}

/** Writes many audit rows in one statement. */
export async function recordAll(tx: Tx, entries: readonly AuditInput[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.audit.createMany({
    data: entries.map(({ at, actor, before, after, ...entry }) => ({
      ...entry,
      at: new Date(at),
      actorId: actor.userId,
      requestId: actor.requestId,
      ...actor.cause,
      before: jsonOf(before),
      after: jsonOf(after),
    })),
  });
}
