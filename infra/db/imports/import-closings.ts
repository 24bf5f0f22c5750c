import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Import } from '../../../contracts/imports/imports.ts';
import type { ClosingState, ImportStatus } from '../../../contracts/imports/kinds.ts';
import type { OpenSum } from '../../../contracts/imports/open-items.ts';
import type { Tx } from '../client.ts';
import { dayOf, jsonOf } from '../rows.ts';
import { find } from './imports.ts';

/** An import whose row this transaction has locked; null when there is none. */
export async function lock(tx: Tx, viewer: Viewer, importId: string): Promise<Import | null> {
  await tx.$queryRaw`SELECT id FROM import WHERE id = ${importId} FOR UPDATE`;
  return find(tx, viewer, importId);
}

/** The day of the newest file of open items of a source of which a row was stored; null: there was none. */
export async function lastAsOf(tx: Tx, source: string): Promise<string | null> {
  const { _max: last } = await tx.import.aggregate({
    where: {
      source,
      isDryRun: false,
      OR: [{ created: { gt: 0 } }, { updated: { gt: 0 } }, { skipped: { gt: 0 } }],
    },
    _max: { asOf: true },
  });
  return last.asOf && dayOf(last.asOf);
}

/** What becomes of a closing. */
interface ClosingChange {
  status: ImportStatus;
  state: ClosingState;
  missing?: OpenSum;
  /** The credit that the file lacks. */
  credit?: OpenSum;
  /** What a dry run would close. */
  closed?: number;
  /** Who decided, and when. */
  decided?: { byId: string; at: number };
}

/** Writes what becomes of the closing of an import that this transaction has locked. */
export async function setClosing(
  tx: Tx,
  importId: string,
  { status, state: closing, missing, credit, closed, decided }: ClosingChange,
): Promise<void> {
  await tx.import.update({
    where: { id: importId },
    data: {
      status,
      closing,
      closed,
      ...(missing && { missing: jsonOf(missing) }),
      ...(credit && { missingCredit: jsonOf(credit) }),
      ...(decided && { decidedById: decided.byId, decidedAt: new Date(decided.at) }),
    },
  });
}

/**
 * Ends what waits or is left of the closings of a source, since a newer file comes; the caller has the claim of the source.
 *
 * @returns their ids; each has to be finished
 */
export async function supersede(tx: Tx, source: string): Promise<string[]> {
  const rows = await tx.$queryRaw`
    UPDATE import SET closing = 'superseded' WHERE source = ${source} AND status IN ('waiting', 'closing')
    RETURNING id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Imports that were being closed, and whose source. */
export async function listClosing(
  tx: Tx,
  limit: number,
): Promise<{ id: string; source: string | null; createdById: string; decidedById: string | null }[]> {
  return tx.import.findMany({
    where: { status: 'closing' satisfies ImportStatus },
    select: { id: true, source: true, createdById: true, decidedById: true },
    orderBy: { id: 'asc' },
    take: limit,
  });
}
