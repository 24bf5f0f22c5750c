import type { PropertyEntity } from '../../contracts/customers/kinds.ts';
import {
  BALANCE_CAUSES,
  INVOICE_STATUSES,
  PROMISE_STATUSES,
  TRANSACTION_MEANS,
} from '../../contracts/receivables/kinds.ts';
import {
  CONTACT_TYPES,
  CUSTOMER_STATUSES,
  DIRECTIONS,
  RECORD_SOURCES,
  SEVERITIES,
} from '../../contracts/customers/kinds.ts';
import { ENROLLMENT_STORED_STATUSES, STOP_REASONS } from '../../contracts/enrollments/kinds.ts';
import { SIGNAL_SOURCES } from '../../contracts/insights/kinds.ts';
import { SCHEDULED_TOUCHPOINT_STATUSES, TOUCHPOINT_DECISIONS } from '../../contracts/programs/kinds.ts';
import { CHANNELS, MESSAGE_SOURCES, TOUCHPOINT_LEVELS } from '../../contracts/sending/kinds.ts';
import type { IdKind } from '../../contracts/ids.ts';
import type { ValueType } from '../../contracts/automations/kinds.ts';

/** A field that rules may name: what its value is, and what it may be. */
export type AudienceField =
  | { type: Exclude<ValueType, 'choice' | 'reference' | 'set'> }
  | { type: 'choice'; choices: readonly string[] }
  | { type: 'reference' | 'set'; refersTo: IdKind };

/** Records of a customer, or of one of its records. `dateField`: by which a period is meant where a rule names none. */
export interface RecordKind {
  dateField: string;
  fields: Readonly<Record<string, AudienceField>>;
}

/** A kind of record of a customer. */
export interface RelatedKind extends RecordKind {
  /** Whose custom properties its records have, `property:<name>`; null: they have none. */
  entity: PropertyEntity | null;
  /** What its records have themselves: conditions on one of them may ask for these. */
  records: Readonly<Record<string, RecordKind>>;
}

const text = { type: 'text' } as const;
const number = { type: 'number' } as const;
const money = { type: 'money' } as const;
const day = { type: 'day' } as const;
const instant = { type: 'instant' } as const;
const flag = { type: 'flag' } as const;
const choice = <const C extends readonly string[]>(choices: C) => ({ type: 'choice', choices }) as const;
const reference = <const K extends IdKind>(refersTo: K) => ({ type: 'reference', refersTo }) as const;
const set = <const K extends IdKind>(refersTo: K) => ({ type: 'set', refersTo }) as const;

/** Fields of a customer (A3). Beside these, custom properties: `property:<name>`. */
export const CUSTOMER_FIELDS = {
  name: text,
  externalId: text,
  status: choice(CUSTOMER_STATUSES),
  currency: text,
  source: choice(RECORD_SOURCES),
  zone: text,
  locale: text,
  arOwner: reference('user'),
  salesOwner: reference('user'),
  score: number,
  createdAt: instant,
  lastContactAt: instant,
  severity: choice(SEVERITIES),
  total: money,
  overdue: money,
  credit: money,
  net: money,
  days1To30: money,
  days31To60: money,
  days61To90: money,
  days91Plus: money,
  openInvoices: number,
  daysPastDue: number,
  contacts: number,
  labels: set('label'),
  lists: set('list'),
  visibilityGroups: set('visibilityGroup'),
  sequences: set('sequence'),
  programs: set('program'),
} as const satisfies Record<string, AudienceField>;

const plain = { entity: null, records: {} } as const;
const systemFields = {
  status: text,
  occurredOn: day,
  endsOn: day,
  amount: money,
  externalId: text,
  createdAt: instant,
};
const bySystems = <const E extends PropertyEntity>(entity: E) =>
  ({ dateField: 'occurredOn', entity, records: {}, fields: systemFields }) as const;
/** What happened to a document, card, bank account or e-mandate (C16). */
const events = {
  dateField: 'occurredOn',
  fields: { kind: text, occurredOn: day, amount: money, externalId: text },
} as const;
const movements = {
  dateField: 'effectiveOn',
  fields: { cause: choice(BALANCE_CAUSES), amount: money, effectiveOn: day },
} as const;
const promises = {
  dateField: 'promisedOn',
  fields: {
    status: choice(PROMISE_STATUSES),
    amount: money,
    paidAmount: money,
    promisedOn: day,
    madeAt: instant,
    decidedAt: instant,
  },
} as const;

