import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  importSchema,
  type Import,
  type ImportRowError,
  type ListImportsQuery,
} from '../../../contracts/imports/imports.ts';
import type { ClosingState, ImportKind, ImportStatus } from '../../../contracts/imports/kinds.ts';
import { openSumSchema, type ImportClosing, type OpenSum } from '../../../contracts/imports/open-items.ts';
import type { Page } from '../../../contracts/paging.ts';
import { closingMessage } from '../../../domain/imports/open-items.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Import as Row } from '../generated/client.ts';
import { dayOf, dayToDate, isoOf, isoOrNull, jsonOf } from '../rows.ts';
import { seesEveryCustomer } from '../visibility.ts';

/** Columns that are told together, in `closing`. */
const OF_CLOSING = ['openBefore', 'missing', 'missingCredit', 'decidedById', 'decidedAt'] as const;

function shown({ asOf, ...whole }: Row): Import {
  const row: Partial<typeof whole> = { ...whole };
  for (const column of OF_CLOSING) delete row[column];
  return importSchema.parse({
    ...row,
    closing: asOf && shownClosing({ ...whole, asOf }),
    createdAt: isoOf(whole.createdAt),
    finishedAt: isoOrNull(whole.finishedAt),
  });
}

function shownClosing({
  isDryRun,
  total,
  failed,
  asOf,
  decidedById,
  decidedAt,
  ...row
}: Omit<Row, 'asOf'> & { asOf: Date }): ImportClosing {
  const state = row.closing as ClosingState;
  const open = openSumSchema.parse(row.openBefore);
  const missing = openSumSchema.nullable().parse(row.missing);
  const credit = openSumSchema.nullable().parse(row.missingCredit);
  const message = closingMessage({ state, isDryRun, total, failed, open, missing });
  const decided = { decidedById, decidedAt: isoOrNull(decidedAt) };
  return { asOf: dayOf(asOf), state, message, open, missing, credit, ...decided };
}

/** What is known of an import before its first row. */
export interface NewImport {
  id: string;
  kind: ImportKind;
  isDryRun: boolean;
  ignoredColumns: string[];
  createdById: string;
  source: string | null;
  /** Of a file of open items: its day, and what was open before its first row. */
  openItems: { asOf: string; openBefore: OpenSum } | null;
}

/** A new import, running, with nothing counted yet. `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, openItems, ...input }: NewImport & { now: number },
): Promise<void> {
  await tx.import.create({
    data: {
      ...input,
      ...(openItems && {
        asOf: dayToDate(openItems.asOf),
        closing: 'pending' satisfies ClosingState,
        openBefore: jsonOf(openItems.openBefore),
      }),
      status: 'running',
      total: 0,
      created: 0,
      updated: 0,
      skipped: 0,
      failed: 0,
      createdAt: new Date(now),
    },
  });
}

/** What one chunk adds to the summary. */
export interface ImportCounts {
  total: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  warnings: number;
}

/** A problem as it is kept: a warning did not keep its row out. */
export type StoredProblem = ImportRowError & { isWarning: boolean };

/**
 * Adds a chunk to the summary of an import, with the problems of its rows; the transaction is that of the chunk.
 *
 * @throws Error when the import was ended meanwhile as abandoned: whoever still works on it stores nothing more
 */
export async function addChunk(
  tx: Tx,
  importId: string,
  { counts, problems }: { counts: ImportCounts; problems: readonly StoredProblem[] },
): Promise<void> {
  const { total, created, updated, skipped, failed, warnings } = counts;
  const changed = await tx.$executeRaw`
    UPDATE import SET total = total + ${total}, created = created + ${created}, updated = updated + ${updated},
      skipped = skipped + ${skipped}, failed = failed + ${failed}, warnings = warnings + ${warnings}
    WHERE id = ${importId} AND status = 'running'`;
  if (changed === 0) throw new Error(`import ${importId} is running no more`);
  if (problems.length === 0) return;
  await tx.importError.createMany({
    data: problems.map((problem) => ({ importId, ...problem })),
    skipDuplicates: true,
  });
}

/**
 * Ends an import; `error` says why it failed, null: it is completed. What it was closing is closed then.
 *
 * @returns null: somebody else ended it
 */
export async function finish(
  tx: Tx,
  importId: string,
  { error, now }: { error: string | null; now: number },
): Promise<Import | null> {
  const status: ImportStatus = error === null ? 'completed' : 'failed';
  const ended = await tx.$executeRaw`
    UPDATE import SET status = ${status}, error = ${error}, finished_at = ${new Date(now)},
      closing = CASE closing WHEN 'closing' THEN 'closed' WHEN 'pending' THEN 'nothing' ELSE closing END
    WHERE id = ${importId} AND status <> 'completed'`;
  return ended === 0 ? null : shown(await tx.import.findUniqueOrThrow({ where: { id: importId } }));
}

/** An import; null when there is none. Its rows are not shown, so visibility of customers plays no part. */
export async function find(db: Tx, _viewer: Viewer, importId: string): Promise<Import | null> {
  const row = await db.import.findUnique({ where: { id: importId } });
  return row && shown(row);
}

/** Imports, newest first. */
export async function list(db: Tx, _viewer: Viewer, query: ListImportsQuery): Promise<Page<Import>> {
  const before = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.import.findMany({
    where: { kind: query.kind, status: query.status, ...(before && { id: { lt: before[0] } }) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (row) => [row.id]);
}

/** Which problems of which import. */
interface ProblemsQuery {
  importId: string;
  isWarning: boolean;
  limit: number;
  cursor?: string | undefined;
}

/**
 * Problems of the rows of an import, by line and column: those that kept rows out, or warnings. They quote the file and
 * what is stored, of whatever customers: its author sees them, and whom no customer is hidden from; others see none (U3).
 */
export async function listProblems(
  db: Tx,
  viewer: Viewer,
  { importId, isWarning, limit, cursor }: ProblemsQuery,
): Promise<Page<ImportRowError>> {
  const after = decodeCursor(cursor, z.tuple([z.int32(), z.string()]));
  const seesAll = await seesEveryCustomer(db, viewer);
  const rows = await db.importError.findMany({
    where: {
      importId,
      isWarning,
      ...(!seesAll && { import: { createdById: viewer.userId } }),
      ...(after && { OR: [{ line: { gt: after[0] } }, { line: after[0], column: { gt: after[1] } }] }),
    },
    orderBy: [{ line: 'asc' }, { column: 'asc' }],
    select: { line: true, column: true, message: true, value: true },
    take: limit + 1,
  });
  return pageOf(rows, limit, (row) => [row.line, row.column]);
}
