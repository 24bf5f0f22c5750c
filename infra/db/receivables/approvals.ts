import { z } from 'zod';
import { SYSTEM } from '../../../contracts/actor.ts';
import type { RelatedRecord } from '../../../contracts/receivables/related-records.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import * as organisation from '../access/organisation.ts';
import { isoOf, moneyOf } from '../rows.ts';

/** Decisions of people about what programs proposed to a customer, as rows `(id, at, status)` of the approvals (C16). */
export const approvalsOf = (customerId: string): Prisma.Sql => Prisma.sql`
  SELECT s.id, s.decided_at AS at, s.decision AS status FROM scheduled_touchpoint s
  WHERE s.customer_id = ${customerId} AND s.decision IN ('approved', 'rejected', 'dropped')
    AND s.batch_id IS NOT NULL AND s.decided_at IS NOT NULL AND s.decided_by_id <> ${SYSTEM.userId}`;

/** What an approval shows of a message and of what it was made from. */
const contentSchema = z.object({ subject: z.string(), invoices: z.array(z.string()) });
const factsSchema = z.object({
  currency: z.string(),
  invoices: z.array(z.object({ invoiceId: z.string(), number: z.string(), balance: z.string() })),
});

const rowSchema = z.object({
  id: z.string(),
  customer_id: z.string(),
  program_id: z.string(),
  program_name: z.string(),
  touchpoint_id: z.string(),
  label: z.string(),
  run_id: z.string().nullable(),
  batch_id: z.string(),
  decision: z.string(),
  decided_by_id: z.string(),
  decided_at: z.date(),
  content: contentSchema.nullable(),
  facts: factsSchema.nullable(),
});

/** Decisions as related records of kind `approval`; those of absent ids are left out. */
export async function readApprovals(db: Tx, ids: readonly string[]): Promise<RelatedRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw`
    SELECT s.id, s.customer_id, s.program_id, p.name AS program_name, s.touchpoint_id, t.label, s.run_id, s.batch_id,
      s.decision, s.decided_by_id, s.decided_at, s.content, s.facts
    FROM scheduled_touchpoint s JOIN program p ON p.id = s.program_id JOIN touchpoint t ON t.id = s.touchpoint_id
    WHERE s.id = ANY(${[...ids]}::text[])`;
  const { zone } = await organisation.get(db, SYSTEM);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => shown(row, zone));
}

function shown(row: z.infer<typeof rowSchema>, zone: string): RelatedRecord {
  const asked = new Set(row.content?.invoices);
  const invoices = (row.facts?.invoices ?? []).filter((invoice) => asked.has(invoice.invoiceId));
  const sum = invoices.reduce((total, invoice) => total.plus(invoice.balance), new Prisma.Decimal(0));
  const at = isoOf(row.decided_at);
  return {
    id: row.id,
    kind: 'approval',
    externalId: row.batch_id,
    customerId: row.customer_id,
    status: row.decision,
    occurredOn: localDateOf(row.decided_at.getTime(), zone),
    endsOn: null,
    amount: row.facts && moneyOf(sum),
    applied: null,
    open: null,
    currency: row.facts?.currency ?? null,
    url: null,
    file: null,
    of: null,
    properties: {
      programId: row.program_id,
      program: row.program_name,
      touchpointId: row.touchpoint_id,
      touchpoint: row.label,
      runId: row.run_id,
      decidedById: row.decided_by_id,
      subject: row.content?.subject ?? null,
      invoices: invoices.map((invoice) => invoice.number),
    },
    source: 'program',
    createdAt: at,
    updatedAt: at,
  };
}
