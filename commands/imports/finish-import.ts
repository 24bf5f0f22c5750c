import type { Actor } from '../../contracts/actor.ts';
import { importChanges } from '../../contracts/imports/changes.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import { found } from '../../contracts/problems.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Who ends an import, and in which transaction. */
export interface Finishing {
  deps: CommandDeps;
  tx: Tx;
  actor: Actor;
  now: number;
}

/** Ends an import with its counts in the audit log and the change feed (U4); `error`: why it failed. Once only. */
export async function finishImport(
  { deps, tx, actor, now }: Finishing,
  importId: string,
  error: string | null,
): Promise<Import> {
  const { imports, openItems, audit, changes } = deps.store;
  const summary = await imports.finish(tx, importId, { error, now });
  if (!summary) return found(await imports.find(tx, actor, importId), 'import');
  if (summary.closing) await openItems.forgetNoted(tx, [importId]);
  await audit.record(tx, {
    at: now,
    actor,
    action: summary.isDryRun ? 'import.dryRun' : 'import.run',
    entity: 'import',
    entityId: importId,
    customerId: null,
    after: summary,
  });
  if (summary.isDryRun) return summary;
  const change = error === null ? importChanges.completed : importChanges.failed;
  const told = { entityId: importId, data: { kind: summary.kind } };
  await changes.record(tx, changeEntry(change, { actor, now }, told));
  return summary;
}
