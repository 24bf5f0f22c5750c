import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { createSequence } from '../../support/rows/fixtures.ts';
import { createMailbox, rowsOfOpenBatch } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
let mailboxId: string;
let programId: string;
beforeAll(async () => {
  await api.open();
  mailboxId = await createMailbox(api);
  programId = (await api.ok('POST', '/v1/programs', { body: { name: 'Overdue accounts' } })).id;
});
afterAll(() => api.close());
beforeEach(() => {
  api.lifecycle.started.length = 0;
  api.lifecycle.woken.length = 0;
});

const set = (body: object): Promise<Json> => api.ok('PUT', '/v1/switches', { body });
const listed = async (): Promise<Json[]> => (await api.ok('GET', '/v1/switches')).items;
const openHolds = () =>
  api.database.db.hold.findMany({ where: { kind: 'switch', endedAt: null }, orderBy: { id: 'asc' } });

/** A sequence with one live enrollment, as rows only. */
async function running() {
  const { db } = api.database;
  const world = { userId: api.adminId, mailboxId };
  const steps = [{ timing: { kind: 'offset' as const, days: 0, sendTime: '09:00' } }];
  const { sequenceId, stepIds } = await createSequence(db, world, { now: api.now, steps });
  const customer = await api.customer();
  const enrollmentId = await api.enrollment(customer.id);
  await db.enrollment.update({ where: { id: enrollmentId }, data: { sequenceId } });
  return { sequenceId, stepId: stepIds[0]!, enrollmentId, customerId: customer.id as string };
}

/** An approved message of a program that waits for a switch to be off again. */
async function heldBy(heldReason: string) {
  const batch = await rowsOfOpenBatch(api, programId);
  const { db } = api.database;
  const later = new Date(api.now + 3_600_000);
  const data = { heldReason, wakeAt: later };
  await db.scheduledTouchpoint.update({ where: { id: batch.ids.approved }, data });
  await db.reviewBatch.update({ where: { id: batch.approvedBatchId }, data: { wakeAt: later } });
  return batch;
}

test('D9: a switch is a hold of its scope; no status changes, and the list shows who switched it and why', async () => {
  const { sequenceId } = await running();
  const body = { isOn: true, reason: 'Wrong amounts' };
  const all = await set({ scope: 'all', ...body });
  expect(all).toEqual({
    scope: 'all',
    id: null,
    name: null,
    isOn: true,
    reason: 'Wrong amounts',
    since: new Date(api.now).toISOString(),
    byId: api.adminId,
  });
  await set({ scope: 'sequence', id: sequenceId, ...body });
  await set({ scope: 'program', id: programId, ...body });
  await set({ scope: 'mailbox', id: mailboxId, ...body });
  const shown = (await listed()).map(({ scope, id, name }) => [scope, id, name]);
  expect(shown).toContainEqual(['program', programId, 'Overdue accounts']);
  expect(shown).toContainEqual(['mailbox', mailboxId, 'Receivables']);
  expect(shown).toHaveLength(4);
  const scopes = (await openHolds()).map(({ scope, kind }) => `${scope} ${kind}`).sort();
  expect(scopes).toEqual(['all switch', 'mailbox switch', 'program switch', 'sequence switch']);
  expect((await api.ok('GET', `/v1/sequences/${sequenceId}`)).status).toBe('active');
  const program = await api.ok('GET', `/v1/programs/${programId}`);
  expect(program.status).toBe('active');
  expect(program.silentBecause).toHaveLength(3);
  expect(program.silentBecause[0]).toEqual({
    reason: 'switched_off',
    detail: 'Sending is switched off: Wrong amounts',
  });
  for (const { scope, id } of await listed()) {
    const off = await set({ scope, ...(id !== null && { id }), isOn: false });
    expect(off).toMatchObject({ scope, id, isOn: false, reason: null, since: null });
  }
  expect(await listed()).toEqual([]);
  expect(await api.auditActions('all')).toEqual(['switch.turned_on', 'switch.turned_off']);
});

test('D9: one automation is switched off without a change of its status, and its messages are held by that alone', async () => {
  const audience = { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] };
  const body = { name: 'Late payers', audience, actions: [{ kind: 'add_score', value: 1 }] };
  const { id } = await api.ok('POST', '/v1/automations', { body });
  await api.ok('POST', `/v1/automations/${id}/start`, { body: {} });
  const heldOf = (automationId: string) =>
    api.deps.store.sendHolds.readHeld(api.deps.db, {
      customerId: null,
      mailboxId: null,
      automationId,
      now: api.now,
    });
  const off = await set({ scope: 'automation', id, isOn: true, reason: 'Wrong words' });
  expect(off).toMatchObject({ scope: 'automation', id, name: 'Late payers', isOn: true });
  expect(await listed()).toContainEqual(off);
  const { items } = await api.ok('GET', '/v1/holds?scope=automation&isOpen=true');
  expect(items).toMatchObject([{ scope: 'automation', kind: 'switch', automationId: id }]);
  expect((await api.ok('GET', `/v1/automations/${id}`)).status).toBe('running');
  expect(await heldOf(id)).toEqual({ reason: 'switched_off', until: null });
  expect(await heldOf(newId('automation'))).toBeNull();
  await set({ scope: 'automation', id, isOn: false });
  expect(await heldOf(id)).toBeNull();
  const absent = { scope: 'automation', id: newId('automation'), isOn: true, reason: 'x' };
  expect(await api.call('PUT', '/v1/switches', { body: absent })).toMatchObject({ status: 404 });
});

