import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const fieldsOf = async (method: string, path: string, body: unknown): Promise<string[]> => {
  const { status, body: problem } = await api.call(method, path, { body });
  expect(status).toBe(422);
  return problem.errors.map(({ field }: { field: string }) => field).sort();
};

/** A body with an invalid field, and with something that only the object as a whole shows. */
const bodies: [string, string, string, object, string[]][] = [
  [
    'an invoice',
    'POST',
    '/v1/customers/{customer}/invoices',
    { number: '', issuedOn: '2026-02-01', dueOn: '2026-01-01', amount: '10.00', balance: '20.00', foo: 1 },
    ['balance', 'dueOn', 'foo', 'number'],
  ],
  [
    'a contact',
    'POST',
    '/v1/customers/{customer}/contacts',
    { type: 'boss', isPrimary: 'yes' },
    ['isPrimary', 'name', 'type'],
  ],
  [
    'a logged email',
    'POST',
    '/v1/customers/{customer}/communications',
    { kind: 'email', direction: 'sideways', occurredAt: 'today', callType: 'x', outcome: 'y' },
    ['callType', 'direction', 'occurredAt', 'outcome'],
  ],
  [
    'a mailbox',
    'POST',
    '/v1/mailboxes',
    { name: '', fromAddress: 'nobody', smtp: { host: 'x', port: 0, security: 'none', password: 'p' } },
    ['fromAddress', 'fromName', 'name', 'smtp.port', 'smtp.user', 'zone'],
  ],
  [
    'a hold',
    'POST',
    '/v1/holds',
    { scope: 'customer', customerId: 'x', kind: 'out_of_office' },
    ['customerId', 'expiresAt'],
  ],
  ['a switch', 'PUT', '/v1/switches', { scope: 'sequence', id: 'x', isOn: true }, ['id', 'reason']],
  [
    'a sequence',
    'POST',
    '/v1/sequences',
    { zone: 'Mars', beginAt: '2027-02-01T00:00:00Z', endAt: '2027-01-01T00:00:00Z', sendDays: [1, 1, 9] },
    ['endAt', 'name', 'sendDays', 'sendDays[2]', 'zone'],
  ],
  [
    'members of a group',
    'POST',
    '/v1/visibility-groups/vgr_01h455vb4pex5vsknk084sn02q/customers',
    { add: [], remove: [], foo: 1 },
    ['add', 'foo'],
  ],
  [
    'a draft of a model',
    'POST',
    '/v1/customers/{customer}/drafts',
    { prompt: '', level: 'invoice' },
    ['invoiceId', 'prompt'],
  ],
];

describe('O2: one answer names every invalid field, also what only the object as a whole shows', () => {
  test.each(bodies)('of %s', async (_what, method, path, body, expected) => {
    const { id } = await api.customer();
    expect(await fieldsOf(method, path.replace('{customer}', id), body)).toEqual(expected);
  });

  test('what is about an invalid field is not said on top of it', async () => {
    const { id } = await api.customer();
    const body = { number: 'A', issuedOn: 'soon', dueOn: '2026-01-01', amount: 'x', balance: '20.00' };
    expect(await fieldsOf('POST', `/v1/customers/${id}/invoices`, body)).toEqual(['amount', 'issuedOn']);
  });

  test('a text that cannot be stored stands beside the others', async () => {
    expect(await fieldsOf('POST', '/v1/customers', { name: 'a\u0000b', currency: 'XQZ' })).toEqual([
      'currency',
      'name',
    ]);
  });
});
