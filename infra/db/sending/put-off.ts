import { z } from 'zod';
import type { PutOff } from '../../../contracts/sending/put-off.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

/** What a row of a source says about its wait: expressions. */
interface Waits {
  /** Finds the message `m` of the row. */
  ofSource: Prisma.Sql;
  heldReason: Prisma.Sql;
  heldUntil: Prisma.Sql;
  mailboxId: Prisma.Sql;
}

/** Expression: what servers have said of the message of a row that has not left, as JSON; null where it is not put off. */
export function putOffOf({ ofSource, heldReason, heldUntil, mailboxId }: Waits): Prisma.Sql {
  return Prisma.sql`(
    SELECT CASE
      WHEN ${heldReason} IN ('mailbox_failing', 'mailbox_reconnect') THEN json_build_object(
        'reply', coalesce((SELECT b.status_reason FROM mailbox b WHERE b.id = ${mailboxId}),
          (SELECT b.status_reason FROM sms_sender b WHERE b.id = ${mailboxId}), m.result_text),
        'firstTriedAt', m.first_refused_at, 'tries', coalesce(m.refusals, 0), 'nextTryAt', CASE WHEN ${heldReason} = 'mailbox_failing' THEN ${heldUntil} END)
      -- An sms in doubt that its gateway knows again is tried once more.
      WHEN m.refusals > 0 AND (m.status IN ('claimed', 'refused') OR (m.status = 'uncertain' AND ${heldReason} = 'retrying')) THEN json_build_object(
        'reply', m.result_text, 'firstTriedAt', m.first_refused_at, 'tries', m.refusals,
        'nextTryAt', CASE WHEN m.status <> 'refused' THEN coalesce(${heldUntil}, m.retry_at) END) END
    FROM (SELECT 1) one LEFT JOIN message m ON ${ofSource})`;
}

const instant = z
  .string()
  .nullable()
  .transform((at) => at && isoOf(new Date(at)));

/** Such an expression as a statement answers it. */
export const putOffColumn: z.ZodType<PutOff | null> = z
  .object({ reply: z.string().nullable(), firstTriedAt: instant, tries: z.int(), nextTryAt: instant })
  .nullable();
