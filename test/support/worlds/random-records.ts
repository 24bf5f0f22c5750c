import type { RelatedName } from '../../../domain/automations/catalogue.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import type { PlainCustomer, PlainRecord } from '../rows/plain-audience.ts';
import { KNOWN, SYSTEMS, type RandomCustomer } from './random-customers.ts';

const SEVERITIES = ['none', 'healthy', 'medium', 'high'];
const cents = (text: string): number => Math.round(Number(text) * 100);
const money = (sum: number): string => (sum / 100).toFixed(2);

/** Writes the labels, lists and groups that customers have. */
export async function createKnown(db: Database, now: number): Promise<void> {
  const at = new Date(now);
  const stamps = { createdAt: at, updatedAt: at };
  const named = (kind: string) => (KNOWN[kind] ?? []).map((one) => ({ id: one, name: one, nameKey: one }));
  await db.labelGroup.create({ data: { id: 'lbg_a', name: 'Group', nameKey: 'group', ...stamps } });
  await db.label.createMany({ data: named('label').map((one) => ({ ...one, groupId: 'lbg_a', ...stamps })) });
  await db.list.createMany({
    data: named('list').map((one) => ({ ...one, createdById: 'test', ...stamps })),
  });
  await db.visibilityGroup.createMany({
    data: named('visibilityGroup').map((one) => ({ ...one, createdAt: at })),
  });
}

