import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let made = 0;
const group = (name = `Group ${(made += 1)}`) => api.ok('POST', '/v1/label-groups', { body: { name } });
const label = (groupId: string, name: string) =>
  api.ok('POST', `/v1/label-groups/${groupId}/labels`, { body: { name } });
const namesOf = (marks: Json): string[] => marks.labels.map((mark: Json) => mark.name);

test('C7: names of labels are unique within their group in any case, archived ones included; groups among themselves', async () => {
  const [segment, region] = [await group('Segment'), await group('Region')];
  const { id } = await label(segment.id, 'Key account');
  const again = await api.call('POST', `/v1/label-groups/${segment.id}/labels`, {
    body: { name: 'KEY Account' },
  });
  expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'name', message: 'is taken' }] } });
  expect(await label(region.id, 'Key account')).toMatchObject({ groupId: region.id });
  await api.ok('PATCH', `/v1/labels/${id}`, { body: { isArchived: true } });
  expect(
    (await api.call('POST', `/v1/label-groups/${segment.id}/labels`, { body: { name: 'Key account' } }))
      .status,
  ).toBe(409);
  expect((await api.call('POST', '/v1/label-groups', { body: { name: 'segment' } })).status).toBe(409);
  const other = await label(segment.id, 'Small');
  expect((await api.call('PATCH', `/v1/labels/${other.id}`, { body: { name: 'key account' } })).status).toBe(
    409,
  );
  expect(await api.ok('PATCH', `/v1/labels/${other.id}`, { body: { name: 'SMALL' } })).toMatchObject({
    name: 'SMALL',
  });
});

test('C7: twenty that make the same label at once make one', async () => {
  const { id } = await group();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      api.call('POST', `/v1/label-groups/${id}/labels`, { body: { name: 'Race' } }),
    ),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([
    201,
    ...Array.from({ length: 19 }, () => 409),
  ]);
});

test('C7: groups are listed together with their labels by name, page by page; archived ones when asked for', async () => {
  const { id } = await group('AAA');
  await label(id, 'b');
  const a = await label(id, 'A');
  await api.ok('PATCH', `/v1/label-groups/${(await group('AAB')).id}`, { body: { isArchived: true } });
  await api.ok('PATCH', `/v1/labels/${a.id}`, { body: { isArchived: true } });
  const [first] = (await api.ok('GET', '/v1/label-groups?limit=1')).items;
  expect([first.name, first.labels.map((each: Json) => each.name)]).toEqual(['AAA', ['b']]);
  const all = await api.ok('GET', '/v1/label-groups?limit=1&includeArchived=true');
  expect(all.items[0].labels.map((each: Json) => each.name)).toEqual(['A', 'b']);
  const next = await api.ok('GET', `/v1/label-groups?limit=1&includeArchived=true&cursor=${all.nextCursor}`);
  expect(next.items).toMatchObject([{ name: 'AAB', isArchived: true }]);
});

test('C7: a label is put on and taken off a customer and an invoice; what changes nothing is not recorded', async () => {
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id);
  const { id } = await label((await group()).id, 'Blue');
  for (const path of [
    `/v1/customers/${customer.id}/labels/${id}`,
    `/v1/invoices/${invoice.id}/labels/${id}`,
  ]) {
    expect(namesOf(await api.ok('PUT', path))).toEqual(['Blue']);
    expect(namesOf(await api.ok('PUT', path))).toEqual(['Blue']);
    expect(namesOf(await api.ok('DELETE', path))).toEqual([]);
    expect(namesOf(await api.ok('DELETE', path))).toEqual([]);
  }
  expect(await api.auditActions(customer.id)).toEqual([
    'customer.created',
    'customer.labelAdded',
    'customer.labelRemoved',
  ]);
  expect((await api.auditActions(invoice.id)).slice(1)).toEqual([
    'invoice.labelAdded',
    'invoice.labelRemoved',
  ]);
});

test('C7: an archived label, or one of an archived group, stays where it is and cannot be assigned any more', async () => {
  const [customer, other] = [await api.customer(), await api.customer()];
  const { id: groupId } = await group();
  const [own, ofGroup] = [await label(groupId, 'Own'), await label(groupId, 'Group')];
  await api.ok('PUT', `/v1/customers/${customer.id}/labels/${own.id}`);
  await api.ok('PATCH', `/v1/labels/${own.id}`, { body: { isArchived: true } });
  await api.ok('PATCH', `/v1/label-groups/${groupId}`, { body: { isArchived: true } });
  for (const { id } of [own, ofGroup]) {
    expect((await api.call('PUT', `/v1/customers/${other.id}/labels/${id}`)).status).toBe(409);
  }
  expect(
    (await api.call('POST', `/v1/label-groups/${groupId}/labels`, { body: { name: 'New' } })).status,
  ).toBe(409);
  await api.ok('PATCH', `/v1/label-groups/${groupId}`, { body: { isArchived: false } });
  const marks = await api.ok('PUT', `/v1/customers/${customer.id}/labels/${ofGroup.id}`);
  expect(namesOf(marks)).toEqual(['Group', 'Own']);
  expect(namesOf(await api.ok('DELETE', `/v1/customers/${customer.id}/labels/${own.id}`))).toEqual(['Group']);
  expect(await api.auditActions(groupId)).toEqual([
    'labelGroup.created',
    'labelGroup.archived',
    'labelGroup.restored',
  ]);
});

test('C7, U1: agents label and do not define labels; what they may not see cannot be labelled', async () => {
  const agent = await api.user('agent');
  const { key } = agent;
  expect((await api.call('POST', '/v1/label-groups', { key, body: { name: 'X' } })).status).toBe(403);
  const { id } = await label((await group()).id, 'Blue');
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id);
  await api.ok('PUT', `/v1/customers/${customer.id}/labels/${id}`, { key });
  const { db } = api.database;
  await db.visibilityGroup.create({
    data: { id: 'vgr_labels', name: 'L', nameKey: 'labels', createdAt: new Date() },
  });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_labels', customerId: customer.id } });
  expect((await api.call('PUT', `/v1/customers/${customer.id}/labels/${id}`, { key })).status).toBe(404);
  expect((await api.call('DELETE', `/v1/invoices/${invoice.id}/labels/${id}`, { key })).status).toBe(404);
});
