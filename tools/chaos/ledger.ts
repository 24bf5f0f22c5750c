import type { MessageStatus } from '../../contracts/sending/kinds.ts';
import { copyName } from '../../infra/mail/links.ts';
import { COPIES, STEPS } from './population.ts';
import type { ChaosRig } from './rig.ts';

/** Main copies and others that stand at a status now; with `recipients`, theirs, and no more than there are. */
export async function messagesIn(
  rig: ChaosRig,
  status: Extract<MessageStatus, 'claimed' | 'handed_over'>,
  recipients?: string[],
): Promise<number> {
  const rows = await rig.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE CASE WHEN r.n = 1 THEN m.status ELSE r.status END = ${status}
      AND (${recipients === undefined} OR r.address = ANY(${recipients ?? []}::text[]))`;
  return Math.min(rows[0]?.count ?? 0, recipients?.length ?? Infinity);
}

/** A copy that only a person can settle; 1 is the main one. */
export interface UncertainRow {
  stepExecutionId: string;
  messageId: string;
  n: number;
  recipient: string;
}

/** Uncertain copies that were handed over so long ago that a person may act on them. */
export function findUncertain(rig: ChaosRig, handedOverBefore: number): Promise<UncertainRow[]> {
  const before = new Date(handedOverBefore);
  return rig.db.$queryRaw<UncertainRow[]>`
    SELECT m.source_id AS "stepExecutionId", m.id AS "messageId", r.n, r.address AS recipient
    FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE (r.n = 1 AND m.status = 'uncertain' AND m.handed_over_at < ${before})
      OR (r.n > 1 AND r.status = 'uncertain' AND m.status = 'sent' AND r.handed_over_at < ${before})
    ORDER BY m.handed_over_at, m.id, r.n`;
}

/** Where a run stands. */
export interface Tally {
  /** Mails that the server accepted, duplicates included. */
  accepted: number;
  /** Steps whose main recipient has exactly one mail. */
  sent: number;
  /** Other recipients' copies that were accepted exactly once. */
  copies: number;
  /** Accepted mails beyond the first of each recipient of a step. */
  duplicates: number;
  /** Recipients of steps without an accepted mail, begun or not; a stopped enrollment owes none. */
  missing: number;
  /** Enrollments that were stopped. */
  stopped: number;
  /** Copies that the ledger does not call accepted, although the server has them. */
  unsettled: number;
  uncertain: number;
  /** Enrollments that have not ended, and copies that something is left to do for. */
  open: number;
}

/** A copy in the ledger, and whether its enrollment was stopped. */
interface CopyRow {
  messageId: string;
  n: number;
  status: string;
  isOpen: boolean;
  isStopped: boolean;
}

/** Compares the mail server's own record with the ledger. `enrolled`: how many enrollments there should be. */
export async function tally(rig: ChaosRig, enrolled: number): Promise<Tally> {
  const rows = await rig.db.$queryRaw<CopyRow[]>`
    SELECT m.id AS "messageId", r.n, r.status, (r.is_open AND r.n > 1) AS "isOpen", e.status = 'stopped' AS "isStopped"
    FROM message m JOIN message_recipient r ON r.message_id = m.id JOIN enrollment e ON e.id = m.enrollment_id
    ORDER BY m.id, r.n`;
  const counts = rows.map((row) => ({ ...row, accepted: rig.smtp.accepted.get(copyName(row)) ?? 0 }));
  const known = counts.reduce((sum, row) => sum + row.accepted, 0);
  const taken = counts.filter((row) => row.accepted > 0);
  const once = counts.filter((row) => row.accepted === 1);
  const stopped = await rig.db.enrollment.count({ where: { status: 'stopped' } });
  const completed = await rig.db.enrollment.count({ where: { status: 'completed' } });
  const owed = taken.filter((row) => !row.isStopped).length;
  return {
    accepted: rig.smtp.total,
    sent: once.filter((row) => row.n === 1).length,
    copies: once.filter((row) => row.n > 1).length,
    // A mail that names no row of the ledger would be one nobody can account for.
    duplicates: known - taken.length + (rig.smtp.total - known),
    missing: (enrolled - stopped) * (STEPS + COPIES) - owed,
    stopped,
    unsettled: taken.filter((row) => row.status !== 'accepted').length,
    uncertain: counts.filter((row) => row.status === 'uncertain').length,
    open: enrolled - completed - stopped + counts.filter((row) => row.isOpen).length,
  };
}

/** What open enrollments and copies wait for, and how many: `8 sending`, `3 copies waiting`. */
export async function waitsOf(rig: ChaosRig): Promise<string[]> {
  const rows = await rig.db.$queryRaw<{ reason: string; count: number }[]>`
    SELECT coalesce(x.error_code, x.held_reason, x.status) AS reason, count(*)::int AS count
    FROM enrollment e JOIN step_execution x ON x.enrollment_id = e.id AND x.step_id = e.next_step_id
    WHERE e.is_live GROUP BY 1
    UNION ALL
    SELECT 'copies ' || status, count(*)::int FROM message_recipient WHERE is_open AND n > 1 GROUP BY 1
    ORDER BY 2 DESC, 1`;
  return rows.map(({ reason, count }) => `${count} ${reason}`);
}

/** Copies are taken up again, tried again, or in doubt after minutes: this makes those minutes pass for them. */
const OPEN_LONG_MS = 15 * 60_000;

/** Makes open copies that were claimed before a moment as old as those that nobody can be at. Their owners' fences hold. */
export async function ageOpenCopies(rig: ChaosRig, openBefore: number): Promise<void> {
  const [before, old] = [new Date(openBefore), new Date(openBefore - OPEN_LONG_MS)];
  await rig.db.$executeRaw`
    UPDATE message_recipient SET claimed_at = claimed_at - ${OPEN_LONG_MS}::float8 * interval '1 millisecond',
      handed_over_at = handed_over_at - ${OPEN_LONG_MS}::float8 * interval '1 millisecond',
      retry_at = retry_at - ${OPEN_LONG_MS}::float8 * interval '1 millisecond'
    WHERE is_open AND n > 1 AND claimed_at BETWEEN ${old} AND ${before}`;
}
