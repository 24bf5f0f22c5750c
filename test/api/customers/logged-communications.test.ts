import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const log = (customerId: string, body: object) =>
  api.call('POST', `/v1/customers/${customerId}/communications`, { body });
const lastContactOf = async (customerId: string): Promise<string | null> => {
  const { items } = await api.ok('GET', '/v1/customer-table');
  return items.find((row: Json) => row.id === customerId).lastContactAt;
};
const call = (occurredAt: string, change: object = {}) => ({
  kind: 'call',
  direction: 'outbound',
  occurredAt,
  ...change,
});

test('C3, C8: a logged call or email moves the last contact by the date it happened, never back; a note does not', async () => {
  const { id } = await api.customer();
  expect(await lastContactOf(id)).toBeNull();
  await log(id, call('2026-02-20T10:00:00Z'));
  expect(await lastContactOf(id)).toBe('2026-02-20T10:00:00.000Z');
  await log(id, {
    kind: 'email',
    direction: 'inbound',
    occurredAt: '2026-02-25T12:00:00+02:00',
    subject: 'Re: invoice',
  });
  expect(await lastContactOf(id)).toBe('2026-02-25T10:00:00.000Z');
  await log(id, call('2026-01-05T10:00:00Z'));
  expect(await lastContactOf(id)).toBe('2026-02-25T10:00:00.000Z');
  await api.ok('POST', `/v1/customers/${id}/notes`, { body: { content: 'Internal' } });
  expect(await lastContactOf(id)).toBe('2026-02-25T10:00:00.000Z');
});

test('C8: call type, outcome, contact and invoices of the customer are kept with a logged call', async () => {
  const { id } = await api.customer();
  const contact = await api.ok('POST', `/v1/customers/${id}/contacts`, { body: { name: 'Jo' } });
  const invoice = await api.invoice(id);
  const details = {
    callType: 'follow-up',
    outcome: 'promised to pay',
    subject: 'Invoice',
    content: 'Will pay Friday.',
  };
  const answer = await log(
    id,
    call('2026-03-01T10:00:00Z', { ...details, contactId: contact.id, invoiceIds: [invoice.id] }),
  );
  expect(answer.body).toMatchObject({
    kind: 'call',
    direction: 'outbound',
    outcome: 'promised to pay',
    contactId: contact.id,
    authorId: api.adminId,
    data: { callType: 'follow-up', invoiceIds: [invoice.id] },
  });
  expect(await api.auditActions(answer.body.id)).toEqual(['communication.logged']);
});

test('C8: contacts and invoices of others, a time to come, and outcomes of emails are refused together', async () => {
  const [one, other] = [await api.customer(), await api.customer()];
  const contact = await api.ok('POST', `/v1/customers/${other.id}/contacts`, { body: { name: 'Jo' } });
  const invoice = await api.invoice(other.id);
  const answer = await log(
    one.id,
    call('2026-03-02T09:00:00Z', { contactId: contact.id, invoiceIds: [invoice.id] }),
  );
  expect([answer.status, answer.body.errors.map((error: Json) => error.field)]).toEqual([
    422,
    ['occurredAt', 'contactId', 'invoiceIds[0]'],
  ]);
  const email = await log(one.id, {
    kind: 'email',
    direction: 'outbound',
    occurredAt: '2026-03-01T09:00:00Z',
    outcome: 'x',
  });
  expect(email.status).toBe(422);
});

test('Q7, C8: another activity is logged too, also one inside the house; it is no last contact', async () => {
  const { id } = await api.customer();
  await log(id, call('2026-02-20T10:00:00Z'));
  for (const direction of ['outbound', 'inbound', 'internal']) {
    const visit = { kind: 'activity', direction, occurredAt: '2026-02-25T10:00:00Z', outcome: 'met Jo' };
    const answer = await log(id, { ...visit, subject: 'Visit' });
    expect([answer.status, answer.body.kind, answer.body.direction, answer.body.outcome]).toEqual([
      201,
      'activity',
      direction,
      'met Jo',
    ]);
  }
  expect(await lastContactOf(id)).toBe('2026-02-20T10:00:00.000Z');
  const fieldsOf = async (body: object): Promise<string[]> =>
    (await log(id, body)).body.errors.map((error: Json) => error.field);
  expect(await fieldsOf(call('2026-02-20T10:00:00Z', { direction: 'internal' }))).toEqual(['direction']);
  const typed = { kind: 'activity', direction: 'internal', callType: 'x' };
  expect(await fieldsOf({ ...typed, occurredAt: '2026-02-20T10:00:00Z' })).toEqual(['callType']);
});

test('C8: entries that happened at the same moment are paged without a gap or a double', async () => {
  const { id } = await api.customer();
  for (let index = 0; index < 5; index += 1)
    await log(id, call('2026-03-01T10:00:00Z', { subject: `${index}` }));
  const path = `/v1/customers/${id}/communications?limit=2`;
  const subjects: string[] = [];
  for (let cursor = ''; ;) {
    const page = await api.ok('GET', path + cursor);
    subjects.push(...page.items.map((each: Json) => each.subject));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(subjects).toEqual(['4', '3', '2', '1', '0']);
});

test('C5: the thread stands by the day things happened, and is read both ways, from the middle too', async () => {
  const { id } = await api.customer();
  const days = ['03', '01', '05', '02', '04'];
  for (const day of days) await log(id, call(`2026-02-${day}T10:00:00Z`, { subject: day }));
  const read = async (query: string): Promise<Json> =>
    api.ok('GET', `/v1/customers/${id}/communications?${query}`);
  const subjects = (page: Json): string[] => page.items.map((each: Json) => each.subject);
  const latest = await read('limit=2');
  expect(subjects(latest)).toEqual(['05', '04']);
  const earlier = await read(`limit=2&cursor=${latest.nextCursor}`);
  expect(subjects(earlier)).toEqual(['03', '02']);
  const back = await read(`order=oldest&cursor=${earlier.nextCursor}`);
  expect([subjects(back), back.nextCursor]).toEqual([['03', '04', '05'], null]);
  const oldest = await read('order=oldest&limit=3');
  expect(subjects(oldest)).toEqual(['01', '02', '03']);
  expect(subjects(await read(`order=oldest&limit=3&cursor=${oldest.nextCursor}`))).toEqual(['04', '05']);
  const other = await api.call('GET', `/v1/customers/${id}/communications?order=sideways`);
  expect(other.status).toBe(422);
});
