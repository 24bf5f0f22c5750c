import { SYSTEM } from '../contracts/actor.ts';
import type { Mailbox } from '../contracts/sending/mailboxes.ts';
import type { SequenceLimits } from '../contracts/sequences/sequence-fields.ts';
import type { Sequence } from '../contracts/sequences/sequences.ts';
import type { StepTiming } from '../domain/sequences/step-timing.ts';
import { dayToDate } from '../infra/db/rows.ts';
import { newId } from '../infra/ids.ts';
import type { Rig } from './rig.ts';

const DAY_MS = 86_400_000;

/** A letter of ordinary length. */
export const SUBJECT = 'Your account with {{organisation.name}}: {{balance.total}} open';
export const BODY = `<p>Dear {{contact.firstName}},</p><p>{{balance.total}} of your account is open:</p><ul>{{#invoices}}
<li>{{number}} of {{issuedOn}}, due {{dueOn}}: {{balance}}</li>{{/invoices}}</ul><p>Please let us know when we can expect
your payment, or what keeps you from it.</p><p>Kind regards<br>{{sender.name}}</p>`;

/** An active sequence of automatic emails, and the mailbox they leave from. */
export async function createSequence(
  rig: Rig,
  name: string,
  timings: StepTiming[],
  settings: { limits?: SequenceLimits } = {},
): Promise<string> {
  const smtp = { host: '127.0.0.1', port: rig.smtpPort, security: 'none' };
  const mailbox = await rig.call.post<Mailbox>('/v1/mailboxes', {
    json: { name, fromAddress: 'ar@acme.example', fromName: 'Acme', zone: 'UTC', smtp },
  });
  await rig.call.post(`/v1/mailboxes/${mailbox.id}/verify`);
  const me = await rig.db.user.findFirstOrThrow();
  const { id } = await rig.call.post<Sequence>('/v1/sequences', {
    json: { name, zone: 'UTC', mailboxId: mailbox.id, primaryUserId: me.id, ...settings },
  });
  for (const [index, timing] of timings.entries()) {
    const step = {
      type: 'email',
      label: `Step ${index + 1}`,
      delivery: 'automatic',
      subject: SUBJECT,
      body: BODY,
    };
    await rig.call.post(`/v1/sequences/${id}/steps`, { json: { ...step, timing } });
  }
  await rig.call.post(`/v1/sequences/${id}/activate`, { json: {} });
  return id;
}

/** Customers with a contact and one open invoice each. Returns their ids and external ids. */
export async function createCustomers(
  { db }: Rig,
  count: number,
): Promise<{ customerId: string; externalId: string }[]> {
  const customers = Array.from({ length: count }, () => newId('customer')).map((customerId) => ({
    customerId,
    externalId: customerId.slice(-16),
  }));
  const at = new Date();
  const common = { source: 'bench', createdAt: at, updatedAt: at };
  await db.customer.createMany({
    data: customers.map(({ customerId, externalId }) => ({
      ...common,
      id: customerId,
      externalId,
      name: `Customer ${externalId}`,
      status: 'active' as const,
      currency: 'USD',
      score: 0,
      properties: {},
      arVersion: 1,
    })),
  });
  await db.contact.createMany({
    data: customers.map(({ customerId, externalId }) => ({
      ...common,
      id: newId('contact'),
      customerId,
      name: 'Pat Payer',
      email: `ap-${externalId}@customer.example`,
      type: 'ap_manager' as const,
      isPrimary: true,
      isActive: true,
    })),
  });
  const day = (offset: number) =>
    dayToDate(new Date(at.getTime() + offset * DAY_MS).toISOString().slice(0, 10));
  await db.invoice.createMany({
    data: customers.map(({ customerId, externalId }) => ({
      ...common,
      id: newId('invoice'),
      customerId,
      currency: 'USD',
      number: `INV-${externalId}`,
      status: 'open' as const,
      issuedOn: day(-40),
      dueOn: day(-10),
      amount: '1250.00',
      balance: '1250.00',
      isDisputed: false,
    })),
  });
  return customers;
}

/** Enrolls customers as if it had happened at `plannedFrom`: delays count from there. Starts no workflow. */
export async function enrollRows(
  { db, deps }: Rig,
  input: { sequenceId: string; customerIds: string[]; plannedFrom: number },
): Promise<{ enrollmentId: string; sequenceId: string; customerId: string }[]> {
  const { sequenceId, plannedFrom } = input;
  const rows = input.customerIds.map((customerId) => ({
    customerId,
    enrollmentId: newId('enrollment'),
    communicationId: newId('communication'),
    contactId: null,
    startDate: new Date(plannedFrom).toISOString().slice(0, 10),
    isExplicit: false,
  }));
  const enrollment = { sequenceId, rows, bulkId: null, source: 'bench', actor: SYSTEM, now: plannedFrom };
  await db.$transaction((tx) => deps.store.enroll.enrollCustomers(tx, enrollment));
  return rows.map(({ enrollmentId, customerId }) => ({ enrollmentId, sequenceId, customerId }));
}