/** Kinds of records of a customer, each with its own fields (A3). */
export const RELATED_KINDS = {
  invoices: {
    dateField: 'issuedOn',
    entity: null,
    // What the customer did with it; `movements` say what was paid.
    records: {
      movements,
      promises,
      disputes: { dateField: 'startedAt', fields: { isOpen: flag, startedAt: instant, endedAt: instant } },
      linkOpens: {
        dateField: 'openedAt',
        fields: { link: choice(['payment', 'document']), openedAt: instant },
      },
      replies: { dateField: 'repliedAt', fields: { repliedAt: instant } },
    },
    fields: {
      number: text,
      externalId: text,
      status: choice(INVOICE_STATUSES),
      issuedOn: day,
      dueOn: day,
      amount: money,
      balance: money,
      credit: money,
      daysPastDue: number,
      isDisputed: flag,
      disputeReason: text,
      poNumber: text,
      labels: set('label'),
    },
  },
  creditNotes: {
    ...bySystems('credit_note'),
    records: {
      applications: { dateField: 'appliedAt', fields: { amount: money, appliedAt: instant } },
    },
  },
  movements: { ...plain, ...movements },
  payments: {
    ...plain,
    dateField: 'paidOn',
    fields: { amount: money, reversed: money, kept: money, paidOn: day, reference: text },
  },
  promises: { ...plain, ...promises },
  signals: {
    ...plain,
    dateField: 'startedAt',
    fields: {
      kind: text,
      severity: choice(SEVERITIES),
      source: choice(SIGNAL_SOURCES),
      isActive: flag,
      startedAt: instant,
      endedAt: instant,
    },
  },
  calls: {
    ...plain,
    dateField: 'occurredAt',
    fields: {
      type: text,
      direction: choice(DIRECTIONS),
      outcome: text,
      subject: text,
      occurredAt: instant,
      author: reference('user'),
    },
  },
  messages: {
    ...plain,
    dateField: 'occurredAt',
    fields: {
      channel: choice(CHANNELS),
      direction: choice(DIRECTIONS),
      source: choice(MESSAGE_SOURCES),
      sequence: reference('sequence'),
      mailbox: reference('mailbox'),
      subject: text,
      occurredAt: instant,
      isOpened: flag,
      isClicked: flag,
      isReplied: flag,
      author: reference('user'),
    },
  },
  contacts: {
    ...plain,
    dateField: 'createdAt',
    fields: {
      type: choice(CONTACT_TYPES),
      isPrimary: flag,
      isActive: flag,
      email: text,
      phone: text,
      title: text,
      department: text,
      createdAt: instant,
    },
  },
  // Whether one is paused follows from holds, also of its sequence: its status here is the stored one.
  enrollments: {
    ...plain,
    dateField: 'createdAt',
    fields: {
      sequence: reference('sequence'),
      status: choice(ENROLLMENT_STORED_STATUSES),
      stopReason: choice(STOP_REASONS),
      source: text,
      startsOn: day,
      createdAt: instant,
      completedAt: instant,
      stoppedAt: instant,
    },
  },
  programs: {
    ...plain,
    dateField: 'changedAt',
    fields: { program: reference('program'), isEnrolled: flag, isExplicit: flag, changedAt: instant },
  },
  touchpoints: {
    ...plain,
    dateField: 'plannedOn',
    fields: {
      program: reference('program'),
      level: choice(TOUCHPOINT_LEVELS),
      status: choice(SCHEDULED_TOUCHPOINT_STATUSES),
      decision: choice(TOUCHPOINT_DECISIONS),
      reason: text,
      daysOverdue: number,
      plannedOn: day,
      decidedAt: instant,
      endedAt: instant,
    },
  },
  lists: { ...plain, dateField: 'addedAt', fields: { list: reference('list'), addedAt: instant } },
  labels: { ...plain, dateField: 'addedAt', fields: { label: reference('label'), addedAt: instant } },
  // With what people decided about messages of programs (C16).
  approvals: bySystems('approval'),
  bankAccounts: { ...bySystems('bank_account'), records: { events } },
  cards: { ...bySystems('card'), records: { events } },
  documents: {
    ...bySystems('document'),
    records: { events },
    fields: { ...systemFields, url: text, hasFile: flag },
  },
  documentEvents: bySystems('document_event'),
  eMandates: { ...bySystems('e_mandate'), records: { events } },
  subscriptions: bySystems('subscription'),
  transactions: {
    ...bySystems('transaction'),
    fields: { ...systemFields, overKind: choice(TRANSACTION_MEANS), over: text },
  },
} as const satisfies Record<string, RelatedKind>;
export type RelatedName = keyof typeof RELATED_KINDS;

type Nested<N extends RelatedName> = `${N}.${keyof (typeof RELATED_KINDS)[N]['records'] & string}`;
/** Records of records by the kind they belong to: `cards.events`. */
export type NestedName = { [N in RelatedName]: Nested<N> }[RelatedName];

/** How a rule names a custom property. */
export const PROPERTY_PREFIX = 'property:';
