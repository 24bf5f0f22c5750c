import { z } from 'zod';
import type { Sender } from '../../../domain/enrollments/sender.ts';
import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import type { SendFacts } from '../../../domain/sending/send-facts.ts';
import { fixedStatement } from '../fixed-statement.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { factsOf } from '../sending/send-facts-parts.ts';
import { sendFactsSchema } from '../sending/send-facts-schema.ts';
import { ROW_ADDRESS, ROW_MAILBOX } from './row-mailbox.ts';
import { snapshotIn, snapshotOf, snapshotRows } from './snapshots.ts';

/** What the claim of a step is decided from and made of, as one statement found it. */
export interface ReadToSend {
  snapshot: EnrollmentSnapshot;
  /** Null: there is no such row yet, it is no mail, or it names no mailbox. */
  mail: MailFacts | null;
}

/** Facts of a mail that leaves from `sender`. */
export interface MailFacts {
  sender: Pick<Sender, 'mailboxId' | 'fromAddress'>;
  read(): SendFacts;
}

const senderSchema = z.object({ mailboxId: z.string(), fromAddress: z.string().nullable() }).nullable();

const READ = fixedStatement<'enrollmentId' | 'stepExecutionId' | 'now'>(
  ({ enrollmentId, stepExecutionId, now }) => Prisma.sql`
    SELECT ${snapshotOf(now)} AS snapshot,
      CASE WHEN sender.mailbox_id IS NOT NULL THEN
        json_build_object('mailboxId', sender.mailbox_id, 'fromAddress', sender.from_address) END AS sender,
      CASE WHEN sender.mailbox_id IS NOT NULL THEN ${factsOf({
        kind: 'step_execution',
        id: stepExecutionId,
        isSms: false,
        sender: {
          named: Prisma.sql`sender.mailbox_id`,
          heir: Prisma.sql`sender.heir_id`,
          address: Prisma.sql`sender.from_address`,
        },
        now,
      })} END AS facts
    FROM ${snapshotRows(now)}
    -- OFFSET: worked out once, however often it is named above.
    LEFT JOIN LATERAL (
      SELECT named.*, (
        SELECT CASE WHEN m.retired_at IS NULL THEN m.id ELSE mailbox_heir(m.id) END
        FROM mailbox m WHERE m.id = named.mailbox_id) AS heir_id
      FROM (
        SELECT ${ROW_MAILBOX} AS mailbox_id, ${ROW_ADDRESS} AS from_address
        FROM step_execution x JOIN step t ON t.id = x.step_id
        WHERE x.id = ${stepExecutionId} AND x.enrollment_id = e.id AND x.type = 'email' OFFSET 0) named
      OFFSET 0) sender ON TRUE
    WHERE e.id = ${enrollmentId} ORDER BY e.id`,
);

/**
 * Reads everything that decides what an enrollment does next, and what a mail of one of its steps is made of, in one
 * statement, for the claim: what is sent is what was decided on. Null: there is no such enrollment.
 */
export async function readToSend(
  tx: RawTx,
  asked: { enrollmentId: string; stepExecutionId: string; now: number },
): Promise<ReadToSend | null> {
  const values = { ...asked, now: new Date(asked.now) };
  const [row] = await READ<{ snapshot: unknown; sender: unknown; facts: unknown }>(tx, values);
  if (!row) return null;
  const sender = senderSchema.parse(row.sender);
  const mail = sender && { sender, read: () => sendFactsSchema.parse(row.facts) };
  return { snapshot: snapshotIn(row.snapshot), mail };
}
