import { ApplicationFailure } from '@temporalio/activity';
import { inParallel, wakeEnrollments } from '../../commands/wakes.ts';
import type { BulkRowOutcome } from '../../contracts/enrollments/kinds.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { BulkHead } from '../../infra/db/enrollments/bulk-progress.ts';
import type { ActivityDeps } from '../deps.ts';
import { enrollMembers } from './enroll-members.ts';
import { startAhead, type Chunk } from './start-ahead.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Workflows that are started before that is noted, of what a crash left. */
const STARTS = 500;

/** Which bulk enrollment. */
export interface EnrollRowsInput {
  bulkId: string;
}

/** Why no row is enrolled any more. */
type End = 'done' | 'paused';

/** Answers for one chunk. */
type Row = { line: number; outcome: BulkRowOutcome; reason: string | null; enrollmentId: string | null };

/**
 * Enrols all rows of a bulk enrollment (S9). The rows are the cursor: whatever a crash leaves is taken up by the next
 * attempt; the unique index keeps anybody from being enrolled twice. While the sequence is paused, it waits. One that is
 * about a list enrolls its members (S17).
 *
 * @returns `isWaiting`: the sequence is paused, come back later
 */
export function createEnrollRows(deps: ActivityDeps) {
  return function enrollRows(input: EnrollRowsInput): Promise<{ isWaiting: boolean }> {
    return whileBeating(deps, () => enroll(deps, input));
  };
}

async function enroll(deps: ActivityDeps, { bulkId }: EnrollRowsInput): Promise<{ isWaiting: boolean }> {
  const head = await deps.store.bulkProgress.readHead(deps.db, bulkId);
  if (!head || head.status === 'completed' || head.status === 'failed') return { isWaiting: false };
  const { listId } = head;
  if (listId === null) return { isWaiting: (await enrollAll(deps, head)) === 'paused' };
  await startUnstarted(deps, bulkId);
  await enrollMembers(deps, { ...head, listId });
  return { isWaiting: false };
}

async function enrollAll(deps: ActivityDeps, head: BulkHead): Promise<End> {
  const { bulkId } = head;
  await startUnstarted(deps, bulkId);
  await matchRows(deps, head);
  const end = await startAhead(deps, (limit) => enrollChunk(deps, head, limit));
  if (end === 'paused') return end;
  const isEnded = await deps.store.bulkProgress.finish(deps.db, { bulkId, now: await deps.now() });
  if (!isEnded) throw ApplicationFailure.create({ type: 'rows_left', message: `rows_left ${bulkId}` });
  return 'done';
}

/** Matching is one statement over all rows of the file. */
const MATCH_TIMEOUT_MS = 120_000;

async function matchRows(deps: ActivityDeps, { bulkId, sequenceId }: BulkHead): Promise<void> {
  const now = await deps.now();
  const sequence = await deps.store.sequenceAcceptance.readAcceptance(deps.db, { sequenceId, now });
  const purpose = sequence?.purpose ?? 'collections';
  await deps.db.$transaction((tx) => deps.store.matchBulkRows.matchBulkRows(tx, { bulkId, purpose }), {
    timeout: MATCH_TIMEOUT_MS,
  });
}

async function enrollChunk(deps: ActivityDeps, head: BulkHead, limit: number): Promise<Chunk<End>> {
  const now = await deps.now();
  const wake: string[] = [];
  const chunk = await deps.db.$transaction(async (tx): Promise<Chunk<End>> => {
    await deps.store.locks.passGates(tx, [{ kind: 'sequence', id: head.sequenceId }]);
    const { sequenceId } = head;
    const sequence = await deps.store.sequenceAcceptance.readAcceptance(tx, { sequenceId, now });
    if (sequence?.status === 'paused') return { end: 'paused', enrolled: [] };
    if (sequence?.status !== 'active') {
      await deps.store.bulkProgress.failRest(
        tx,
        head.bulkId,
        `the sequence is ${sequence?.status ?? 'gone'}`,
      );
      return { end: 'done', enrolled: [] };
    }
    const pending = await deps.store.bulkProgress.takePending(tx, { bulkId: head.bulkId, limit });
    if (pending.length === 0) return { end: 'done', enrolled: [] };
    const today = localDateOf(now, sequence.zone);
    const isPast = (date: string | null): boolean => date !== null && date < today;
    const valid = pending.filter((row) => !isPast(row.startDate ?? head.startDate));
    const outcomes = await deps.store.enroll.enrollCustomers(tx, {
      sequenceId: head.sequenceId,
      rows: valid.map((row) => ({
        customerId: row.customerId,
        enrollmentId: deps.newId('enrollment'),
        communicationId: deps.newId('communication'),
        contactId: null,
        startDate: row.startDate ?? head.startDate ?? today,
        isExplicit: (row.startDate ?? head.startDate) !== null,
      })),
      bulkId: head.bulkId,
      source: 'bulk',
      actor: { userId: head.createdById, cause: { origin: 'bulk', originId: head.bulkId, depth: 0 } },
      now,
    });
    const byCustomer = new Map(outcomes.map((row) => [row.customerId, row]));
    const rows = pending.flatMap(({ line, customerId, startDate }): Row[] => {
      if (isPast(startDate ?? head.startDate)) {
        return [{ line, outcome: 'failed', reason: 'the start date is in the past', enrollmentId: null }];
      }
      const { outcome, enrollmentId } = byCustomer.get(customerId)!;
      if (outcome === 'raced') return [];
      if (outcome === 'updated') wake.push(enrollmentId);
      const reason = outcome === 'skipped' ? 'already enrolled' : null;
      return [{ line, outcome, reason, enrollmentId }];
    });
    await deps.store.bulkProgress.finishRows(tx, head.bulkId, rows);
    const { mailboxId } = sequence;
    const enrolled = outcomes.filter(({ outcome }) => outcome === 'enrolled');
    return { end: null, enrolled: enrolled.map((row) => ({ ...row, sequenceId, mailboxId })) };
  });
  await wakeEnrollments(deps, wake);
  return chunk;
}

/** Starts the workflows of rows that have none, which an attempt before this one left, in chunks, and notes it. */
async function startUnstarted(deps: ActivityDeps, bulkId: string): Promise<void> {
  for (;;) {
    const unstarted = await deps.store.bulkProgress.findUnstarted(deps.db, { bulkId, limit: STARTS });
    if (unstarted.length === 0) return;
    endIfGivenUp(deps);
    await inParallel(unstarted, (enrollment) => deps.lifecycle.startEnrollment(enrollment));
    const ids = unstarted.map((row) => row.enrollmentId);
    await deps.store.bulkProgress.markStarted(deps.db, ids, await deps.now());
  }
}
