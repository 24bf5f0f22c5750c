import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { InvoiceRelations } from '../../../contracts/receivables/invoice-relations.ts';
import { COMMUNICATION_KINDS, DIRECTIONS } from '../../../contracts/customers/kinds.ts';
import { HOLD_KINDS } from '../../../contracts/holds/kinds.ts';
import { PROMISE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { Tx } from '../client.ts';
import { list as listLabels } from '../customers/label-marks.ts';
import { dayOf, instantColumn, isoOf, isoOrNull, moneyOf } from '../rows.ts';

/** Communications of an invoice that come with it, the latest first. */
const COMMUNICATIONS = 50;

/** What refers to an invoice that the caller was allowed to read (C15). */
export async function read(
  db: Tx,
  viewer: Viewer,
  invoice: { id: string; customerId: string; number: string },
): Promise<InvoiceRelations> {
  const { id: invoiceId } = invoice;
  const [labels, promises, holds, communications] = await Promise.all([
    listLabels(db, viewer, { entity: 'invoice', targetId: invoiceId }),
    db.paymentPromise.findMany({
      where: { invoices: { some: { invoiceId } } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
    db.hold.findMany({ where: { invoiceId }, orderBy: [{ startedAt: 'desc' }, { id: 'desc' }] }),
    readCommunications(db, invoice),
  ]);
  return {
    labels,
    promises: promises.map(({ id, amount, promisedOn, status }) => ({
      id,
      amount: moneyOf(amount),
      promisedOn: dayOf(promisedOn),
      status: z.enum(PROMISE_STATUSES).parse(status),
    })),
    holds: holds.map(({ id, kind, reason, startedAt, expiresAt, endedAt }) => ({
      id,
      kind: z.enum(HOLD_KINDS).parse(kind),
      reason,
      startedAt: isoOf(startedAt),
      expiresAt: isoOrNull(expiresAt),
      endedAt: isoOrNull(endedAt),
    })),
    communications,
  };
}

const communicationSchema = z.object({
  id: z.string(),
  kind: z.enum(COMMUNICATION_KINDS),
  direction: z.enum(DIRECTIONS),
  subject: z.string().nullable(),
  outcome: z.string().nullable(),
  occurredAt: instantColumn,
  messageId: z.string().nullable(),
});

/** What was logged about it, and the messages whose facts name it. */
async function readCommunications(
  db: Tx,
  { id, customerId, number }: { id: string; customerId: string; number: string },
): Promise<InvoiceRelations['communications']> {
  const linked = JSON.stringify({ invoiceIds: [id] });
  const named = JSON.stringify({ invoices: [{ number }] });
  const rows = await db.$queryRaw`
    SELECT c.id, c.kind, c.direction, c.subject, c.outcome, c.occurred_at AS "occurredAt", c.message_id AS "messageId"
    FROM communication c LEFT JOIN message m ON m.id = c.message_id
    WHERE c.customer_id = ${customerId} AND (c.data @> ${linked}::jsonb OR m.facts @> ${named}::jsonb)
    ORDER BY c.occurred_at DESC, c.id DESC LIMIT ${COMMUNICATIONS}`;
  return z.array(communicationSchema).parse(rows);
}
