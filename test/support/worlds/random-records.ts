import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import type { PlainCustomer, PlainRecord } from '../rows/plain-audience.ts';
import { plainCustomer } from './plain-customer.ts';
import { KNOWN, SYSTEMS, type RandomCustomer } from './random-customers.ts';
import {
  createDeeds,
  createTalks,
  createTouchpoints,
  linksOf,
  loggedAbout,
  type Deeds,
} from './random-deeds.ts';

const SEVERITIES = ['none', 'healthy', 'medium', 'high'];

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
        zone: c.zone,
        locale: c.locale,
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
      data: invoices.map((i) => ({
        id: i.id,
        customerId,
        currency: c.currency,
        number: i.id,
        status: i.status,
        issuedOn: dayToDate(i.issuedOn),
        dueOn: dayToDate(i.dueOn),
        amount: i.amount,
        balance: i.balance,
        isDisputed: i.isDisputed,
        disputeReason: i.disputeReason,
        poNumber: i.poNumber,
        ...linksOf(i.id),
        source: 'test',
        ...stamps,
      })),
    });
    const of = { customerId, currency: c.currency, next, at };
    const deeds: Deeds[] = [];
    for (const invoice of invoices) deeds.push(await createDeeds(db, invoice, of));
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
      data: promises.map(({ madeAt, decidedAt, isAboutInvoice: _is, ...p }) => ({
        ...p,
        customerId,
        currency: c.currency,
        decidedAt: decidedAt === null ? null : new Date(decidedAt),
        promisedOn: dayToDate(p.promisedOn),
        authorId: 'test',
        createdAt: new Date(madeAt),
      })),
    });
    const [about] = invoices;
    const promised = about ? promises.filter(({ isAboutInvoice }) => isAboutInvoice) : [];
    await db.promiseInvoice.createMany({
      data: promised.map(({ id }) => ({ promiseId: id, invoiceId: about!.id, holdId: next('hld') })),
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
        endedAt: s.endedAt === null ? null : new Date(s.endedAt),
        ...stamps,
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
        startDate: dayToDate(e.startsOn),
        plannedFrom: at,
        hasOwed: false,
        threadReferences: [],
        intentVersion: 1,
        appliedVersion: 1,
        planVersion: 1,
        source: e.source,
        createdById: 'test',
        createdAt: new Date(e.createdAt),
        ...(e.status === 'completed' && { completedAt: new Date(e.endedAt) }),
        ...(e.status === 'stopped' && { stoppedAt: new Date(e.endedAt), stopReason: e.stopReason }),
      })),
    });
    await db.programEnrollment.createMany({
      data: c.programs.map(({ program, isEnrolled, isExplicit, changedAt }) => ({
        programId: program,
        customerId,
        isEnrolled,
        isExplicit,
        changedAt: new Date(changedAt),
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
        .map(({ events: _events, overKind, over, hasFile: _has, createdAt, ...r }) => ({
          ...r,
          ofKind: overKind,
          ofExternalId: overKind && over,
          customerId,
          externalId: r.id,
          occurredOn: r.occurredOn === null ? null : dayToDate(r.occurredOn),
          endsOn: r.endsOn === null ? null : dayToDate(r.endsOn),
          properties: r.properties as object,
          source: 'test',
          createdAt: new Date(createdAt),
          updatedAt: at,
        })),
    });
    const files = (systems['documents'] ?? []).filter(({ hasFile }) => hasFile);
    await db.documentFile.createMany({
      data: files.map(({ id }) => ({
        relatedRecordId: id,
        name: 'a.pdf',
        contentType: 'application/pdf',
        size: 1,
        sha256: '0',
        content: new Uint8Array([1]),
        storedAt: at,
        storedById: 'test',
      })),
    });
    const events = new Map<string, PlainRecord[]>();
    for (const { id: relatedRecordId, events: told } of Object.values(systems).flat()) {
      const rows = told.map((event) => ({ ...event, id: next('rev') }));
      await db.relatedRecordEvent.createMany({
        data: rows.map(({ money: sum, occurredOn, ...event }) => ({
          ...event,
          ...sum,
          relatedRecordId,
          occurredOn: dayToDate(occurredOn),
          createdAt: at,
        })),
      });
      events.set(
        relatedRecordId,
        rows.map(({ id, kind, occurredOn, money: sum }) => ({
          id,
          currency: sum?.currency ?? null,
          fields: { kind, occurredOn, amount: sum?.amount ?? null, externalId: null },
          properties: {},
        })),
      );
    }
    const talks = [...c.communications, ...invoices.flatMap(loggedAbout)];
    const told = await createTalks(db, talks, of);
    const programs = await createTouchpoints(db, c.touchpoints, of);
    const written = {
      customerId,
      invoices,
      deeds,
      payments,
      promises,
      promised,
      signals,
      contacts,
      enrollments,
      systems,
      events,
      talks,
      told,
      programs,
    };
    plain.push(plainCustomer(c, written, today));
  }
  return plain;
}
