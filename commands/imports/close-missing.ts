import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import { found } from '../../contracts/problems.ts';
import { invoiceChanges, relatedRecordChanges } from '../../contracts/receivables/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { finishImport } from './finish-import.ts';

/** Invoices and pieces of credit of one transaction: locks are short, and a piece is a fixed number of statements. */
const CHUNK_ITEMS = 500;

/** Who closes on behalf of an import: what changes names the import (U4). */
export const importActor = (actor: Actor, importId: string): Actor => ({
  ...actor,
  cause: { origin: 'import', originId: importId, depth: 0 },
});

/**
 * Closes what a file of open items lacks (C21), as if a file had shown it paid on its day, and ends the credit of its source
 * that it lacks (C18), piece by piece: each a transaction with its part of the summary, so that it goes on from there whoever died meanwhile. Then the import is over.
 * The set was decided before; what was paid, voided or moved to another source since is left alone.
 *
 * @param maxChunks pieces of one call; what is left is for the next
 * @throws Error when the import was ended meanwhile
 */
export async function closeMissing(
  deps: CommandDeps,
  actor: Actor,
  { importId, maxChunks = Infinity }: { importId: string; maxChunks?: number },
): Promise<Import> {
  const author = importActor(actor, importId);
  const options = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS };
  for (let chunks = 0; chunks < maxChunks; chunks += 1) {
    const now = await deps.now();
    const woken = await deps.db.$transaction(
      (tx) => closeChunk({ deps, tx, actor: author, now }, importId),
      options,
    );
    if (woken === null) {
      return deps.db.$transaction((tx) => finishImport({ deps, tx, actor: author, now }, importId, null));
    }
    await wakeEnrollments(deps, woken);
  }
  return found(await deps.store.imports.find(deps.db, actor, importId), 'import');
}

interface Closing {
  deps: CommandDeps;
  tx: Tx;
  actor: Actor;
  now: number;
}

/** @returns the enrollments to wake; null: nothing was left */
async function closeChunk({ deps, tx, actor, now }: Closing, importId: string): Promise<string[] | null> {
  const { importCustomers, importInvoices, imports, openItems, changes } = deps.store;
  const piece = await openItems.nextMissing(tx, importId, CHUNK_ITEMS);
  if (piece.length === 0) return null;
  const ids = [...new Set(piece.map(({ customerId }) => customerId))];
  await importCustomers.lockCustomers(tx, { externalIds: [], ids });
  // Whose they are was looked at when they were noted, and again when a person decided.
  const { open, credit } = await openItems.readMissing(tx, SYSTEM, { importId, piece });
  const { closing } = found(await imports.find(tx, actor, importId), 'import');
  const effectiveOn = closing?.asOf ?? '';
  const closed = open.map(({ id }) => id);
  await openItems.closeInvoices(tx, { invoiceIds: closed, now });
  await openItems.endCredit(tx, { credit, now });
  const moves = open.map(({ id: invoiceId, customerId, currency, balance }) => ({
    id: deps.newId('balanceChange'),
    invoiceId,
    customerId,
    currency,
    kind: 'missing' as const,
    cause: 'import' as const,
    delta: `-${balance}`,
    balance: '0',
    effectiveOn,
  }));
  await importInvoices.insertBalanceChanges(tx, { changes: moves, now });
  await importInvoices.endDisputes(tx, { invoiceIds: closed, authorId: actor.userId, now });
  const entries = [...open.map((each) => ({ ...each, kind: 'invoice' as const })), ...credit].map(
    ({ id: entityId, customerId, kind }) =>
      changeEntry(
        kind === 'invoice' ? invoiceChanges.updated : relatedRecordChanges.updated,
        { actor, now },
        { entityId, customerId, data: { source: 'import' } },
      ),
  );
  await changes.recordAll(tx, entries);
  await openItems.countClosed(tx, importId, { closed: open.length, piece });
  return touchCustomers(deps, tx, [...new Set([...open, ...credit].map(({ customerId }) => customerId))]);
}
