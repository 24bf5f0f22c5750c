import type { Actor } from '../../contracts/actor.ts';
import { importChanges } from '../../contracts/imports/changes.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import type { ConfirmClosing, ImportClosing } from '../../contracts/imports/open-items.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { isSameSum } from '../../domain/imports/open-items.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { closeMissing } from './close-missing.ts';
import { finishImport } from './finish-import.ts';
import { sourceIsBusy } from './source-is-busy.ts';

/**
 * Closes what a file of open items lacks, after a person said yes to exactly the numbers that were shown (C21).
 *
 * @throws ProblemError `not_found`; `forbidden` for somebody else from whom a customer is hidden
 * @throws ProblemError `already_acted` unless it waits for a decision
 * @throws ProblemError `conflict` with the numbers of now in `missing`, when they are others: it waits on with these
 */
export async function confirmClosing(
  deps: CommandDeps,
  actor: Actor,
  { importId, missing: told }: ConfirmClosing & { importId: string },
): Promise<Import> {
  const { source } = found(await deps.store.imports.find(deps.db, actor, importId), 'import');
  const result = await deps.store.importClaims.underClaim(deps.db, { importId, source }, async () => {
    const moved = await runCommand(deps, actor, async (tx, now) => {
      const { before, closing } = await lockWaiting(deps, tx, { actor, importId });
      const { openItems, importClosings } = deps.store;
      await openItems.forgetHidden(tx, actor, importId);
      const missing = await openItems.sumMissing(tx, actor, importId);
      const credit = await openItems.sumMissingCredit(tx, actor, importId);
      if (!isSameSum(missing, told) || !isSameSum(missing, closing.missing ?? missing)) {
        await importClosings.setClosing(tx, importId, {
          status: 'waiting',
          state: 'waiting',
          missing,
          credit,
        });
        return missing;
      }
      const decided = { byId: actor.userId, at: now };
      await importClosings.setClosing(tx, importId, { status: 'closing', state: 'closing', decided });
      const after = found(await deps.store.imports.find(tx, actor, importId), 'import');
      const entry = { actor, now, entityId: importId, before, after };
      await recordChange(deps, tx, importChanges.closingConfirmed, entry);
      return null;
    });
    if (moved) throw new ProblemError('conflict', ASKED_AGAIN, [], { missing: moved });
    return closeMissing(deps, actor, { importId });
  });
  return result ?? sourceIsBusy(source);
}

const ASKED_AGAIN =
  'What the file lacks is not what was confirmed: look at the numbers again. Nothing was closed.';

/**
 * Closes nothing of what a file of open items lacks; what its rows said stays.
 *
 * @throws ProblemError `not_found`; `forbidden` for somebody else from whom a customer is hidden
 * @throws ProblemError `already_acted` unless it waits for a decision
 */
export function declineClosing(
  deps: CommandDeps,
  actor: Actor,
  { importId }: { importId: string },
): Promise<Import> {
  return runCommand(deps, actor, async (tx, now) => {
    const { before } = await lockWaiting(deps, tx, { actor, importId });
    const decided = { byId: actor.userId, at: now };
    const state = 'declined';
    await deps.store.importClosings.setClosing(tx, importId, { status: 'waiting', state, decided });
    const after = await finishImport({ deps, tx, actor, now }, importId, null);
    await recordChange(deps, tx, importChanges.closingDeclined, {
      actor,
      now,
      entityId: importId,
      before,
      after,
    });
    return after;
  });
}

/** Its author decides, or somebody from whom no customer is hidden: the numbers are of customers of the author (U3). */
async function lockWaiting(
  { store }: CommandDeps,
  tx: Tx,
  { actor, importId }: { actor: Actor; importId: string },
): Promise<{ before: Import; closing: ImportClosing }> {
  const before = found(await store.importClosings.lock(tx, actor, importId), 'import');
  if (before.createdById !== actor.userId && !(await store.openItems.seesAll(tx, actor)))
    throw new ProblemError('forbidden', 'Its author decides, or somebody from whom no customer is hidden.');
  const { status, closing } = before;
  if (!closing || status !== 'waiting') {
    const happened = closing && { status: closing.state, at: closing.decidedAt, by: closing.decidedById };
    throw new ProblemError('already_acted', 'Nothing of this import waits for a decision.', [], { happened });
  }
  return { before, closing };
}
