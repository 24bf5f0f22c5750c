import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../infra/ids.ts';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const count = (selection: object, action: object, key = api.adminKey): Promise<Json> =>
  api.ok('POST', '/v1/customer-bulk-changes', { key, body: { selection, action } });
const apply = (token: string, key = api.adminKey) =>
  api.call('POST', `/v1/bulk-changes/${token}/apply`, { key });
const customers = (n: number, change: object = {}): Promise<Json[]> =>
  Promise.all(Array.from({ length: n }, () => api.customer(change)));
const idsOf = (rows: Json[]): string[] => rows.map((row) => row.id);
const ownerOf = async (id: string): Promise<string> => (await api.ok('GET', `/v1/customers/${id}`)).arOwnerId;

async function label(): Promise<string> {
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: newId('labelGroup') } });
  return (await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'L' } })).id;
}

async function hide(customerId: string): Promise<void> {
  const id = newId('user');
  const { db } = api.database;
  await db.visibilityGroup.create({ data: { id, name: id, nameKey: id, createdAt: new Date() } });
  await db.visibilityGroupCustomer.create({ data: { groupId: id, customerId } });
}

test('C10: owners are counted first, nothing changes, then applied to exactly that set, with audit and wake-ups', async () => {
  const agent = await api.user('agent');
  const rows = await customers(3, { name: 'Ten one' });
  await api.ok('PATCH', `/v1/customers/${rows[0].id}`, { body: { arOwnerId: agent.id } });
  const enrollmentId = await api.enrollment(rows[1].id);
  const counted = await count({ filter: { search: 'ten one' } }, { type: 'setArOwner', userId: agent.id });
  expect(counted).toMatchObject({ count: 3, changing: 2 });
  expect(await ownerOf(rows[1].id)).toBeNull();
  // Fits the filter, and came after the count.
  const late = await api.customer({ name: 'Ten one' });
  api.lifecycle.woken.length = 0;
  expect((await apply(counted.token)).body).toMatchObject({ count: 3, changed: 2, unchanged: 1 });
  expect(await Promise.all(idsOf(rows).map(ownerOf))).toEqual([agent.id, agent.id, agent.id]);
  expect(await ownerOf(late.id)).toBeNull();
  expect(api.lifecycle.woken).toEqual([enrollmentId]);
  const [entry] = (await api.ok('GET', `/v1/audit?entityId=${rows[1].id}&limit=1`)).items;
  expect(entry).toMatchObject({
    action: 'customer.arOwnerSet',
    before: { arOwnerId: null },
    after: { arOwnerId: agent.id },
  });
  const table = await api.ok('GET', `/v1/customer-table?arOwnerId=${agent.id}`);
  expect(table.totalCount).toBe(3);
});

