import type { MessageSource } from '../../../contracts/sending/kinds.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';

/** Messages that leave their lines. */
export interface LeavingLine {
  kind: MessageSource;
  ids: readonly string[];
  /** They do not want to leave any more. */
  ends: boolean;
}

/**
 * Takes messages out of their lines, with the places of claims of theirs that have come to nothing: the last locks of a
 * transaction.
 *
 * @returns the limits in which there is more room now
 */
export function leave(tx: RawTx, { kind, ids, ends }: LeavingLine): Promise<string[]> {
  return leaving(tx, kind, Prisma.sql`${[...ids]}::text[]`, ends);
}

/** The same of messages of enrollments: of those that have ended, or of all where they are only held. */
export function leaveOfEnrollments(
  tx: RawTx,
  enrollmentIds: readonly string[],
  { ends }: { ends: boolean },
): Promise<string[]> {
  const ids = Prisma.sql`ARRAY(
    SELECT x.id FROM step_execution x WHERE x.enrollment_id = ANY(${[...enrollmentIds]}::text[])
      AND (NOT ${ends}::boolean OR x.status IN ('done', 'skipped', 'cancelled')))`;
  return leaving(tx, 'step_execution', ids, ends);
}

/** The same of all that wait in line of a sequence that is paused. */
export function leaveOfSequence(tx: RawTx, sequenceId: string): Promise<string[]> {
  const ids = Prisma.sql`ARRAY(
    SELECT t.source_id FROM send_ticket t JOIN step_execution x ON x.id = t.source_id
    WHERE t.source_kind = 'step_execution' AND x.sequence_id = ${sequenceId})`;
  return leaving(tx, 'step_execution', ids, false);
}

/** The same of what customers had in a program that they were taken out of. */
export function leaveOfProgram(
  tx: RawTx,
  { programId, customerIds }: { programId: string; customerIds: readonly string[] },
): Promise<string[]> {
  const ids = Prisma.sql`ARRAY(
    SELECT s.id FROM scheduled_touchpoint s
    WHERE s.program_id = ${programId} AND s.customer_id = ANY(${[...customerIds]}::text[]) AND s.status = 'cancelled')`;
  return leaving(tx, 'touchpoint', ids, true);
}

async function leaving(tx: RawTx, kind: MessageSource, ids: Prisma.Sql, ends: boolean): Promise<string[]> {
  const rows = await tx.$queryRaw<{ scopes: string[] }[]>`
    SELECT leave_lines(${kind}::text, ${ids}, ${ends}::boolean) AS scopes`;
  return rows[0]?.scopes ?? [];
}
