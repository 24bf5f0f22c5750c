import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import type { Database } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { runAtOnce } from '../raw-transaction.ts';
import { settling, type SettleInput } from '../sending/ledger.ts';
import { deciding, tellingCompletions, type DecisionsInput } from './decisions.ts';

/** A message that was sent, and what was decided for its enrollment on the snapshot of its claim. */
export interface SettleSentInput {
  snapshot: EnrollmentSnapshot;
  ledger: SettleInput & { status: 'sent' };
  /** The mailbox it left from. */
  mailboxId: string;
  written: DecisionsInput;
}

/**
 * Settles a sent message of a step in one statement, which is a transaction of its own: ledger, step, enrollment, thread
 * and log. It does so only if nothing moved since the claim that the decision was made from: intent and plan of the
 * enrollment, content and plan of the sequence, what messages to the customer depend on, holds that have no version, and
 * the mailbox works. Customer and enrollment are locked as ever; who is at work on them is waited for, and what they
 * committed is asked about again.
 *
 * @returns false where something moved, or the message is not this token's: nothing was written
 */
export async function settleSent(db: Database, input: SettleSentInput): Promise<boolean> {
  const { enrollment, sequence, customer } = input.snapshot;
  const now = new Date(input.written.now);
  const isCompleted = input.written.decided.some(({ decision }) => decision.isCompleted);
  const isMine = Prisma.sql`EXISTS (SELECT FROM mine)`;
  const completing = isCompleted ? Prisma.sql`, completed AS (${tellingCompletions(now)})` : Prisma.empty;
  const rows = await runAtOnce(
    db,
    (tx) => tx.$queryRaw<{ id: string }[]>`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer WHERE id = ${enrollment.customerId} AND ar_version = ${customer.arVersion}
      FOR NO KEY UPDATE),
    mine AS MATERIALIZED (
      SELECT e.id FROM held JOIN enrollment e ON e.customer_id = held.id JOIN sequence s ON s.id = e.sequence_id
      WHERE e.id = ${enrollment.enrollmentId} AND e.is_live AND e.intent_version = ${enrollment.intentVersion}
        AND e.plan_version = ${enrollment.planVersion} AND s.version = ${sequence.version}
        AND s.plan_version = ${sequence.planVersion}
        AND EXISTS (SELECT FROM mailbox b WHERE b.id = ${input.mailboxId} AND b.status = 'working')
        AND NOT EXISTS (SELECT FROM hold h
          WHERE (h.scope = 'all' OR h.sequence_id = s.id OR h.mailbox_id = ${input.mailboxId}) AND ${isOpen(now)})
      FOR NO KEY UPDATE OF e),
    ${settling(input.ledger, Prisma.sql`AND status = 'handed_over' AND ${isMine}`)},
    ${deciding(input.written, Prisma.sql`EXISTS (SELECT FROM settled)`)}${completing}
    SELECT id FROM settled`,
  );
  return rows.length === 1;
}