test('D9: a switch that is as it should be stays so, also when two people switch at once', async () => {
  const on = { scope: 'all', isOn: true, reason: 'First' };
  const answers = await Promise.all([1, 2, 3].map(() => set(on)));
  expect(answers.every((answer) => answer.isOn)).toBe(true);
  expect(await openHolds()).toHaveLength(1);
  expect((await set({ ...on, reason: 'Second' })).reason).toBe('First');
  await Promise.all([1, 2].map(() => set({ scope: 'all', isOn: false })));
  expect(await openHolds()).toHaveLength(0);
  expect(await api.auditActions('all')).toHaveLength(4);
});

test('D9: switching off sending needs a reason; what does not exist is not found', async () => {
  const refused = await api.call('PUT', '/v1/switches', { body: { scope: 'all', isOn: true } });
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'reason']);
  const put = async (body: object) => (await api.call('PUT', '/v1/switches', { body })).status;
  const absent = { isOn: true, reason: 'x' };
  expect(await put({ scope: 'program', id: 'prg_01h455vb4pex5vsknk084sn02q', ...absent })).toBe(404);
  expect(await put({ scope: 'mailbox', id: 'mbx_01h455vb4pex5vsknk084sn02q', ...absent })).toBe(404);
  expect(await put({ scope: 'sequence', ...absent })).toBe(422);
  expect(await put({ scope: 'mailbox', id: programId, ...absent })).toBe(422);
  expect(await put({ scope: 'customer', ...absent })).toBe(422);
  expect(await openHolds()).toHaveLength(0);
});

test('D9, S11: when everything may leave again, every sequence with live enrollments follows a new plan', async () => {
  const { sequenceId } = await running();
  const { db } = api.database;
  const idle = await createSequence(
    db,
    { userId: api.adminId, mailboxId },
    { now: api.now, steps: [{ type: 'call', timing: { kind: 'offset', days: 0, sendTime: '09:00' } }] },
  );
  await set({ scope: 'all', isOn: true, reason: 'x' });
  expect(api.lifecycle.started).toEqual([]);
  const held = await heldBy('switched_off');
  api.now += 60_000;
  await set({ scope: 'all', isOn: false });
  const planVersionOf = async (id: string) =>
    (await db.sequence.findUniqueOrThrow({ where: { id } })).planVersion;
  expect([await planVersionOf(sequenceId), await planVersionOf(idle.sequenceId)]).toEqual([2, 1]);
  expect(api.lifecycle.started).toContain(`change ${sequenceId}/2`);
  expect(api.lifecycle.started).toContain(`batch ${held.approvedBatchId}`);
  expect((await held.rows()).approved.wakeAt?.getTime()).toBe(api.now);
});

test('D9: when one program may send again, what it has approved is tried at once, and nothing else is woken', async () => {
  const { sequenceId } = await running();
  await set({ scope: 'program', id: programId, isOn: true, reason: 'x' });
  const held = await heldBy('switched_off');
  await set({ scope: 'program', id: programId, isOn: false });
  expect(api.lifecycle.started).toContain(`batch ${held.approvedBatchId}`);
  expect(api.lifecycle.started.filter((what) => what.includes(sequenceId))).toEqual([]);
  expect(await held.statuses()).toMatchObject({ approved: 'approved', proposed: 'proposed' });
});

test('D9: when a mailbox may send again, the messages that waited for it try at once', async () => {
  const { db } = api.database;
  const waiting = await running();
  const other = await running();
  await set({ scope: 'mailbox', id: mailboxId, isOn: true, reason: 'x' });
  await db.stepExecution.create({
    data: {
      id: 'exe_waiting',
      enrollmentId: waiting.enrollmentId,
      stepId: waiting.stepId,
      sequenceId: waiting.sequenceId,
      customerId: waiting.customerId,
      position: 1,
      type: 'email',
      priority: 'normal',
      isManual: false,
      status: 'planned',
      createdAt: new Date(api.now),
      heldReason: 'mailbox_hold',
      heldUntil: new Date(api.now + 3_600_000),
    },
  });
  await set({ scope: 'mailbox', id: mailboxId, isOn: false });
  expect(api.lifecycle.woken).toEqual([waiting.enrollmentId]);
  const row = await db.stepExecution.findUniqueOrThrow({ where: { id: 'exe_waiting' } });
  expect([row.heldReason, row.heldUntil]).toEqual([null, null]);
  const versionOf = async (id: string) =>
    (await db.enrollment.findUniqueOrThrow({ where: { id } })).intentVersion;
  expect([await versionOf(waiting.enrollmentId), await versionOf(other.enrollmentId)]).toEqual([1, 0]);
});

test('U1: only who runs the product may see and set switches', async () => {
  const manager = await api.user('manager');
  expect((await api.call('GET', '/v1/switches', { key: manager.key })).status).toBe(403);
  const body = { scope: 'all', isOn: true, reason: 'x' };
  expect((await api.call('PUT', '/v1/switches', { key: manager.key, body })).status).toBe(403);
  const granted = await api.user('manager', { granted: ['operations.manage'] });
  expect((await api.call('GET', '/v1/switches', { key: granted.key })).status).toBe(200);
});
