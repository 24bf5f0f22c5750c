import type { Tx } from '../../infra/db/client.ts';
import type { ImportContext } from './import-kind.ts';

/** Appends what a chunk wrote to the change feed. */
export async function recordChanges(
  tx: Tx,
  { deps, actor, now }: ImportContext,
  entity: string,
  written: Record<'created' | 'updated', readonly { id: string; customerId?: string }[]>,
): Promise<void> {
  const input = { entity, actorId: actor.userId, now };
  await deps.store.imports.recordChanges(tx, { ...input, kind: 'created', rows: written.created });
  await deps.store.imports.recordChanges(tx, { ...input, kind: 'updated', rows: written.updated });
}
