import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordChange } from '../../../commands/record-change.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import type { ChangeFields, ChangeKind } from '../../../contracts/changes.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { newId } from '../../../infra/ids.ts';
import { TEST_ACTOR, readCatalogue } from '../../support/rules/change-rules.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
let customerId: string;
let outsider: { id: string; key: string };
let owner: { id: string; key: string };
let ofCustomers: ChangeKind[];

const actor = { ...SYSTEM, userId: TEST_ACTOR };
const idOf = ({ entity, kind, belongs }: ChangeKind) =>
  belongs === 'itself' ? customerId : `x_${entity}_${kind}`.toLowerCase();
const audit = async (key: string, query: string) =>
  (await api.ok('GET', `/v1/audit?limit=200&${query}`, { key })).items as { action: string }[];

beforeAll(async () => {
  await api.open();
  customerId = (await api.customer({ name: 'Hidden' })).id;
  const rights = { granted: [...PERMISSIONS] };
  [outsider, owner] = [await api.user('agent', rights), await api.user('agent', rights)];
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [customerId] } });
  await api.database.db.customer.update({ where: { id: customerId }, data: { arOwnerId: owner.id } });
  ofCustomers = (await readCatalogue()).filter(({ belongs }) => belongs !== 'nobody');
  await api.database.db.$transaction(async (tx) => {
    for (const kind of ofCustomers as ChangeKind<ChangeFields>[])
      await recordChange(api.deps, tx, kind, { actor, now: api.now, entityId: idOf(kind), customerId });
  });
});
afterAll(() => api.close());

test('U3: entries of every kind of thing of a hidden customer are its owner’s to read, and nobody’s outside', async () => {
  const names = ofCustomers.map(({ entity, kind }) => `${entity}.${kind}`).sort();
  expect((await audit(owner.key, `actorId=${TEST_ACTOR}`)).map(({ action }) => action).sort()).toEqual(names);
  expect(await audit(outsider.key, `actorId=${TEST_ACTOR}`)).toEqual([]);
  for (const kind of ofCustomers)
    expect(await audit(outsider.key, `entity=${kind.entity}&entityId=${idOf(kind)}`)).toEqual([]);
});

test('U4: entries are found by whatever kind of thing they are about', async () => {
  const entities = new Set((await readCatalogue()).map(({ entity }) => entity));
  for (const entity of entities)
    expect([entity, (await api.call('GET', `/v1/audit?entity=${entity}`)).status]).toEqual([entity, 200]);
});

test('U3: what people do with a recommended action of a hidden customer stands in its log alone', async () => {
  const actionId = newId('action');
  const at = new Date(api.now);
  const rank = { severity: 'high', severityRank: 3, status: 'open', createdAt: at, updatedAt: at };
  const what = { key: 'k', kind: 'call', reason: 'x', dueOn: at, sources: [], ...rank };
  await api.database.db.recommendedAction.create({ data: { id: actionId, customerId, ...what } });
  await api.ok('POST', `/v1/actions/${actionId}/dismiss`, { key: owner.key, body: {} });
  const query = `entity=action&entityId=${actionId}`;
  expect((await audit(owner.key, query)).map(({ action }) => action)).toEqual(['action.dismissed']);
  expect(await audit(outsider.key, query)).toEqual([]);
});

test('U3, U4: how many customers an import, a sync or a bulk change concerned is for who did it, and who sees everybody', async () => {
  const { id } = await api.ok('POST', '/v1/imports?kind=customers', {
    key: owner.key,
    raw: 'external_id,name\nx-1,Seen\n',
    headers: { 'Content-Type': 'text/csv' },
  });
  const change = {
    selection: { customerIds: [customerId] },
    action: { type: 'setArOwner', userId: owner.id },
  };
  const { token } = await api.ok('POST', '/v1/customer-bulk-changes', { key: owner.key, body: change });
  await api.ok('POST', `/v1/bulk-changes/${token}/apply`, { key: owner.key, body: {} });
  const read = async (key: string | undefined, query: string) =>
    (await api.ok('GET', `/v1/audit?${query}`, key === undefined ? {} : { key })).items[0].after;
  const imported = `entity=import&entityId=${id}`;
  const changed = `entity=bulkChange&entityId=${token}`;
  for (const key of [owner.key, undefined]) {
    expect(await read(key, imported)).toMatchObject({ kind: 'customers', total: 1, created: 1 });
    expect(await read(key, changed)).toMatchObject({ action: change.action, changed: 0 });
  }
  expect(Object.keys(await read(outsider.key, imported)).sort()).toEqual(
    ['createdAt', 'createdById', 'finishedAt', 'id', 'ignoredColumns', 'isDryRun', 'kind', 'status'].sort(),
  );
  expect(Object.keys(await read(outsider.key, changed)).sort()).toEqual(['action', 'entity']);
});

test('U4: entries are found by customer, with all that is its own, and by period; of a hidden one by its owner alone', async () => {
  const all = await audit(owner.key, `customerId=${customerId}`);
  expect(all.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['contact.created', 'invoice.created']),
  );
  expect(all.length).toBeGreaterThan(ofCustomers.length - 1);
  expect(await audit(outsider.key, `customerId=${customerId}`)).toEqual([]);
  const other = (await api.customer({ name: 'Other' })).id;
  expect((await audit(owner.key, `customerId=${other}`)).map(({ action }) => action)).toEqual([
    'customer.created',
  ]);
  const at = new Date(api.now).toISOString();
  const after = new Date(api.now + 1).toISOString();
  const of = `customerId=${other}`;
  expect(await audit(owner.key, `${of}&from=${at}&until=${after}`)).toHaveLength(1);
  expect(await audit(owner.key, `${of}&from=${after}`)).toEqual([]);
  expect(await audit(owner.key, `${of}&until=${at}`)).toEqual([]);
});
