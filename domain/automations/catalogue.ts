import { BALANCE_CAUSES, INVOICE_STATUSES, PROMISE_STATUSES } from '../../contracts/receivables/kinds.ts';
import {
  CONTACT_TYPES,
  CUSTOMER_STATUSES,
  DIRECTIONS,
  RECORD_SOURCES,
  SEVERITIES,
} from '../../contracts/customers/kinds.ts';
import { ENROLLMENT_STATUSES } from '../../contracts/enrollments/kinds.ts';
import { SIGNAL_SOURCES } from '../../contracts/insights/kinds.ts';
import { CHANNELS } from '../../contracts/sending/kinds.ts';
import type { IdKind } from '../../contracts/ids.ts';
import type { ValueType } from '../../contracts/automations/kinds.ts';

/** A field that rules may name: what its value is, and what it may be. */
export type AudienceField =
  | { type: Exclude<ValueType, 'choice' | 'reference' | 'set'> }
  | { type: 'choice'; choices: readonly string[] }
  | { type: 'reference' | 'set'; refersTo: IdKind };

/** A kind of record of a customer. `dateField`: by which a period is meant where a rule names none. */
export interface RelatedKind {
  dateField: string;
  /** Records have custom properties: `property:<name>`. */
  hasProperties: boolean;
  fields: Readonly<Record<string, AudienceField>>;
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

const ofSystems = { status: text, occurredOn: day, endsOn: day, amount: money, externalId: text };
const bySystems = { dateField: 'occurredOn', hasProperties: true, fields: ofSystems } as const;

/** Kinds of records of a customer, each with its own fields (A3). */
export const RELATED_KINDS = {
  invoices: {
    dateField: 'issuedOn',
    hasProperties: false,
    fields: {
      number: text,
      status: choice(INVOICE_STATUSES),
      issuedOn: day,
      dueOn: day,
      amount: money,
      balance: money,
      daysPastDue: number,
      isDisputed: flag,
      poNumber: text,
      labels: set('label'),
    },
  },
  creditNotes: bySystems,
  movements: {
    dateField: 'effectiveOn',
    hasProperties: false,
    fields: { cause: choice(BALANCE_CAUSES), amount: money, effectiveOn: day },
  },
  payments: {
    dateField: 'paidOn',
    hasProperties: false,
    fields: { amount: money, kept: money, paidOn: day, reference: text },
  },
  promises: {
    dateField: 'promisedOn',
    hasProperties: false,
    fields: { status: choice(PROMISE_STATUSES), amount: money, promisedOn: day, madeAt: instant },
  },
  signals: {
    dateField: 'startedAt',
    hasProperties: false,
    fields: {
      kind: text,
      source: choice(SIGNAL_SOURCES),
      severity: choice(SEVERITIES),
      isActive: flag,
      startedAt: instant,
    },
  },
  calls: {
    dateField: 'occurredAt',
    hasProperties: false,
    fields: { direction: choice(DIRECTIONS), outcome: text, occurredAt: instant, author: reference('user') },
  },
  messages: {
    dateField: 'occurredAt',
    hasProperties: false,
    fields: { channel: choice(CHANNELS), direction: choice(DIRECTIONS), occurredAt: instant, subject: text },
  },
  contacts: {
    dateField: 'createdAt',
    hasProperties: false,
    fields: {
      type: choice(CONTACT_TYPES),
      isPrimary: flag,
      isActive: flag,
      email: text,
      phone: text,
      createdAt: instant,
    },
  },
  enrollments: {
    dateField: 'createdAt',
    hasProperties: false,
    fields: {
      sequence: reference('sequence'),
      status: choice(ENROLLMENT_STATUSES),
      stopReason: text,
      createdAt: instant,
      completedAt: instant,
      stoppedAt: instant,
    },
  },
  lists: {
    dateField: 'addedAt',
    hasProperties: false,
    fields: { list: reference('list'), addedAt: instant },
  },
  labels: {
    dateField: 'addedAt',
    hasProperties: false,
    fields: { label: reference('label'), addedAt: instant },
  },
  approvals: bySystems,
  bankAccounts: bySystems,
  cards: bySystems,
  documents: bySystems,
  eMandates: bySystems,
  subscriptions: bySystems,
  transactions: bySystems,
} as const satisfies Record<string, RelatedKind>;
export type RelatedName = keyof typeof RELATED_KINDS;

/** How a rule names a custom property. */
export const PROPERTY_PREFIX = 'property:';
