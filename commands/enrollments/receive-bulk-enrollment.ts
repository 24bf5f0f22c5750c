import type { Actor } from '../../contracts/actor.ts';
import type {
  BulkEnrollment,
  CreateBulkEnrollmentQuery,
} from '../../contracts/enrollments/bulk-enrollments.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import {
  findFile,
  readCustomerRow,
  type CustomerFile,
  type CustomerFileRow,
} from '../../domain/imports/match-customers.ts';
import { shownStatus } from '../../domain/sequences/sequence-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { CsvRecords, CsvSource } from '../imports/csv-source.ts';
import { runCommand } from '../run-command.ts';

/** Rows that are in memory at once. */
const CHUNK_ROWS = 2000;

/**
 * Takes the rows of a bulk enrollment (S9) in one transaction, all or none, and starts the workflow that
 * matches and enrolls them.
 *
 * @throws ProblemError `conflict` unless the sequence is active
 * @throws ProblemError `validation` for a start date in the past, an empty file or columns that are not there
 */
export async function receiveBulkEnrollment(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, source, query }: { sequenceId: string; source: CsvSource; query: CreateBulkEnrollmentQuery },
): Promise<BulkEnrollment> {
  const { file, problems } = findFile(source.heads, query);
  refuseInvalid(problems, 'The columns do not fit.');
  const records = await source.check(file.head);
  const bulk = await runCommand(deps, actor, async (tx, now) => {
    const zone = await readOpenSequence(deps, tx, { sequenceId, now });
    const today = localDateOf(now, zone);
    const { startDate = null } = query;
    if (startDate !== null && startDate < today) {
      refuseInvalid([{ field: 'query.startDate', message: `must be ${today} or later, the day in ${zone}` }]);
    }
    const bulkId = deps.newId('bulkEnrollment');
    const { bulkEnrollments } = deps.store;
    await bulkEnrollments.insert(tx, { id: bulkId, sequenceId, startDate, createdById: actor.userId, now });
    const total = await storeRows(deps, tx, { bulkId, records, file, query, today });
    await bulkEnrollments.startRunning(tx, bulkId, total);
    const summary = found(await bulkEnrollments.bulkSummary(tx, actor, bulkId), 'bulk enrollment');
    await deps.store.audit.record(tx, {
      at: now,
      actor,
      action: 'bulkEnrollment.create',
      entity: 'bulkEnrollment',
      entityId: bulkId,
      customerId: null,
      after: summary,
    });
    return summary;
  });
  // The rows are committed: should this fail, the reconciler starts it.
  await deps.lifecycle.startBulkEnrollment({ bulkId: bulk.id, sequenceId }).catch(() => {});
  return bulk;
}

async function readOpenSequence(
  deps: CommandDeps,
  tx: Tx,
  { sequenceId, now }: { sequenceId: string; now: number },
): Promise<string> {
  const { sequence } = found(await deps.store.sequences.loadDefinition(tx, sequenceId), 'sequence');
  const holds = await deps.store.sequenceHolds.listOpen(tx, sequenceId);
  const status = shownStatus(sequence, holds, now);
  if (status !== 'active') {
    throw new ProblemError('conflict', `The sequence is ${status}; only an active one takes enrollments.`);
  }
  return sequence.zone;
}

interface RowsToStore {
  bulkId: string;
  records: CsvRecords;
  file: CustomerFile;
  query: CreateBulkEnrollmentQuery;
  today: string;
}

async function storeRows(
  deps: CommandDeps,
  tx: Tx,
  { bulkId, records, file, query, today }: RowsToStore,
): Promise<number> {
  let total = 0;
  let chunk: CustomerFileRow[] = [];
  const flush = async () => {
    await deps.store.bulkEnrollments.insertBulkRows(tx, bulkId, chunk);
    total += chunk.length;
    chunk = [];
  };
  for await (const row of records.rows()) {
    if (row.line >= file.firstLine)
      chunk.push(readCustomerRow(row, file.shape, { dateFormat: query.dateFormat, today }));
    if (chunk.length === CHUNK_ROWS) await flush();
  }
  await flush();
  return total;
}
