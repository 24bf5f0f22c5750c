import type { Actor } from '../../contracts/actor.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { finishImport } from './finish-import.ts';
import type { OpenItems } from './import-kind.ts';

/** A new import. */
interface NewImport {
  id: string;
  kind: ImportKind;
  isDryRun: boolean;
  ignoredColumns: string[];
  source: string | null;
  openItems: OpenItems | null;
}

/**
 * Writes a new import, running, and its `Idempotency-Key` with it. The key answers the import that it opened before
 * (O8), with the counts that it has; one that was interrupted is opened anew, since what it stored is skipped.
 *
 * @returns the import that was; null: this one is open
 * @throws ProblemError `idempotency_running` while the import that was goes on
 * @throws ProblemError `validation` for a file of open items that is older than the last one of its source
 */
export async function openImport(deps: CommandDeps, actor: Actor, row: NewImport): Promise<Import | null> {
  const { imports, idempotency } = deps.store;
  const insert = (tx: Tx, now: number) => insertImport(deps, tx, { actor, row, now });
  const opened = await runCommand(deps, actor, async (tx, now) => {
    await insert(tx, now);
    return { importId: row.id };
  });
  if (opened.importId === row.id || !actor.idempotency) return null;
  const earlier = await imports.find(deps.db, actor, opened.importId);
  if (earlier?.status === 'completed' || earlier?.status === 'waiting') return earlier;
  const running = new ProblemError('idempotency_running', 'The first request is still running.');
  if (earlier?.status === 'running' || earlier?.status === 'closing') throw running;
  const { key } = actor.idempotency;
  const now = await deps.now();
  await deps.db.$transaction(async (tx) => {
    const moved = await idempotency.replaceReply(tx, {
      userId: actor.userId,
      key,
      from: opened,
      to: { importId: row.id },
    });
    if (!moved) throw running;
    await insert(tx, now);
  });
  return null;
}

async function insertImport(
  deps: CommandDeps,
  tx: Tx,
  { actor, row: { openItems, ...row }, now }: { actor: Actor; row: NewImport; now: number },
): Promise<void> {
  const { imports, importClosings, openItems: items } = deps.store;
  const input = { ...row, createdById: actor.userId, now };
  if (!openItems) return imports.insert(tx, { ...input, openItems: null });
  const { source, asOf } = openItems;
  const last = await importClosings.lastAsOf(tx, source);
  if (last !== null && asOf < last) {
    const message = `is before ${last}, the day of the last file of open items of \`${source}\`: what this one says is out of date, and nothing of it was stored`;
    refuseInvalid([{ field: 'query.asOf', message }]);
  }
  if (!row.isDryRun) {
    for (const importId of await importClosings.supersede(tx, source))
      await finishImport({ deps, tx, actor, now }, importId, null);
  }
  const openBefore = await items.sumOpen(tx, actor, openItems);
  await imports.insert(tx, { ...input, source, openItems: { asOf, openBefore } });
}
