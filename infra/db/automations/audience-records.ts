import { SYSTEM } from '../../../contracts/actor.ts';
import type { RELATED_KINDS, RelatedName } from '../../../domain/automations/catalogue.ts';
import { Prisma } from '../generated/client.ts';

/**
 * A field in SQL: a value; what a set holds (`holders`: rows of who has what, as `holder` and `held`); a day that some
 * rows have as such (`onDay`) and others as an instant (`at`), whose day the organisation's zone says; or how many days a
 * day lies back (`days`) of rows that are `aging`, which an index on the day (`since`) serves.
 */
export type Column =
  | Prisma.Sql
  | { holders: Prisma.Sql }
  | { onDay: Prisma.Sql; at: Prisma.Sql }
  | { days: Prisma.Sql; since: Prisma.Sql; aging: Prisma.Sql };

/** Records of a kind: rows `r` with `customer_id`, `id`, `currency` where they have money, and a column a field. */
export interface Source<F extends object = Record<string, Column>> {
  from: Prisma.Sql;
  /** Of records of records: the same rows without `customer_id`, where everybody is asked and nobody needs it. */
  ofEverybody?: Prisma.Sql;
  columns: Record<keyof F, Column>;
}
type SourceOf<N extends RelatedName> = Source<(typeof RELATED_KINDS)[N]['fields']>;

const systemColumns = {
  status: Prisma.sql`r.status`,
  occurredOn: Prisma.sql`r.occurred_on`,
  endsOn: Prisma.sql`r.ends_on`,
  amount: Prisma.sql`r.amount`,
  externalId: Prisma.sql`r.external_id`,
  createdAt: Prisma.sql`r.created_at`,
};
const ofSystems = (kind: string): SourceOf<'subscriptions'> => ({
  from: Prisma.sql`(SELECT * FROM related_record WHERE kind = ${kind}) r`,
  columns: systemColumns,
});
/** Records with events: sums of these compare in the currency of the record, else of its customer. */
const eventful = (kind: string): SourceOf<'cards'> => ({
  from: Prisma.sql`(SELECT o.*, coalesce(o.currency, k.currency) AS own_currency FROM related_record o
    LEFT JOIN customer k ON k.id = o.customer_id WHERE o.kind = ${kind}) r`,
  columns: systemColumns,
});

/** What people decided about messages of programs stands beside the approvals of other systems (C16). */
const APPROVALS = Prisma.sql`(
  SELECT id, customer_id, currency, status, occurred_on, NULL::timestamptz AS decided_at, ends_on, amount, external_id,
    properties, created_at
  FROM related_record WHERE kind = 'approval'
  UNION ALL SELECT s.id, s.customer_id, s.facts->>'currency', s.decision, NULL::date, s.decided_at, NULL::date,
    (SELECT sum((f->>'balance')::numeric) FROM jsonb_path_query(s.facts, '$.invoices[*]') f
      WHERE s.content->'invoices' ? (f->>'invoiceId')), s.batch_id,
    jsonb_build_object('programId', s.program_id, 'touchpointId', s.touchpoint_id, 'decidedById', s.decided_by_id),
    s.decided_at
  FROM scheduled_touchpoint s
  WHERE s.decision IN ('approved', 'rejected', 'dropped') AND s.batch_id IS NOT NULL AND s.decided_at IS NOT NULL
    AND s.decided_by_id <> ${SYSTEM.userId}) r`;

