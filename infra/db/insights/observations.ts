import { z } from 'zod';
import { PROMISE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import { CUSTOMER_STATUSES, SEVERITIES } from '../../../contracts/customers/kinds.ts';
import { SIGNAL_RULES } from '../../../contracts/insights/kinds.ts';
import type { Observations } from '../../../domain/insights/observations.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate, moneyOf } from '../rows.ts';
import { isOpen } from '../holds/open.ts';
import { countedCredit, leastAmount, minorUnit } from '../receivables/owed.ts';
import { restsOf } from '../receivables/rests.ts';
import { waitingMessageOf } from './waiting-messages.ts';

const UNIT = minorUnit(Prisma.sql`c.currency`);

const money = z.string().transform((text) => moneyOf(new Prisma.Decimal(text)));

const observationsSchema: z.ZodType<Observations> = z.object({
  customerId: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  currency: z.string(),
  open: money,
  openCount: z.int(),
  overdue: money,
  askable: money,
  credit: money,
  countedCredit: money,
  least: money,
  oldestOverdue: z.object({ invoiceId: z.string(), number: z.string(), dueOn: z.string() }).nullable(),
  signals: z.array(
    z.object({
      id: z.string(),
      rule: z.enum(SIGNAL_RULES).nullable(),
      severity: z.enum(SEVERITIES),
      text: z.string(),
    }),
  ),
  promises: z.array(
    z.object({
      id: z.string(),
      amount: money,
      promisedOn: z.string(),
      status: z.enum(PROMISE_STATUSES),
      isOwed: z.boolean(),
    }),
  ),
  payments: z.array(z.object({ id: z.string(), amount: money, paidOn: z.string() })),
  messages: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      direction: z.string(),
      occurredAt: z.number().transform(Math.round),
      subject: z.string().nullable(),
      outcome: z.string().nullable(),
    }),
  ),
  isEnrolled: z.boolean(),
  isHeld: z.boolean(),
  waiting: z.object({ entity: z.enum(['review_batch', 'step_execution']), id: z.string() }).nullable(),
});

/** Reads what summaries and plans of customers are made of, in one statement. Unknown ids are left out. */
export async function read(
  db: Tx,
  input: { customerIds: readonly string[]; today: string; now: number },
): Promise<Observations[]> {
  const today = Prisma.sql`${dayToDate(input.today)}::date`;
  const now = new Date(input.now);
  const rows = await db.$queryRaw<{ seen: unknown }[]>`
    WITH rests AS MATERIALIZED (${restsOf(Prisma.sql`SELECT unnest(${[...input.customerIds]}::text[])`, now)})
    SELECT json_build_object('customerId', c.id, 'status', c.status, 'currency', c.currency, 'open', b.open::text, 'openCount', b.n,
      'overdue', b.overdue::text, 'askable', b.askable::text, 'credit', coalesce(k.credit, 0)::text,
      'countedCredit', (${countedCredit(Prisma.sql`c.id`)})::text, 'least', (${leastAmount(Prisma.sql`c.currency`)})::text,
      'oldestOverdue', (
        SELECT json_build_object('invoiceId', i.id, 'number', i.number, 'dueOn', i.due_on)
        FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text AND i.due_on < ${today}
          AND i.balance >= ${UNIT} AND NOT i.is_disputed
          AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)})
          AND NOT EXISTS (SELECT 1 FROM rests r WHERE r.id = i.id AND r.rest = 0)
        ORDER BY i.due_on, i.id LIMIT 1),
      'signals', (
        SELECT coalesce(json_agg(json_build_object('id', s.id, 'rule', s.rule, 'severity', s.severity, 'text', s.text)
          ORDER BY s.severity_rank DESC, s.started_at DESC, s.id), '[]'::json)
        FROM signal s WHERE s.customer_id = c.id AND s.is_active AND (s.expires_at IS NULL OR s.expires_at > ${now})),
      'promises', (
        SELECT coalesce(json_agg(json_build_object('id', r.id, 'amount', r.amount::text, 'promisedOn', r.promised_on,
          'status', r.status, 'isOwed', EXISTS (
            SELECT 1 FROM promise_invoice v JOIN invoice i ON i.id = v.invoice_id
            WHERE v.promise_id = r.id AND i.status = 'open'::text AND i.balance >= ${UNIT}
              AND NOT EXISTS (SELECT 1 FROM rests z WHERE z.id = i.id AND z.rest = 0))) ORDER BY r.created_at DESC, r.id), '[]'::json)
        FROM (SELECT * FROM promise WHERE customer_id = c.id ORDER BY created_at DESC, id LIMIT 5) r),
      'payments', (
        SELECT coalesce(json_agg(json_build_object('id', p.id, 'amount', (p.amount - p.reversed)::text, 'paidOn', p.paid_on)
          ORDER BY p.paid_on DESC, p.id DESC), '[]'::json)
        FROM (SELECT * FROM payment WHERE customer_id = c.id AND amount > reversed
          ORDER BY paid_on DESC, id DESC LIMIT 3) p),
      'messages', (
        SELECT coalesce(json_agg(json_build_object('id', m.id, 'kind', m.kind, 'direction', m.direction,
          'occurredAt', extract(epoch FROM m.occurred_at) * 1000, 'subject', m.subject, 'outcome', m.outcome)
          ORDER BY m.occurred_at DESC, m.id DESC), '[]'::json)
        FROM (SELECT * FROM communication WHERE customer_id = c.id AND kind IN ('email', 'sms', 'call')
          ORDER BY occurred_at DESC, id DESC LIMIT 3) m),
      'isEnrolled', EXISTS (SELECT 1 FROM enrollment e WHERE e.customer_id = c.id AND e.is_live),
      'isHeld', EXISTS (SELECT 1 FROM hold h WHERE h.customer_id = c.id AND h.scope = 'customer'
        AND ${isOpen(now)}),
      'waiting', ${waitingMessageOf(Prisma.sql`c.id`, now)}) AS seen
    FROM customer c LEFT JOIN customer_summary k ON k.customer_id = c.id CROSS JOIN LATERAL (
      SELECT coalesce(sum(i.balance), 0) AS open, count(*)::int AS n,
        coalesce(sum(i.balance) FILTER (WHERE i.due_on < ${today}), 0) AS overdue,
        coalesce(sum(i.balance) FILTER (WHERE i.balance >= ${UNIT} AND NOT i.is_disputed AND NOT EXISTS (
          SELECT 1 FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)})), 0) AS askable
      FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text) b
    WHERE c.id = ANY(${[...input.customerIds]}::text[]) ORDER BY c.id`;
  return rows.map((row) => observationsSchema.parse(row.seen));
}
