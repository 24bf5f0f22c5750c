import type { Actor } from '../../contracts/actor.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';

/** A new import. */
interface NewImport {
  id: string;
  kind: ImportKind;
  isDryRun: boolean;
  ignoredColumns: string[];
}

/**
 * Writes a new import, running, and its `Idempotency-Key` with it. The key answers the import that it opened before
 * (O8), with the counts that it has; one that was interrupted is opened anew, since what it stored is skipped.
 *
 * @returns the import that was; null: this one is open
 * @throws ProblemError `idempotency_running` while the import that was goes on
 */
export async function openImport(deps: CommandDeps, actor: Actor, row: NewImport): Promise<Import | null> {
  const { imports, idempotency } = deps.store;
  const opened = await runCommand(deps, actor, async (tx, now) => {
    await imports.insert(tx, { ...row, createdById: actor.userId, now });
    return { importId: row.id };
  });
  if (opened.importId === row.id || !actor.idempotency) return null;
  const earlier = await imports.find(deps.db, actor, opened.importId);
  if (earlier?.status === 'completed') return earlier;
  const running = new ProblemError('idempotency_running', 'The first request is still running.');
  if (earlier?.status === 'running') throw running;
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
    await imports.insert(tx, { ...row, createdById: actor.userId, now });
  });
  return null;
}
