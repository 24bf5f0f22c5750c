import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DryRunWorld } from '../../support/worlds/dry-run-world.ts';

const api = new DryRunWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

test('P11: a touchpoint that has produced nothing is deleted, with what is planned of it', async () => {
  await api.begin();
  const programId = await api.programWith([1]);
  const { customerId } = await api.debtor('Acme', [{ daysOverdue: 3 }]);
  const path = `/v1/programs/${programId}/touchpoints`;
  const own = { subject: 'Late', bodyHtml: '<p>Please pay.</p>' };
  const { id } = await api.ok('POST', path, { body: { label: 'By mistake', offsetDays: 2, ...own } });
  const { db } = api.database;
  const at = new Date(api.now);
  await db.scheduledTouchpoint.create({
    data: {
      id: 'sct_planned',
      programId,
      touchpointId: id,
      customerId,
      level: 'account',
      subjectId: customerId,
      status: 'scheduled',
      plannedOn: at,
      plannedAt: at,
      planVersion: 1,
      history: [],
      createdAt: at,
      updatedAt: at,
    },
  });
  const { planVersion } = await api.ok('GET', `/v1/programs/${programId}`);
  expect((await api.call('DELETE', `${path}/${id}`)).status).toBe(204);
  expect(await db.scheduledTouchpoint.count({ where: { touchpointId: id } })).toBe(0);
  const { items } = await api.ok('GET', `${path}?includeArchived=true`);
  expect(items).toHaveLength(2);
  expect((await api.ok('GET', `/v1/programs/${programId}`)).planVersion).toBe(planVersion + 1);
  expect(await api.auditActions(id)).toEqual(['touchpoint.add', 'touchpoint.remove']);
  expect((await api.call('DELETE', `${path}/${id}`)).status).toBe(404);
});

test('P11: one with history is archived, not deleted, and stays in reports', async () => {
  await api.begin();
  const programId = await api.programWith([1]);
  await api.debtor('Acme', [{ daysOverdue: 3 }]);
  await api.run(programId);
  const path = `/v1/programs/${programId}/touchpoints`;
  const { items } = await api.ok('GET', path);
  const [used, unused] = items;
  for (const archive of [false, true]) {
    if (archive) await api.ok('POST', `${path}/${used.id}/archive`);
    const refused = await api.call('DELETE', `${path}/${used.id}`);
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('archive') } });
  }
  expect((await api.ok('GET', `${path}?includeArchived=true`)).items).toHaveLength(2);
  expect((await api.call('DELETE', `${path}/${unused.id}`)).status).toBe(204);
  expect(
    (await api.call('DELETE', `${path}/${used.id}`, { key: (await api.user('agent')).key })).status,
  ).toBe(403);
});
