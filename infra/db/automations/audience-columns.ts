import type { CUSTOMER_FIELDS, RELATED_KINDS, RelatedName } from '../../../domain/automations/catalogue.ts';
import { SEVERITY_RANKS } from '../customers/customer-filters.ts';
import { Prisma } from '../generated/client.ts';

/** A field in SQL: a value, or what a set holds (`holders`: rows of who has what, as `holder` and `held`). */
export type Column = Prisma.Sql | { holders: Prisma.Sql };

/** The name of a stored severity. */
const SEVERITY = Prisma.sql`CASE s.severity ${Prisma.join(
  Object.entries(SEVERITY_RANKS).map(([name, rank]) => Prisma.sql`WHEN ${rank}::smallint THEN ${name}::text`),
  ' ',
)} END`;

/** Fields of a customer, over the rows of `customer` named `c` and `customer_summary` named `s`; `today`: a `date`. */
export const customerColumns = (today: Prisma.Sql) =>
  ({
    name: Prisma.sql`c.name`,
    externalId: Prisma.sql`c.external_id`,
    status: Prisma.sql`c.status`,
    currency: Prisma.sql`c.currency`,
    source: Prisma.sql`c.source`,
    arOwner: Prisma.sql`c.ar_owner_id`,
    salesOwner: Prisma.sql`c.sales_owner_id`,
    score: Prisma.sql`c.score`,
    createdAt: Prisma.sql`c.created_at`,
    lastContactAt: Prisma.sql`s.last_contact_at`,
    severity: SEVERITY,
    total: Prisma.sql`s.total`,
    overdue: Prisma.sql`s.overdue`,
    credit: Prisma.sql`s.credit`,
    net: Prisma.sql`(s.total - s.credit)`,
    days1To30: Prisma.sql`s.days_1_to_30`,
    days31To60: Prisma.sql`s.days_31_to_60`,
    days61To90: Prisma.sql`s.days_61_to_90`,
    days91Plus: Prisma.sql`s.days_91_plus`,
    openInvoices: Prisma.sql`s.open_invoice_count`,
    daysPastDue: Prisma.sql`(${today} - (SELECT min(o.due_on) FROM invoice o WHERE o.customer_id = c.id AND o.status = 'open'))`,
    contacts: Prisma.sql`s.contact_count`,
    labels: { holders: Prisma.sql`SELECT customer_id AS holder, label_id AS held FROM customer_label` },
    lists: { holders: Prisma.sql`SELECT customer_id AS holder, list_id AS held FROM list_member` },
    visibilityGroups: {
      holders: Prisma.sql`SELECT customer_id AS holder, group_id AS held FROM visibility_group_customer`,
    },
    sequences: {
      holders: Prisma.sql`SELECT customer_id AS holder, sequence_id AS held FROM enrollment WHERE is_live`,
    },
    programs: {
      holders: Prisma.sql`SELECT customer_id AS holder, program_id AS held FROM program_enrollment WHERE is_enrolled`,
    },
  }) satisfies Record<keyof typeof CUSTOMER_FIELDS, Column>;

/** Records of a kind: rows with `customer_id`, `id`, `currency` where they have money, and a column a field. */
interface Source<N extends RelatedName> {
  from: Prisma.Sql;
  columns: Record<keyof (typeof RELATED_KINDS)[N]['fields'], Column>;
}

const ofSystems = (kind: string): Source<'cards'> => ({
  from: Prisma.sql`(SELECT * FROM related_record WHERE kind = ${kind}) r`,
  columns: {
    status: Prisma.sql`r.status`,
    occurredOn: Prisma.sql`r.occurred_on`,
    endsOn: Prisma.sql`r.ends_on`,
    amount: Prisma.sql`r.amount`,
    externalId: Prisma.sql`r.external_id`,
  },
});

/** Where the records of each kind stand, over a row named `r`; `today`: a `date`, `now`: an instant. */
export const recordSources = ({ today, now }: { today: Prisma.Sql; now: Prisma.Sql }) =>
  ({
    invoices: {
      from: Prisma.sql`invoice r`,
      columns: {
        number: Prisma.sql`r.number`,
        status: Prisma.sql`r.status`,
        issuedOn: Prisma.sql`r.issued_on`,
        dueOn: Prisma.sql`r.due_on`,
        amount: Prisma.sql`r.amount`,
        balance: Prisma.sql`r.balance`,
        daysPastDue: Prisma.sql`CASE WHEN r.status = 'open' THEN ${today} - r.due_on END`,
        isDisputed: Prisma.sql`r.is_disputed`,
        poNumber: Prisma.sql`r.po_number`,
        labels: { holders: Prisma.sql`SELECT invoice_id AS holder, label_id AS held FROM invoice_label` },
      },
    },
    creditNotes: ofSystems('credit_note'),
    movements: {
      from: Prisma.sql`balance_change r`,
      columns: {
        cause: Prisma.sql`r.cause`,
        amount: Prisma.sql`r.delta`,
        effectiveOn: Prisma.sql`r.effective_on`,
      },
    },
    payments: {
      from: Prisma.sql`payment r`,
      columns: {
        amount: Prisma.sql`r.amount`,
        kept: Prisma.sql`(r.amount - r.reversed)`,
        paidOn: Prisma.sql`r.paid_on`,
        reference: Prisma.sql`r.reference`,
      },
    },
    promises: {
      from: Prisma.sql`promise r`,
      columns: {
        status: Prisma.sql`r.status`,
        amount: Prisma.sql`r.amount`,
        promisedOn: Prisma.sql`r.promised_on`,
        madeAt: Prisma.sql`r.created_at`,
      },
    },
    signals: {
      from: Prisma.sql`signal r`,
      columns: {
        kind: Prisma.sql`r.kind`,
        source: Prisma.sql`r.source`,
        severity: Prisma.sql`r.severity`,
        isActive: Prisma.sql`(r.is_active AND (r.expires_at IS NULL OR r.expires_at > ${now}))`,
        startedAt: Prisma.sql`r.started_at`,
      },
    },
    calls: {
      from: Prisma.sql`(SELECT * FROM communication WHERE kind = 'call') r`,
      columns: {
        direction: Prisma.sql`r.direction`,
        outcome: Prisma.sql`r.outcome`,
        occurredAt: Prisma.sql`r.occurred_at`,
        author: Prisma.sql`r.author_id`,
      },
    },
    messages: {
      from: Prisma.sql`(SELECT * FROM communication WHERE kind IN ('email', 'sms')) r`,
      columns: {
        channel: Prisma.sql`r.kind`,
        direction: Prisma.sql`r.direction`,
        occurredAt: Prisma.sql`r.occurred_at`,
        subject: Prisma.sql`r.subject`,
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
        createdAt: Prisma.sql`r.created_at`,
      },
    },
    enrollments: {
      from: Prisma.sql`enrollment r`,
      columns: {
        sequence: Prisma.sql`r.sequence_id`,
        status: Prisma.sql`r.status`,
        stopReason: Prisma.sql`r.stop_reason`,
        createdAt: Prisma.sql`r.created_at`,
        completedAt: Prisma.sql`r.completed_at`,
        stoppedAt: Prisma.sql`r.stopped_at`,
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
    approvals: ofSystems('approval'),
    bankAccounts: ofSystems('bank_account'),
    cards: ofSystems('card'),
    documents: ofSystems('document'),
    eMandates: ofSystems('e_mandate'),
    subscriptions: ofSystems('subscription'),
    transactions: ofSystems('transaction'),
  }) satisfies { [N in RelatedName]: Source<N> };
