import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { createMailbox, rowsOfOpenBatch } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await createMailbox(api);
});
afterAll(() => api.close());

let counter = 0;
const create = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/programs', { body: { name: `Program ${++counter}`, ...change } });
const read = (id: string): Promise<Json> => api.ok('GET', `/v1/programs/${id}`);
const reasonsOf = (program: Json): string[] => program.silentBecause.map((each: Json) => each.reason);
const expectedRun = (programId: string) =>
  api.database.db.programRun.findFirst({ where: { programId, status: 'expected' } });

/** Leaves these programs as the only ones that are active. */
async function onlyActive(...ids: string[]): Promise<void> {
  await api.database.db.program.updateMany({ where: { id: { notIn: ids } }, data: { status: 'paused' } });
}

test('P13: pausing takes the expected run away and keeps batches; resuming writes the next one, from now on', async () => {
  await create();
  const { id } = await create({ sendDays: [1, 2, 3, 4, 5, 6, 7] });
  const batch = await rowsOfOpenBatch(api, id);
  const paused = await api.ok('POST', `/v1/programs/${id}/pause`);
  expect(paused).toMatchObject({ status: 'paused', nextRuns: [], scheduleVersion: 2 });
  expect(reasonsOf(paused)).toEqual(['paused']);
  expect(await expectedRun(id)).toBeNull();
  expect(await batch.statuses()).toMatchObject({ batch: 'proposed', proposed: 'proposed' });
  expect((await api.call('POST', `/v1/programs/${id}/pause`)).status).toBe(409);
  api.now += 3 * 86_400_000;
  const resumed = await api.ok('POST', `/v1/programs/${id}/resume`);
  expect(resumed).toMatchObject({ status: 'active', scheduleVersion: 3, silentBecause: [] });
  expect((await expectedRun(id))?.nominalAt.getTime()).toBeGreaterThan(api.now);
  expect((await api.call('POST', `/v1/programs/${id}/resume`)).status).toBe(409);
  expect(await api.auditActions(id)).toEqual(['program.created', 'program.pause', 'program.resume']);
});

test('P1: the last active program can be neither paused nor archived', async () => {
  const { id } = await create();
  await onlyActive(id);
  for (const verb of ['pause', 'archive']) {
    const answer = await api.call('POST', `/v1/programs/${id}/${verb}`);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toMatch(/last active program/);
  }
  expect((await read(id)).status).toBe('active');
});

test('P1: of the last two active programs, one stays active when both are paused or archived at once', async () => {
  for (let round = 0; round < 5; round++) {
    const [one, other] = [await create(), await create()];
    await onlyActive(one.id, other.id);
    const answers = await Promise.all([
      api.call('POST', `/v1/programs/${one.id}/pause`),
      api.call('POST', `/v1/programs/${other.id}/archive`),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(await api.database.db.program.count({ where: { status: 'active' } })).toBe(1);
  }
});

test('P1: archiving skips what is planned, cancels what is proposed, and lets what is approved go out', async () => {
  await create();
  const { id } = await create();
  const batch = await rowsOfOpenBatch(api, id);
  api.lifecycle.started.length = 0;
  const archived = await api.ok('POST', `/v1/programs/${id}/archive`);
  expect(archived).toMatchObject({ status: 'archived', nextRuns: [] });
  expect(reasonsOf(archived)).toEqual(['archived']);
  expect(await batch.statuses()).toEqual({
    batch: 'superseded',
    planned: 'skipped',
    proposed: 'cancelled',
    approved: 'approved',
  });
  const rows = await batch.rows();
  expect(rows.proposed).toMatchObject({ reason: 'program_archived', decidedById: api.adminId });
  expect(rows.proposed.history).toMatchObject([
    { from: 'proposed', to: 'cancelled', reason: 'program_archived', by: api.adminId },
  ]);
  expect(rows.planned.history).toMatchObject([{ from: 'scheduled', to: 'skipped' }]);
  expect(await expectedRun(id)).toBeNull();
  expect(api.lifecycle.schedules.has(id)).toBe(false);
  expect(api.lifecycle.started).toContain(`run ${batch.runId}`);
  const closed: [string, string, object?][] = [
    ['PATCH', '', { name: 'Late' }],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['POST', '/archive'],
    ['POST', '/touchpoints', { label: 'x', offsetDays: 60, templateId: 'final-notice' }],
  ];
  for (const [method, path, body] of closed) {
    expect((await api.call(method, `/v1/programs/${id}${path}`, { body })).status).toBe(409);
  }
});
