import { z } from 'zod';
import { RELATED_RECORD_KINDS } from '../../../contracts/receivables/kinds.ts';
import type { Tx } from '../client.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import type { RecordEvent } from '../../../domain/imports/record-events.ts';
import type { StoredRelatedRecord } from '../../../domain/imports/merge-related-record.ts';
import type { ImportCustomer } from './import-contacts.ts';
import { dayToDate } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { Prisma } from '../generated/client.ts';
import { cameAsInvoice } from './came-as-invoice.ts';

const storedSchema = z.object({
  id: z.string(),
  kind: z.enum(RELATED_RECORD_KINDS),
  externalId: z.string(),
  customerId: z.string(),
  status: z.string().nullable(),
  occurredOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  amount: z.string().nullable(),
  currency: z.string().nullable(),
  creditUsed: z.string(),
  properties: z.record(z.string(), z.unknown()),
  url: z.string().nullable(),
  ofKind: z.string().nullable(),
  ofExternalId: z.string().nullable(),
  allocations: z.array(z.object({ invoiceNumber: z.string(), amount: z.string() })),
  events: z.array(
    z.object({
      kind: z.string(),
      occurredOn: z.string(),
      amount: z.string().nullable(),
      currency: z.string().nullable(),
      externalId: z.string().nullable(),
    }),
  ),
  applied: z.string(),
  source: z.string(),
});

/** Records by kind and external id, of whatever customer: a pair is taken once. Only for comparison, never shown. */
export async function readStored(
  tx: Tx,
  _viewer: Viewer,
  keys: readonly { kind: string; externalId: string }[],
): Promise<StoredRelatedRecord[]> {
  const rows = await tx.$queryRaw`
    SELECT r.id, r.kind, r.external_id AS "externalId", r.customer_id AS "customerId", r.status,
      r.occurred_on::text AS "occurredOn", r.ends_on::text AS "endsOn", r.amount::text, r.currency, r.properties,
      r.credit_used::text AS "creditUsed", r.source,
      r.url, r.of_kind AS "ofKind", r.of_external_id AS "ofExternalId",
      (SELECT coalesce(json_agg(json_build_object('kind', v.kind, 'occurredOn', v.occurred_on, 'amount', v.amount::text,
          'currency', v.currency, 'externalId', v.external_id)), '[]'::json)
        FROM related_record_event v WHERE v.related_record_id = r.id) AS events,
      (SELECT coalesce(sum(a.amount), 0)::text FROM credit_application a JOIN invoice i ON i.id = a.invoice_id
        WHERE a.related_record_id = r.id AND i.status <> 'void') AS applied,
      (SELECT coalesce(json_agg(json_build_object('invoiceNumber', i.number, 'amount', a.amount::text)), '[]'::json)
        FROM (SELECT invoice_id, sum(amount) AS amount FROM credit_application WHERE related_record_id = r.id
          GROUP BY invoice_id) a JOIN invoice i ON i.id = a.invoice_id) AS allocations
    FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k(kind text, "externalId" text)
    JOIN related_record r ON r.kind = k.kind AND r.external_id = k."externalId"`;
  return z.array(storedSchema).parse(rows);
}

/** Customers that the viewer may see, by id, as rows of an import need them. */
export async function readCustomers(
  tx: Tx,
  viewer: Viewer,
  customerIds: readonly string[],
): Promise<Map<string, ImportCustomer>> {
  if (customerIds.length === 0) return new Map();
  const rows = await tx.$queryRaw`
    SELECT c.id, coalesce(c.external_id, '') AS "externalId", c.currency FROM customer c
    WHERE c.id = ANY(${[...customerIds]}::text[]) AND ${customerIsVisible(viewer, 'c')}`;
  const schema = z.object({ id: z.string(), externalId: z.string(), currency: z.string() });
  return new Map(
    z
      .array(schema)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
}

/** A record as it is written. */
export type RelatedRecordRow = Omit<StoredRelatedRecord, 'allocations' | 'events' | 'applied'>;

const COLUMNS = Prisma.sql`id text, kind text, "externalId" text, "customerId" text, status text, "occurredOn" date,
  "endsOn" date, amount numeric, currency text, "creditUsed" numeric, properties jsonb, source text,
  url text, "ofKind" text, "ofExternalId" text`;

/** Inserts records in one statement; one whose key is taken by now is left out. @returns how many went in */
export async function insertAll(
  tx: Tx,
  { records, now }: { records: readonly RelatedRecordRow[]; now: number },
): Promise<number> {
  if (records.length === 0) return 0;
  const at = new Date(now);
  return tx.$executeRaw`
    INSERT INTO related_record (id, kind, external_id, customer_id, status, occurred_on, ends_on, amount, currency,
      credit_used, properties, source, url, of_kind, of_external_id, created_at, updated_at)
    SELECT i.id, i.kind, i."externalId", i."customerId", i.status, i."occurredOn", i."endsOn", i.amount, i.currency,
      i."creditUsed", i.properties, i.source, i.url, i."ofKind", i."ofExternalId", ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS i(${COLUMNS})
    ON CONFLICT (kind, external_id) DO NOTHING`;
}

/** Writes the columns of records whose customers this transaction has locked, in one statement. */
export async function updateAll(
  tx: Tx,
  { records, now }: { records: readonly RelatedRecordRow[]; now: number },
): Promise<void> {
  if (records.length === 0) return;
  await tx.$executeRaw`
    UPDATE related_record r SET status = i.status, occurred_on = i."occurredOn", ends_on = i."endsOn",
      amount = i.amount, currency = i.currency, credit_used = i."creditUsed", properties = i.properties,
      source = i.source, url = i.url, of_kind = i."ofKind", of_external_id = i."ofExternalId", updated_at = ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS i(${COLUMNS}) WHERE r.id = i.id`;
}

/** Adds what happened to records, in one statement; what is known by its external id is left out. */
export async function insertEvents(
  tx: Tx,
  {
    events,
    now,
  }: { events: readonly (RecordEvent & { id: string; relatedRecordId: string })[]; now: number },
): Promise<void> {
  if (events.length === 0) return;
  await tx.relatedRecordEvent.createMany({
    data: events.map(({ occurredOn, ...event }) => ({
      ...event,
      occurredOn: dayToDate(occurredOn),
      createdAt: new Date(now),
    })),
    skipDuplicates: true,
  });
}

const turnedSchema = z.array(z.object({ id: z.string(), customerId: z.string() }));

/** Ends the credit of files of invoices that has the number of one of these invoices, whose customers are locked. */
export async function endTurned(
  tx: Tx,
  { invoiceIds, now }: { invoiceIds: readonly string[]; now: number },
): Promise<{ id: string; customerId: string }[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await tx.$queryRaw`
    UPDATE related_record r SET status = 'closed', updated_at = ${new Date(now)}
    FROM invoice i
    WHERE i.id = ANY(${[...invoiceIds]}::text[]) AND r.kind = 'credit_note' AND r.external_id = i.number
      AND r.customer_id = i.customer_id AND is_credit_status(r.status) AND ${cameAsInvoice}
    RETURNING r.id, r.customer_id AS "customerId"`;
  return turnedSchema.parse(rows);
}