test('C10: a token applies once, for its author, until it expires', async () => {
  const manager = await api.user('manager');
  const selection = { customerIds: idsOf(await customers(1)) };
  const action = { type: 'setSalesOwner', userId: manager.id };
  const { token } = await count(selection, action, manager.key);
  expect((await apply(token)).status).toBe(404);
  const answers = await Promise.all(Array.from({ length: 10 }, () => apply(token, manager.key)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.find(({ status }) => status !== 200)?.body.type).toMatch(/already_acted$/);
  const old = await count(selection, action, manager.key);
  api.now += 15 * 60_000;
  expect((await apply(old.token, manager.key)).status).toBe(409);
});

test('U3: what the author may not see is not changed; replies count it where it was named by id, never behind a filter', async () => {
  const agent = await api.user('agent');
  const rows = await customers(3, { name: 'Part hidden' });
  await hide(rows[0].id);
  const labelId = await label();
  const action = { type: 'addLabels', labelIds: [labelId] };
  const ids = { customerIds: [...idsOf(rows), rows[1].id, newId('customer')] };
  expect(await count(ids, action, agent.key)).toMatchObject({ count: 2, changing: 2, hidden: 2 });
  const counted = await count({ filter: { search: 'part hidden' } }, action, agent.key);
  expect(counted).toEqual({ token: counted.token, count: 2, changing: 2, expiresAt: counted.expiresAt });
  const named = await count(ids, action, agent.key);
  await hide(rows[1].id);
  const { body } = await apply(counted.token, agent.key);
  expect(body).toMatchObject({ count: 1, changed: 1, unchanged: 0 });
  expect(body).not.toHaveProperty('hidden');
  expect((await apply(named.token, agent.key)).body).toMatchObject({ count: 1, changed: 0, hidden: 3 });
  expect((await api.ok('GET', `/v1/customer-table?labelIds=${labelId}`)).items).toMatchObject([
    { id: rows[2].id },
  ]);
});

test('C7: labels are put on and taken off many; each change is recorded at its customer', async () => {
  const rows = await customers(3);
  const [first, second] = [await label(), await label()];
  await api.ok('PUT', `/v1/customers/${rows[0].id}/labels/${first}`);
  const selection = { customerIds: idsOf(rows) };
  const added = await count(selection, { type: 'addLabels', labelIds: [first, second] });
  expect(added).toMatchObject({ count: 3, changing: 3 });
  expect((await apply(added.token)).body).toMatchObject({ changed: 3, unchanged: 0 });
  const again = await count(selection, { type: 'addLabels', labelIds: [second, first] });
  expect(again).toMatchObject({ count: 3, changing: 0 });
  expect((await apply(again.token)).body).toMatchObject({ changed: 0, unchanged: 3 });
  const removed = await count(selection, { type: 'removeLabels', labelIds: [first] });
  expect((await apply(removed.token)).body).toMatchObject({ changed: 3 });
  expect((await api.auditActions(rows[1].id)).slice(1)).toEqual([
    'customer.labelAdded',
    'customer.labelAdded',
    'customer.labelRemoved',
  ]);
  const feed = await api.database.db.change.findMany({
    where: { entityId: rows[1].id, kind: 'labelRemoved' },
    orderBy: { seq: 'asc' },
  });
  expect(feed).toMatchObject([
    { data: { customerId: rows[1].id, labelId: first, bulkChangeId: removed.token } },
  ]);
});

test('C7: labels of many invoices, by ids and by filter', async () => {
  const customer = await api.customer();
  const invoices = [await api.invoice(customer.id), await api.invoice(customer.id, { dueOn: '2026-12-01' })];
  const labelId = await label();
  const filter = { customerId: customer.id, group: 'overdue' };
  const body = { selection: { filter }, action: { type: 'addLabels', labelIds: [labelId] } };
  const counted = await api.ok('POST', '/v1/invoice-bulk-changes', { body });
  expect(counted).toMatchObject({ count: 1, changing: 1 });
  expect((await apply(counted.token)).body).toMatchObject({ changed: 1 });
  const selection = { invoiceIds: idsOf(invoices) };
  const removal = { selection, action: { type: 'removeLabels', labelIds: [labelId] } };
  const removed = await api.ok('POST', '/v1/invoice-bulk-changes', { body: removal });
  expect(removed).toMatchObject({ count: 2, changing: 1 });
  expect((await apply(removed.token)).body).toMatchObject({ changed: 1, unchanged: 1 });
});

test('lists: many customers are put on a list and taken off', async () => {
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Bulk' } });
  const rows = await customers(3);
  await api.ok('PUT', `/v1/lists/${list.id}/members/${rows[0].id}`);
  const added = await count({ customerIds: idsOf(rows) }, { type: 'addToList', listId: list.id });
  expect(added).toMatchObject({ count: 3, changing: 2 });
  expect((await apply(added.token)).body).toMatchObject({ changed: 2, unchanged: 1 });
  const removed = await count({ filter: { listId: list.id } }, { type: 'removeFromList', listId: list.id });
  expect((await apply(removed.token)).body).toMatchObject({ changed: 3 });
  expect(await api.ok('GET', `/v1/lists/${list.id}`)).toMatchObject({ memberCount: 0 });
});

test('bulk: what an action names must be there, both when counting and when applying; permissions are asked twice', async () => {
  const selection = { customerIds: idsOf(await customers(1)) };
  const call = (action: object, key = api.adminKey) =>
    api.call('POST', '/v1/customer-bulk-changes', { key, body: { selection, action } });
  expect((await call({ type: 'setArOwner', userId: newId('user') })).body.errors[0].field).toBe(
    'action.userId',
  );
  expect((await call({ type: 'addToList', listId: newId('list') })).body.errors[0].field).toBe(
    'action.listId',
  );
  const ghost = { type: 'removeLabels', labelIds: [await label(), newId('label')] };
  expect((await call(ghost)).body.errors).toEqual([{ field: 'action.labelIds[1]', message: 'is no label' }]);
  const labelId = await label();
  const { token } = await count(selection, { type: 'addLabels', labelIds: [labelId] });
  await api.ok('PATCH', `/v1/labels/${labelId}`, { body: { isArchived: true } });
  expect((await apply(token)).body.errors).toEqual([{ field: 'action.labelIds[0]', message: 'is archived' }]);
  const agent = await api.user('agent', { taken: ['lists.manage'] });
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Not for all' } });
  expect((await call({ type: 'addToList', listId: list.id }, agent.key)).status).toBe(403);
  const mine = await count(selection, { type: 'setArOwner', userId: agent.id }, agent.key);
  await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { taken: ['lists.manage', 'customers.save'] } });
  expect((await apply(mine.token, agent.key)).status).toBe(403);
});
