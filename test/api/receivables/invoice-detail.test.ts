import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
let customer: Json;
let invoice: Json;
let other: Json;
beforeAll(async () => {
  await api.open();
  customer = await api.customer();
  invoice = await api.invoice(customer.id, { number: 'INV-1' });
  other = await api.invoice(customer.id, { number: 'INV-10' });
});
afterAll(() => api.close());

const read = (id: string): Promise<Json> => api.ok('GET', `/v1/invoices/${id}`);

/** A mail that was sent and named invoices by their numbers. */
async function sentAbout(numbers: string[]): Promise<string> {
  const { db } = api.database;
  const [messageId, at] = [newId('message'), new Date(api.now)];
  await db.message.create({
    data: {
      id: messageId,
      sourceKind: 'step',
      sourceId: newId('stepExecution'),
      customerId: customer.id as string,
      channel: 'email',
      status: 'sent',
      token: newId('claim'),
      arVersion: 1,
      headerId: `<${messageId}@acme.example>`,
      subject: 'Your account',
      bodyText: 'open',
      references: [],
      facts: { invoices: numbers.map((number) => ({ number })) },
      attempts: 1,
      claimedAt: at,
      createdAt: at,
    },
  });
  await db.communication.create({
    data: {
      id: newId('communication'),
      customerId: customer.id as string,
      kind: 'email',
      direction: 'outbound',
      occurredAt: at,
      subject: 'Your account',
      messageId,
      createdAt: at,
    },
  });
  return messageId;
}

test('C15: the detail of an invoice has its promises, disputes and other holds', async () => {
  const promise = { amount: '40.00', promisedOn: '2026-03-20', invoiceIds: [invoice.id] };
  await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body: promise });
  await api.ok('POST', `/v1/invoices/${invoice.id}/dispute`, { body: { reason: 'Wrong price' } });
  await api.ok('POST', `/v1/invoices/${invoice.id}/undispute`, { body: {} });
  const { promises, holds } = await read(invoice.id);
  expect(promises).toMatchObject([{ amount: '40.00', promisedOn: '2026-03-20', status: 'open' }]);
  expect(holds.map(({ kind, endedAt }: Json) => `${kind} ${endedAt ? 'over' : 'open'}`).sort()).toEqual([
    'dispute over',
    'promise open',
  ]);
  expect(await read(other.id)).toMatchObject({ promises: [], holds: [], labels: [], communications: [] });
});

test('C15: it lists what was logged about it and the messages that named it, of this number only', async () => {
  const messageId = await sentAbout(['INV-1', 'INV-7']);
  await sentAbout(['INV-10']);
  const call = { kind: 'call', direction: 'outbound', occurredAt: '2026-02-20T10:00:00Z', content: 'Asked' };
  await api.ok('POST', `/v1/customers/${customer.id}/communications`, {
    body: { ...call, invoiceIds: [invoice.id] },
  });
  await api.ok('POST', `/v1/customers/${customer.id}/communications`, { body: call });
  const { communications } = await read(invoice.id);
  expect(communications).toMatchObject([
    { kind: 'email', messageId, subject: 'Your account' },
    { kind: 'call', messageId: null, occurredAt: '2026-02-20T10:00:00.000Z' },
  ]);
  expect(communications).toHaveLength(2);
});

test('C15: it carries its labels, by group and name', async () => {
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Reason' } });
  const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Price' } });
  await api.ok('PUT', `/v1/invoices/${invoice.id}/labels/${label.id}`);
  expect((await read(invoice.id)).labels).toEqual([
    { id: label.id, name: 'Price', groupId: group.id, groupName: 'Reason' },
  ]);
});
