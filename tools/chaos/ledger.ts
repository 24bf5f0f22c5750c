import type { MessageStatus } from '../../contracts/sending/kinds.ts';
import { STEPS } from './population.ts';
import type { ChaosRig } from './rig.ts';

/** Messages that stand at a status now; with `recipients`, only theirs. */
export async function messagesIn(
  rig: ChaosRig,
  status: MessageStatus,
  recipients?: string[],
): Promise<number> {
  if (recipients === undefined) return rig.db.message.count({ where: { status } });
  const rows = await rig.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE m.status = ${status} AND r.address = ANY(${recipients}::text[])`;
  return rows[0]?.count ?? 0;
}

/** A message that only a person can settle. */
export interface UncertainRow {
  stepExecutionId: string;
  messageId: string;
  recipient: string;
}

/** Uncertain messages that were handed over so long ago that a person may act on them. */
export function findUncertain(rig: ChaosRig, handedOverBefore: number): Promise<UncertainRow[]> {
  return rig.db.$queryRaw<UncertainRow[]>`
    SELECT m.source_id AS "stepExecutionId", m.id AS "messageId", r.address AS recipient
    FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE m.status = 'uncertain' AND m.handed_over_at < ${new Date(handedOverBefore)}
    ORDER BY m.handed_over_at, m.id, r.address`;
}

/** Where a run stands. */
export interface Tally {
  /** Mails that the server accepted, duplicates included. */
  accepted: number;
  /** Steps with exactly one accepted mail. */
  sent: number;
  /** Accepted mails beyond the first of their step. */
  duplicates: number;
  /** Steps without an accepted mail, begun or not. */
  missing: number;
  /** Steps whose ledger row is not `sent`, although the server has the mail. */
  unsettled: number;
  uncertain: number;
  /** Enrollments that are not completed. */
  open: number;
}

/** Compares the mail server's own record with the ledger. `enrolled`: how many enrollments there should be. */
export async function tally(rig: ChaosRig, enrolled: number): Promise<Tally> {
  const messages = await rig.db.message.findMany({ select: { id: true, status: true } });
  const counts = messages.map((row) => ({ ...row, accepted: rig.smtp.accepted.get(row.id) ?? 0 }));
  const known = counts.reduce((sum, row) => sum + row.accepted, 0);
  const taken = counts.filter((row) => row.accepted > 0);
  const completed = await rig.db.enrollment.count({ where: { status: 'completed' } });
  return {
    accepted: rig.smtp.total,
    sent: counts.filter((row) => row.accepted === 1).length,
    // A mail that names no row of the ledger would be one nobody can account for.
    duplicates: known - taken.length + (rig.smtp.total - known),
    missing: enrolled * STEPS - taken.length,
    unsettled: taken.filter((row) => row.status !== 'sent').length,
    uncertain: counts.filter((row) => row.status === 'uncertain').length,
    open: enrolled - completed,
  };
}

/** What open enrollments wait for, and how many: `8 sending`. */
export async function waitsOf(rig: ChaosRig): Promise<string[]> {
  const rows = await rig.db.$queryRaw<{ reason: string; count: number }[]>`
    SELECT coalesce(x.error_code, x.held_reason, x.status) AS reason, count(*)::int AS count
    FROM enrollment e JOIN step_execution x ON x.enrollment_id = e.id AND x.step_id = e.next_step_id
    WHERE e.is_live GROUP BY 1 ORDER BY 2 DESC, 1`;
  return rows.map(({ reason, count }) => `${count} ${reason}`);
}

/** Copies whose owner died are taken up, or in doubt, after minutes: this makes those minutes pass for them. */
const OPEN_LONG_MS = 15 * 60_000;

/** Makes open copies that stand since before a moment as old as those that nobody can be at. Their owners' fences hold. */
export async function ageOpenCopies(rig: ChaosRig, openBefore: number): Promise<void> {
  const [before, old] = [new Date(openBefore), new Date(openBefore - OPEN_LONG_MS)];
  await rig.db.$executeRaw`
    UPDATE message_recipient SET claimed_at = claimed_at - ${OPEN_LONG_MS}::float8 * interval '1 millisecond',
      handed_over_at = handed_over_at - ${OPEN_LONG_MS}::float8 * interval '1 millisecond'
    WHERE is_open AND n > 1 AND status IN ('claimed', 'handed_over') AND claimed_at BETWEEN ${old} AND ${before}`;
}
