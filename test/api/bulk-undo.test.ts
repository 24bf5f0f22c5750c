import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../infra/ids.ts';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  // Each change has a moment of its own.
  api.now += 60_000;
});

const applied = async (selection: object, action: object, of = 'customer', key = api.adminKey) => {
  const { token } = await api.ok('POST', `/v1/${of}-bulk-changes`, { key, body: { selection, action } });
  const reply = await api.ok('POST', `/v1/bulk-changes/${token}/apply`, { key });
  return { token, ...reply } as Json;
};
const undo = (token: string, key = api.adminKey) =>
  api.call('POST', `/v1/bulk-changes/${token}/undo`, { key });
const some = (n: number): Promise<Json[]> => Promise.all(Array.from({ length: n }, () => api.customer()));
const labelsOf = async (id: string): Promise<string[]> =>
  (await api.ok('GET', `/v1/customers/${id}/overview`)).labels.map((label: Json) => label.id);
async function label(): Promise<string> {
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: newId('labelGroup') } });
  return (await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'L' } })).id;
}

test('C10: labels that were put on are taken off again where nobody touched them since, once, each audited and told', async () => {
  const labelId = await label();
  const [had, fresh, touched, gone] = (await some(4)).map(({ id }) => id) as [string, string, string, string];
  await api.ok('PUT', `/v1/customers/${had}/labels/${labelId}`);
  const change = await applied(
    { customerIds: [had, fresh, touched, gone] },
    { type: 'addLabels', labelIds: [labelId] },
  );
  expect(change).toMatchObject({ changed: 3 });
  api.now += 1_000;
  // Somebody took it off and put it on again: that is theirs.
  await api.ok('DELETE', `/v1/customers/${touched}/labels/${labelId}`);
  await api.ok('PUT', `/v1/customers/${touched}/labels/${labelId}`);
  await api.ok('DELETE', `/v1/customers/${gone}/labels/${labelId}`);
  const answers = await Promise.all(Array.from({ length: 5 }, () => undo(change.token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ undone: 1, left: 2 });
  expect(answers.find(({ status }) => status !== 200)?.body.type).toMatch(/already_acted$/);
  expect(await Promise.all([had, fresh, touched, gone].map(labelsOf))).toEqual([
    [labelId],
    [],
    [labelId],
    [],
  ]);
  const [entry] = (await api.ok('GET', `/v1/audit?customerId=${fresh}&limit=1`)).items;
  expect(entry).toMatchObject({ action: 'customer.labelRemoved', before: { labelId }, after: null });
  const [told] = await api.database.db.change.findMany({
    where: { entityId: fresh },
    orderBy: { seq: 'desc' },
    take: 1,
  });
  expect(told).toMatchObject({ kind: 'labelRemoved', origin: 'bulk', originId: change.token });
});

test('C10: labels of invoices that were taken off come back, but for those that somebody moved since', async () => {
  const labelId = await label();
  const { id: customerId } = await api.customer();
  const [first, second] = [await api.invoice(customerId), await api.invoice(customerId)];
  for (const { id } of [first, second]) await api.ok('PUT', `/v1/invoices/${id}/labels/${labelId}`);
  const change = await applied(
    { invoiceIds: [first.id, second.id] },
    { type: 'removeLabels', labelIds: [labelId] },
    'invoice',
  );
  api.now += 1_000;
  await api.ok('PUT', `/v1/invoices/${second.id}/labels/${labelId}`);
  await api.ok('DELETE', `/v1/invoices/${second.id}/labels/${labelId}`);
  expect((await undo(change.token)).body).toMatchObject({ undone: 1, left: 1 });
  const rows = await api.database.db.invoiceLabel.findMany({
    where: { labelId },
    select: { invoiceId: true },
    orderBy: { invoiceId: 'asc' },
  });
  expect(rows).toEqual([{ invoiceId: first.id }]);
});

test('C7, U3: owners come back one by one, not over somebody’s later word, nor to who has left; enrollments hear of it', async () => {
  const [before, left, next, late] = [
    await api.user('agent'),
    await api.user('agent'),
    await api.user('agent'),
    await api.user('agent'),
  ];
  const rows = await some(4);
  const ids = rows.map(({ id }) => id as string);
  const own = (id: string, userId: string | null) =>
    api.ok('PATCH', `/v1/customers/${id}`, { body: { arOwnerId: userId } });
  await own(ids[0]!, before.id);
  await own(ids[1]!, left.id);
  const enrollmentId = await api.enrollment(ids[0]!);
  const change = await applied({ customerIds: ids }, { type: 'setArOwner', userId: next.id });
  expect(change).toMatchObject({ changed: 4 });
  const told = await api.database.db.change.findFirstOrThrow({
    where: { entityId: ids[0]!, kind: 'arOwnerSet', originId: change.token },
  });
  expect(told.data).toMatchObject({ arOwnerId: next.id });
  api.now += 1_000;
  await own(ids[2]!, late.id);
  await api.ok('PATCH', `/v1/users/${left.id}`, { body: { isActive: false } });
  api.lifecycle.woken.length = 0;
  expect((await undo(change.token)).body).toMatchObject({ undone: 2, left: 2 });
  const owners = await Promise.all(
    ids.map(async (id) => (await api.ok('GET', `/v1/customers/${id}`)).arOwnerId as string | null),
  );
  expect(owners).toEqual([before.id, next.id, late.id, null]);
  expect(api.lifecycle.woken).toContain(enrollmentId);
});

test('C10, U3: others’ changes, those not applied, lists and programs are refused, and what is hidden by now is left', async () => {
  const manager = await api.user('manager');
  const rows = await some(2);
  const labelId = await label();
  const action = { type: 'addLabels', labelIds: [labelId] };
  const selection = { customerIds: rows.map(({ id }) => id) };
  const { token } = await api.ok('POST', '/v1/customer-bulk-changes', { body: { selection, action } });
  expect((await undo(token)).status).toBe(409);
  const mine = await applied(selection, action, 'customer', manager.key);
  expect((await undo(mine.token)).status).toBe(404);
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [rows[0]!.id] } });
  expect((await undo(mine.token, manager.key)).body).toMatchObject({ undone: 1, left: 1 });
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Big ones' } });
  const joined = await applied(selection, { type: 'addToList', listId: list.id });
  expect((await undo(joined.token)).status).toBe(409);
});
