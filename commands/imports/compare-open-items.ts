import { importChanges } from '../../contracts/imports/changes.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import { found } from '../../contracts/problems.ts';
import { needsPerson } from '../../domain/imports/open-items.ts';
import { recordChange } from '../record-change.ts';
import { TRANSACTION_WAIT_MS } from '../run-command.ts';
import { finishImport } from './finish-import.ts';
import type { ImportContext } from './import-kind.ts';

/** All that is open is compared in one statement, which locks nothing but the import: a million take a minute. */
const COMPARE_TIMEOUT_MS = 10 * 60_000;

/**
 * Compares a file of open items, whose rows are stored, with what is open of its source (C21), and says what becomes of
 * what it lacks: closed, asked about, or nothing at all where a row failed or there was none.
 *
 * @returns the import: over, `waiting` for a person, or `closing`
 */
export function compareOpenItems(context: ImportContext, importId: string): Promise<Import> {
  const { deps, actor, openItems, isDryRun } = context;
  const { importClosings, openItems: items } = deps.store;
  return deps.db.$transaction(
    async (tx) => {
      const now = await deps.now();
      const finishing = { deps, tx, actor, now };
      const read = async () => found(await importClosings.lock(tx, actor, importId), 'import');
      const { closing, failed, total, createdAt } = await read();
      if (!openItems || !closing || failed > 0 || total === 0) return finishImport(finishing, importId, null);
      const createdBy = Date.parse(createdAt);
      await items.noteMissing(tx, actor, { ...openItems, importId, createdBy });
      const missing = await items.sumMissing(tx, actor, importId);
      const credit = await items.sumMissingCredit(tx, actor, importId);
      const sums = { missing, credit };
      const isAsked = needsPerson(closing.open, missing);
      if (isDryRun) {
        const state = isAsked ? 'waiting' : 'closed';
        const closed = isAsked ? 0 : missing.count;
        await importClosings.setClosing(tx, importId, { status: 'running', state, ...sums, closed });
        return finishImport(finishing, importId, null);
      }
      if (missing.count === 0 && credit.count === 0) {
        await importClosings.setClosing(tx, importId, { status: 'running', state: 'closed', ...sums });
        return finishImport(finishing, importId, null);
      }
      const state = isAsked ? 'waiting' : 'closing';
      await importClosings.setClosing(tx, importId, { status: state, state, ...sums });
      const after = await read();
      if (isAsked) {
        const entry = { entityId: importId, data: { kind: after.kind } };
        await recordChange(deps, tx, importChanges.waiting, { actor, now, ...entry, after });
      }
      return after;
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: COMPARE_TIMEOUT_MS },
  );
}
