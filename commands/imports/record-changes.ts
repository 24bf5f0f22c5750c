import type { Tx } from '../../infra/db/client.ts';
import type { ImportContext } from './import-kind.ts';

/** Appends the rows that an import wrote to the change feed, in one statement. */
export async function recordChanges(
  tx: Tx,
  { deps, actor, now }: ImportContext,
  entity: string,
  rows: readonly { id: string; customerId?: string }[],
  kind: string,
): Promise<void> {
  await deps.store.changes.recordAll(
    tx,
    rows.map(({ id, customerId }) => ({
      at: now,
      actorId: actor.userId,
      entity,
      entityId: id,
      kind,
      data: { source: 'import', ...(customerId && { customerId }) },
    })),
  );
}
