import type { ChangeKind } from '../../contracts/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ImportContext } from './import-kind.ts';

/** What a file and a sync write of a thing. */
type Written = Record<'created' | 'updated', readonly { id: string; customerId?: string }[]>;

/** Appends what a chunk wrote to the change feed, in one statement. */
export async function recordChanges(
  tx: Tx,
  { deps, actor, now, source }: ImportContext,
  changes: Record<keyof Written, ChangeKind>,
  written: Written,
): Promise<void> {
  const entriesOf = (outcome: keyof Written) =>
    written[outcome].map(({ id: entityId, customerId }) =>
      changeEntry(changes[outcome], { actor, now }, { entityId, customerId, data: { source } }),
    );
  await deps.store.changes.recordAll(tx, [...entriesOf('created'), ...entriesOf('updated')]);
}
