import type { RelatedName } from '../../../domain/automations/catalogue.ts';
import type { PlainCustomer, PlainRecord } from '../rows/plain-audience.ts';
import type { SYSTEMS, RandomCustomer } from './random-customers.ts';
import type { createTalks, createTouchpoints, Deeds } from './random-deeds.ts';

const SEVERITIES = ['none', 'healthy', 'medium', 'high'];
const cents = (text: string): number => Math.round(Number(text) * 100);
const money = (sum: number): string => (sum / 100).toFixed(2);

type Row<K extends 'payments' | 'promises' | 'signals' | 'contacts' | 'enrollments'> =
  RandomCustomer[K][number] & {
    id: string;
  };
/** What was written of a customer. */
export interface Written {
  customerId: string;
  invoices: (RandomCustomer['invoices'][number] & { id: string; balance: string })[];
  /** Of each invoice. */
  deeds: Deeds[];
  payments: Row<'payments'>[];
  promises: Row<'promises'>[];
  /** Those about the first invoice. */
  promised: Row<'promises'>[];
  signals: Row<'signals'>[];
  contacts: Row<'contacts'>[];
  enrollments: Row<'enrollments'>[];
  systems: Record<
    string,
    (RandomCustomer['systems'][keyof RandomCustomer['systems']][number] & { id: string })[]
  >;
  /** By the record they belong to. */
  events: ReadonlyMap<string, PlainRecord[]>;
  talks: readonly { kind: string; occurredAt: number }[];
  told: Awaited<ReturnType<typeof createTalks>>;
  programs: Awaited<ReturnType<typeof createTouchpoints>>;
}

/** A customer as a plain evaluation reads it. */
export function plainCustomer(c: RandomCustomer, written: Written, today: string): PlainCustomer {
  const { customerId, invoices, deeds, payments, promises, promised, signals, contacts } = written;
  const { enrollments, systems, events, talks, told, programs } = written;
  const [about] = invoices;
  const daysFrom = (due: string): number => Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000);
  const record = (
    rowId: string,
    fields: PlainRecord['fields'],
    of: string | null = c.currency,
    own = {},
  ): PlainRecord => ({ id: rowId, currency: of, fields, properties: own });
  const ofSystems = (name: keyof typeof SYSTEMS): PlainRecord[] =>
    (systems[name] ?? []).map((r) => ({
      ...record(
        r.id,
        { ...r, externalId: r.id, over: r.overKind && r.over } as unknown as PlainRecord['fields'],
        r.currency,
        r.properties,
      ),
      records: { events: events.get(r.id) ?? [] },
      ownCurrency: r.currency,
    }));
  const open = invoices.filter(({ status }) => status === 'open');
  const sumWhere = (keep: (age: number) => boolean): string =>
    money(
      open.filter(({ dueOn }) => keep(daysFrom(dueOn))).reduce((sum, { balance }) => sum + cents(balance), 0),
    );
  const credit =
    payments
      .filter((p) => p.currency === c.currency)
      .reduce((sum, p) => sum + cents(p.amount) - cents(p.reversed), 0) +
    c.systems.creditNotes
      .filter((r) => r.currency === c.currency)
      .reduce((sum, r) => sum + cents(r.amount ?? '0'), 0);
  const contacted = talks.filter(({ kind }) => kind !== 'activity');
  const severest = signals
    .filter(({ isActive }) => isActive)
    .map(({ severity }) => SEVERITIES.indexOf(severity));
  const records: Record<RelatedName, PlainRecord[]> = {
    invoices: invoices.map((i, index) => ({
      ...record(i.id, {
        number: i.id,
        externalId: null,
        status: i.status,
        issuedOn: i.issuedOn,
        dueOn: i.dueOn,
        amount: i.amount,
        balance: i.balance,
        credit: '0.00',
        daysPastDue: i.status === 'open' ? daysFrom(i.dueOn) : null,
        isDisputed: i.isDisputed,
        disputeReason: i.disputeReason,
        poNumber: i.poNumber,
        labels: i.labels,
      }),
      ownCurrency: c.currency,
      records: {
        ...deeds[index],
        promises: i === about ? promised.map((p) => record(p.id, { ...p })) : [],
      },
    })),
    movements: deeds.flatMap(({ movements }) => movements),
    payments: payments.map((p) =>
      record(p.id, { ...p, kept: money(cents(p.amount) - cents(p.reversed)) }, p.currency),
    ),
    promises: promises.map((p) => record(p.id, { ...p })),
    signals: signals.map((s) => record(s.id, { ...s })),
    ...told,
    touchpoints: programs.touchpoints,
    programs: c.programs.map(({ program, isEnrolled, isExplicit, changedAt }) =>
      record(program, { program, isEnrolled, isExplicit, changedAt }),
    ),
    contacts: contacts.map((k) => record(k.id, { ...k, isPrimary: false, phone: null })),
    enrollments: enrollments.map((e) =>
      record(e.id, {
        sequence: e.sequence,
        status: e.status,
        createdAt: e.createdAt,
        source: e.source,
        startsOn: e.startsOn,
        stopReason: e.status === 'stopped' ? e.stopReason : null,
        completedAt: e.status === 'completed' ? e.endedAt : null,
        stoppedAt: e.status === 'stopped' ? e.endedAt : null,
      }),
    ),
    lists: c.lists.map((list) => record(list, { list, addedAt: c.createdAt })),
    labels: c.labels.map((label) => record(label, { label, addedAt: c.createdAt })),
    creditNotes: ofSystems('creditNotes'),
    approvals: [...ofSystems('approvals'), ...programs.approvals],
    bankAccounts: ofSystems('bankAccounts'),
    cards: ofSystems('cards'),
    documents: ofSystems('documents'),
    documentEvents: ofSystems('documentEvents'),
    eMandates: ofSystems('eMandates'),
    subscriptions: ofSystems('subscriptions'),
    transactions: ofSystems('transactions'),
  };
  return {
    id: customerId,
    currency: c.currency,
    properties: c.properties,
    records,
    ownCurrency: c.currency,
    fields: {
      name: c.name,
      externalId: customerId,
      status: c.status,
      currency: c.currency,
      source: c.source,
      zone: c.zone,
      locale: c.locale,
      arOwner: c.arOwner,
      salesOwner: c.salesOwner,
      score: c.score,
      createdAt: c.createdAt,
      lastContactAt:
        contacted.length === 0 ? null : Math.max(...contacted.map(({ occurredAt }) => occurredAt)),
      severity: SEVERITIES[Math.max(0, ...severest)] ?? 'none',
      total: sumWhere(() => true),
      overdue: sumWhere((age) => age > 0),
      credit: money(credit),
      net: money(cents(sumWhere(() => true)) - credit),
      days1To30: sumWhere((age) => age >= 1 && age <= 30),
      days31To60: sumWhere((age) => age >= 31 && age <= 60),
      days61To90: sumWhere((age) => age >= 61 && age <= 90),
      days91Plus: sumWhere((age) => age > 90),
      openInvoices: open.length,
      daysPastDue: open.length === 0 ? null : Math.max(...open.map(({ dueOn }) => daysFrom(dueOn))),
      contacts: contacts.filter(({ isActive }) => isActive).length,
      labels: c.labels,
      lists: c.lists,
      visibilityGroups: c.groups,
      sequences: enrollments.filter(({ status }) => status === 'active').map(({ sequence }) => sequence),
      programs: c.programs.filter(({ isEnrolled }) => isEnrolled).map(({ program }) => program),
    },
  };
}