/** Writes customers straight into the database, and tells what a plain evaluation has to know of each. */
export async function createCustomers(
  db: Database,
  customers: readonly RandomCustomer[],
  today: string,
): Promise<PlainCustomer[]> {
  const plain: PlainCustomer[] = [];
  let count = 0;
  const next = (prefix: string): string => `${prefix}_${String(++count).padStart(6, '0')}`;
  const daysFrom = (due: string): number => Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000);
  for (const c of customers) {
    const customerId = next('cus');
    const at = new Date(c.createdAt);
    const stamps = { createdAt: at, updatedAt: at };
    await db.customer.create({
      data: {
        id: customerId,
        name: c.name,
        externalId: customerId,
        status: c.status,
        currency: c.currency,
        arOwnerId: c.arOwner,
        salesOwnerId: c.salesOwner,
        score: c.score,
        properties: c.properties as object,
        source: c.source,
        arVersion: 1,
        ...stamps,
      },
    });
    const link = { customerId, createdAt: at, createdById: 'test' };
    await db.customerLabel.createMany({ data: c.labels.map((labelId) => ({ ...link, labelId })) });
    await db.listMember.createMany({
      data: c.lists.map((listId) => ({ customerId, listId, addedAt: at, addedById: 'test' })),
    });
    await db.visibilityGroupCustomer.createMany({
      data: c.groups.map((groupId) => ({ customerId, groupId })),
    });
    const invoices = c.invoices.map((invoice) => ({
      ...invoice,
      id: next('inv'),
      balance: invoice.status === 'open' ? invoice.amount : '0.00',
    }));
    await db.invoice.createMany({
      data: invoices.map(({ labels: _labels, ...i }) => ({
        ...i,
        customerId,
        currency: c.currency,
        number: i.id,
        issuedOn: dayToDate(i.issuedOn),
        dueOn: dayToDate(i.dueOn),
        source: 'test',
        ...stamps,
      })),
    });
    await db.invoiceLabel.createMany({
      data: invoices.flatMap((i) =>
        i.labels.map((labelId) => ({ invoiceId: i.id, labelId, createdAt: at, createdById: 'test' })),
      ),
    });
    const payments = c.payments.map((payment) => ({ ...payment, id: next('pay') }));
    await db.payment.createMany({
      data: payments.map((p) => ({
        ...p,
        customerId,
        paidOn: dayToDate(p.paidOn),
        source: 'test',
        createdById: 'test',
        createdAt: at,
      })),
    });
    const promises = c.promises.map((promise) => ({ ...promise, id: next('prm') }));
    await db.paymentPromise.createMany({
      data: promises.map(({ madeAt, ...p }) => ({
        ...p,
        customerId,
        currency: c.currency,
        paidAmount: '0',
        promisedOn: dayToDate(p.promisedOn),
        authorId: 'test',
        createdAt: new Date(madeAt),
      })),
    });
    const signals = c.signals.map((signal) => ({ ...signal, id: next('sig') }));
    await db.signal.createMany({
      data: signals.map((s) => ({
        ...s,
        customerId,
        severityRank: SEVERITIES.indexOf(s.severity),
        text: 'text',
        authorId: 'test',
        startedAt: new Date(s.startedAt),
        ...stamps,
      })),
    });
    const communications = c.communications.map((one) => ({ ...one, id: next('com') }));
    await db.communication.createMany({
      data: communications.map(({ author, ...m }) => ({
        ...m,
        customerId,
        authorId: author,
        occurredAt: new Date(m.occurredAt),
        createdAt: at,
      })),
    });
    const contacts = c.contacts.map((contact) => ({ ...contact, id: next('con') }));
    await db.contact.createMany({
      data: contacts.map((k) => ({
        ...k,
        customerId,
        isPrimary: false,
        source: 'test',
        createdAt: new Date(k.createdAt),
        updatedAt: at,
      })),
    });
    const enrollments = c.enrollments.map((enrollment) => ({ ...enrollment, id: next('enr') }));
    await db.enrollment.createMany({
      data: enrollments.map((e) => ({
        id: e.id,
        sequenceId: e.sequence,
        customerId,
        status: e.status,
        isLive: e.status === 'active',
        startDate: at,
        plannedFrom: at,
        hasOwed: false,
        threadReferences: [],
        intentVersion: 1,
        appliedVersion: 1,
        planVersion: 1,
        source: 'test',
        createdById: 'test',
        createdAt: new Date(e.createdAt),
        ...(e.status === 'completed' && { completedAt: new Date(e.endedAt) }),
        ...(e.status === 'stopped' && { stoppedAt: new Date(e.endedAt), stopReason: 'person' }),
      })),
    });
    await db.programEnrollment.createMany({
      data: c.programs.map(({ program, isEnrolled }) => ({
        programId: program,
        customerId,
        isEnrolled,
        isExplicit: true,
        changedAt: at,
        changedById: 'test',
      })),
    });
    const systems = Object.fromEntries(
      Object.entries(c.systems).map(([name, rows]) => [
        name,
        rows.map((row) => ({ ...row, id: next('rel'), kind: SYSTEMS[name as keyof typeof SYSTEMS] })),
      ]),
    );
    await db.relatedRecord.createMany({
      data: Object.values(systems)
        .flat()
        .map((r) => ({
          ...r,
          customerId,
          externalId: r.id,
          occurredOn: r.occurredOn === null ? null : dayToDate(r.occurredOn),
          endsOn: r.endsOn === null ? null : dayToDate(r.endsOn),
          properties: r.properties as object,
          source: 'test',
          ...stamps,
        })),
    });
    const record = (
      rowId: string,
      fields: PlainRecord['fields'],
      of: string | null = c.currency,
      own = {},
    ): PlainRecord => ({ id: rowId, currency: of, fields, properties: own });
    const ofSystems = (name: keyof typeof SYSTEMS): PlainRecord[] =>
      (systems[name] ?? []).map((r) =>
        record(
          r.id,
          { ...r, externalId: r.id } as unknown as PlainRecord['fields'],
          r.currency,
          r.properties,
        ),
      );
    const open = invoices.filter(({ status }) => status === 'open');
    const sumWhere = (keep: (age: number) => boolean): string =>
      money(
        open
          .filter(({ dueOn }) => keep(daysFrom(dueOn)))
          .reduce((sum, { balance }) => sum + cents(balance), 0),
      );
    const credit =
      payments.filter((p) => p.currency === c.currency).reduce((sum, p) => sum + cents(p.amount), 0) +
      c.systems.creditNotes
        .filter((r) => r.currency === c.currency)
        .reduce((sum, r) => sum + cents(r.amount ?? '0'), 0);
    const talks = communications.filter(({ kind }) => kind !== 'activity');
    const severest = signals
      .filter(({ isActive }) => isActive)
      .map(({ severity }) => SEVERITIES.indexOf(severity));
    const calls = communications.filter(({ kind }) => kind === 'call');
    const records: Record<RelatedName, PlainRecord[]> = {
      invoices: invoices.map((i) =>
        record(i.id, { ...i, number: i.id, daysPastDue: i.status === 'open' ? daysFrom(i.dueOn) : null }),
      ),
      movements: [],
      payments: payments.map((p) => record(p.id, { ...p, kept: p.amount }, p.currency)),
      promises: promises.map((p) => record(p.id, { ...p })),
      signals: signals.map((s) => record(s.id, { ...s })),
      calls: calls.map((m) => record(m.id, { ...m })),
      messages: communications
        .filter(({ kind }) => kind === 'email' || kind === 'sms')
        .map((m) => record(m.id, { ...m, channel: m.kind })),
      contacts: contacts.map((k) => record(k.id, { ...k, isPrimary: false, phone: null })),
      enrollments: enrollments.map((e) =>
        record(e.id, {
          sequence: e.sequence,
          status: e.status,
          createdAt: e.createdAt,
          stopReason: e.status === 'stopped' ? 'person' : null,
          completedAt: e.status === 'completed' ? e.endedAt : null,
          stoppedAt: e.status === 'stopped' ? e.endedAt : null,
        }),
      ),
      lists: c.lists.map((list) => record(list, { list, addedAt: c.createdAt })),
      labels: c.labels.map((label) => record(label, { label, addedAt: c.createdAt })),
      creditNotes: ofSystems('creditNotes'),
      approvals: ofSystems('approvals'),
      bankAccounts: ofSystems('bankAccounts'),
      cards: ofSystems('cards'),
      documents: ofSystems('documents'),
      eMandates: ofSystems('eMandates'),
      subscriptions: ofSystems('subscriptions'),
      transactions: ofSystems('transactions'),
    };
    plain.push({
      id: customerId,
      currency: c.currency,
      properties: c.properties,
      records,
      fields: {
        name: c.name,
        externalId: customerId,
        status: c.status,
        currency: c.currency,
        source: c.source,
        arOwner: c.arOwner,
        salesOwner: c.salesOwner,
        score: c.score,
        createdAt: c.createdAt,
        lastContactAt: talks.length === 0 ? null : Math.max(...talks.map(({ occurredAt }) => occurredAt)),
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
    });
  }
  return plain;
}
