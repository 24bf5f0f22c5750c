import type { NestedName } from '../../../domain/automations/catalogue.ts';
import { Prisma } from '../generated/client.ts';
import { MOVEMENT, PROMISE, type Source } from './audience-records.ts';

const eventsOf = (kind: string): Source => ({
  from: Prisma.sql`(SELECT e.*, e.related_record_id AS parent_id, o.customer_id FROM related_record_event e
    JOIN related_record o ON o.id = e.related_record_id AND o.kind = ${kind}) r`,
  // Records of other kinds are nobody's parents here.
  ofEverybody: Prisma.sql`(SELECT e.*, e.related_record_id AS parent_id FROM related_record_event e) r`,
  columns: {
    kind: Prisma.sql`r.kind`,
    occurredOn: Prisma.sql`r.occurred_on`,
    amount: Prisma.sql`r.amount`,
    externalId: Prisma.sql`r.external_id`,
  },
});

/** Where the records of records stand: as those of customers, with `parent_id`, the id of the record they belong to. */
export const nestedSources = ({ now }: { now: Prisma.Sql }) =>
  ({
    'invoices.movements': {
      from: Prisma.sql`(SELECT b.*, b.invoice_id AS parent_id FROM balance_change b) r`,
      columns: MOVEMENT,
    },
    'invoices.promises': {
      from: Prisma.sql`(SELECT p.*, l.invoice_id AS parent_id FROM promise p
        JOIN promise_invoice l ON l.promise_id = p.id) r`,
      columns: PROMISE,
    },
    'invoices.disputes': {
      from: Prisma.sql`(SELECT h.id, h.invoice_id AS parent_id, i.customer_id, h.started_at, h.ended_at, h.expires_at
        FROM hold h JOIN invoice i ON i.id = h.invoice_id WHERE h.kind = 'dispute') r`,
      ofEverybody: Prisma.sql`(SELECT h.*, h.invoice_id AS parent_id FROM hold h
        WHERE h.kind = 'dispute' AND h.invoice_id IS NOT NULL) r`,
      columns: {
        isOpen: Prisma.sql`(r.ended_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > ${now}))`,
        startedAt: Prisma.sql`r.started_at`,
        endedAt: Prisma.sql`r.ended_at`,
      },
    },
    // Only what people opened counts (T2).
    'invoices.linkOpens': {
      from: Prisma.sql`(SELECT t.id, i.id AS parent_id, i.customer_id, t.occurred_at,
          m.tracking->'links'->>(t.link - 1) = i.pay_url AS is_payment
        FROM tracking_hit t JOIN message m ON m.id = t.message_id JOIN invoice i ON i.customer_id = m.customer_id
          AND m.tracking->'links'->>(t.link - 1) IN (i.pay_url, i.pdf_url)
        WHERE t.kind = 'click' AND t.verdict = 'human') r`,
      columns: {
        link: Prisma.sql`CASE WHEN r.is_payment THEN 'payment' ELSE 'document' END`,
        openedAt: Prisma.sql`r.occurred_at`,
      },
    },
    // An answer to a message that named it, or something that came in and was logged about it.
    'invoices.replies': {
      from: Prisma.sql`(SELECT v.id, i.id AS parent_id, i.customer_id, v.occurred_at
        FROM message_event v JOIN message m ON m.id = v.message_id JOIN invoice i ON i.customer_id = m.customer_id
          AND m.facts->'invoices' @> jsonb_build_array(jsonb_build_object('number', i.number))
        WHERE v.kind = 'reply'
        UNION ALL SELECT k.id, i.id, i.customer_id, k.occurred_at FROM communication k
        JOIN invoice i ON i.customer_id = k.customer_id AND k.data->'invoiceIds' ? i.id
        WHERE k.direction = 'inbound' AND k.kind IN ('email', 'sms', 'call')) r`,
      columns: { repliedAt: Prisma.sql`r.occurred_at` },
    },
    'creditNotes.applications': {
      from: Prisma.sql`(SELECT a.*, a.related_record_id AS parent_id FROM credit_application a) r`,
      columns: { amount: Prisma.sql`r.amount`, appliedAt: Prisma.sql`r.created_at` },
    },
    'bankAccounts.events': eventsOf('bank_account'),
    'cards.events': eventsOf('card'),
    'documents.events': eventsOf('document'),
    'eMandates.events': eventsOf('e_mandate'),
  }) satisfies Record<NestedName, Source>;