/** Whether something happened to the message of a communication `r`. */
const messageHad = (such: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM message_event v WHERE v.message_id = r.message_id AND ${such})`;

/** What moved a balance, and what was promised, of customers and of their invoices. */
export const MOVEMENT = {
  cause: Prisma.sql`r.cause`,
  amount: Prisma.sql`r.delta`,
  effectiveOn: Prisma.sql`r.effective_on`,
};
export const PROMISE = {
  status: Prisma.sql`r.status`,
  amount: Prisma.sql`r.amount`,
  paidAmount: Prisma.sql`r.paid_amount`,
  promisedOn: Prisma.sql`r.promised_on`,
  madeAt: Prisma.sql`r.created_at`,
  decidedAt: Prisma.sql`r.decided_at`,
};

/** Where the records of each kind stand; `today`: a `date`, `now`: an instant. */
export const recordSources = ({ today, now }: { today: Prisma.Sql; now: Prisma.Sql }) =>
  ({
    invoices: {
      from: Prisma.sql`(SELECT i.*, i.currency AS own_currency FROM invoice i) r`,
      columns: {
        number: Prisma.sql`r.number`,
        externalId: Prisma.sql`r.external_id`,
        status: Prisma.sql`r.status`,
        issuedOn: Prisma.sql`r.issued_on`,
        dueOn: Prisma.sql`r.due_on`,
        amount: Prisma.sql`r.amount`,
        balance: Prisma.sql`r.balance`,
        credit: Prisma.sql`r.credit`,
        daysPastDue: {
          days: Prisma.sql`CASE WHEN r.status = 'open' THEN ${today} - r.due_on END`,
          since: Prisma.sql`r.due_on`,
          aging: Prisma.sql`r.status = 'open'`,
        },
        isDisputed: Prisma.sql`r.is_disputed`,
        disputeReason: Prisma.sql`r.dispute_reason`,
        poNumber: Prisma.sql`r.po_number`,
        labels: { holders: Prisma.sql`SELECT invoice_id AS holder, label_id AS held FROM invoice_label` },
      },
    },
    creditNotes: {
      from: Prisma.sql`(SELECT o.*, o.currency AS own_currency FROM related_record o WHERE o.kind = 'credit_note') r`,
      columns: systemColumns,
    },
    movements: { from: Prisma.sql`balance_change r`, columns: MOVEMENT },
    payments: {
      from: Prisma.sql`payment r`,
      columns: {
        amount: Prisma.sql`r.amount`,
        reversed: Prisma.sql`r.reversed`,
        kept: Prisma.sql`(r.amount - r.reversed)`,
        paidOn: Prisma.sql`r.paid_on`,
        reference: Prisma.sql`r.reference`,
      },
    },
    promises: { from: Prisma.sql`promise r`, columns: PROMISE },
    signals: {
      from: Prisma.sql`signal r`,
      columns: {
        kind: Prisma.sql`r.kind`,
        severity: Prisma.sql`r.severity`,
        source: Prisma.sql`r.source`,
        isActive: Prisma.sql`(r.is_active AND (r.expires_at IS NULL OR r.expires_at > ${now}))`,
        startedAt: Prisma.sql`r.started_at`,
        endedAt: Prisma.sql`r.ended_at`,
      },
    },
    calls: {
      from: Prisma.sql`(SELECT * FROM communication WHERE kind = 'call') r`,
      columns: {
        type: Prisma.sql`(r.data->>'callType')`,
        direction: Prisma.sql`r.direction`,
        outcome: Prisma.sql`r.outcome`,
        subject: Prisma.sql`r.subject`,
        occurredAt: Prisma.sql`r.occurred_at`,
        author: Prisma.sql`r.author_id`,
      },
    },
    messages: {
      from: Prisma.sql`(SELECT k.*, m.source_kind, m.sequence_id, m.mailbox_id FROM communication k
        LEFT JOIN message m ON m.id = k.message_id WHERE k.kind IN ('email', 'sms')) r`,
      columns: {
        channel: Prisma.sql`r.kind`,
        direction: Prisma.sql`r.direction`,
        source: Prisma.sql`r.source_kind`,
        sequence: Prisma.sql`r.sequence_id`,
        mailbox: Prisma.sql`r.mailbox_id`,
        subject: Prisma.sql`r.subject`,
        occurredAt: Prisma.sql`r.occurred_at`,
        isOpened: messageHad(Prisma.sql`v.kind = 'opened' AND v.verdict = 'human'`),
        isClicked: messageHad(Prisma.sql`v.kind = 'clicked' AND v.verdict = 'human'`),
        isReplied: messageHad(Prisma.sql`v.kind = 'reply'`),
        author: Prisma.sql`r.author_id`,
      },
    },
    contacts: {
      from: Prisma.sql`(SELECT * FROM contact WHERE erased_at IS NULL) r`,
      columns: {
        type: Prisma.sql`r.type`,
        isPrimary: Prisma.sql`r.is_primary`,
        isActive: Prisma.sql`r.is_active`,
        email: Prisma.sql`r.email`,
        phone: Prisma.sql`r.phone`,
        title: Prisma.sql`r.title`,
        department: Prisma.sql`r.department`,
        createdAt: Prisma.sql`r.created_at`,
      },
    },
    enrollments: {
      from: Prisma.sql`enrollment r`,
      columns: {
        sequence: Prisma.sql`r.sequence_id`,
        status: Prisma.sql`r.status`,
        stopReason: Prisma.sql`r.stop_reason`,
        source: Prisma.sql`r.source`,
        startsOn: Prisma.sql`r.start_date`,
        createdAt: Prisma.sql`r.created_at`,
        completedAt: Prisma.sql`r.completed_at`,
        stoppedAt: Prisma.sql`r.stopped_at`,
      },
    },
    programs: {
      from: Prisma.sql`(SELECT p.*, p.program_id AS id FROM program_enrollment p) r`,
      columns: {
        program: Prisma.sql`r.program_id`,
        isEnrolled: Prisma.sql`r.is_enrolled`,
        isExplicit: Prisma.sql`r.is_explicit`,
        changedAt: Prisma.sql`r.changed_at`,
      },
    },
    touchpoints: {
      from: Prisma.sql`scheduled_touchpoint r`,
      columns: {
        program: Prisma.sql`r.program_id`,
        level: Prisma.sql`r.level`,
        status: Prisma.sql`r.status`,
        decision: Prisma.sql`r.decision`,
        reason: Prisma.sql`r.reason`,
        daysOverdue: Prisma.sql`r.days_overdue`,
        plannedOn: Prisma.sql`r.planned_on`,
        decidedAt: Prisma.sql`r.decided_at`,
        endedAt: Prisma.sql`r.ended_at`,
      },
    },
    lists: {
      from: Prisma.sql`(SELECT customer_id, list_id AS id, list_id, added_at FROM list_member) r`,
      columns: { list: Prisma.sql`r.list_id`, addedAt: Prisma.sql`r.added_at` },
    },
    labels: {
      from: Prisma.sql`(SELECT customer_id, label_id AS id, label_id, created_at FROM customer_label) r`,
      columns: { label: Prisma.sql`r.label_id`, addedAt: Prisma.sql`r.created_at` },
    },
    approvals: {
      from: APPROVALS,
      columns: {
        ...systemColumns,
        occurredOn: { onDay: Prisma.sql`r.occurred_on`, at: Prisma.sql`r.decided_at` },
      },
    },
    bankAccounts: eventful('bank_account'),
    cards: eventful('card'),
    documents: {
      from: eventful('document').from,
      columns: {
        ...systemColumns,
        url: Prisma.sql`r.url`,
        hasFile: Prisma.sql`EXISTS (SELECT FROM document_file d WHERE d.related_record_id = r.id)`,
      },
    },
    documentEvents: ofSystems('document_event'),
    eMandates: eventful('e_mandate'),
    subscriptions: ofSystems('subscription'),
    transactions: {
      from: ofSystems('transaction').from,
      columns: { ...systemColumns, overKind: Prisma.sql`r.of_kind`, over: Prisma.sql`r.of_external_id` },
    },
  }) satisfies { [N in RelatedName]: SourceOf<N> };
