import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSequence, onDay } from '../../support/rows/fixtures.ts';
import { createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { EffectWorld } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

async function sequence(input: { purpose?: 'collections' | 'outreach' } = {}): Promise<string> {
  const steps = [{ type: 'call', timing: onDay(0, '09:00') }] as const;
  const world = { userId: api.adminId, mailboxId: 'mbx_none' };
  const made = { ...input, steps: [...steps], now: api.now };
  return (await createSequence(api.database.db, world, made)).sequenceId;
}

const enrollments = (customerId: string) =>
  api.database.db.enrollment.findMany({ where: { customerId }, orderBy: { id: 'asc' } });

test('S8, A4: a customer is enrolled by the automation, its workflow started after the commit; who is live in it is skipped', async () => {
  const [pass, { id }, sequenceId] = [await api.pass(), await api.customer(), await sequence()];
  const performed = await api.act(pass, id, { kind: 'enroll', sequenceId }, { depth: 2 });
  const [enrollment] = await enrollments(id);
  expect(performed).toMatchObject({
    status: 'done',
    data: { hasChanged: true, enrollmentId: enrollment!.id },
  });
  expect(enrollment).toMatchObject({ sequenceId, source: 'automation', createdById: api.adminId });
  expect(api.lifecycle.started).toEqual([`start ${enrollment!.id}`]);
  expect(await api.changesOf(id)).toContainEqual({
    kind: 'enrollment.enrolled',
    originId: pass.automationId,
    depth: 2,
  });
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'enroll', sequenceId }, { key: 'a2' })).toEqual({
    status: 'skipped',
    reason: 'already_enrolled',
    detail: 'The customer has been in the sequence since 2026-03-02.',
    data: null,
  });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 1 });
  expect(await enrollments(id)).toHaveLength(1);
  expect(api.lifecycle.started).toHaveLength(1);
});

test('S8, A4: inactive customers are refused, prospects enter outreach alone, and a paused sequence takes nobody', async () => {
  const [pass, collections, outreach] = [
    await api.pass(),
    await sequence(),
    await sequence({ purpose: 'outreach' }),
  ];
  const { id: inactive } = await api.customer({ status: 'inactive' });
  const { id: prospect } = await api.customer({ status: 'prospect' });
  const { id: active } = await api.customer();
  expect(await api.act(pass, inactive, { kind: 'enroll', sequenceId: collections })).toEqual({
    status: 'failed',
    reason: 'conflict',
    detail: 'The customer is inactive; only active ones can be enrolled here.',
    data: null,
  });
  expect(await api.act(pass, prospect, { kind: 'enroll', sequenceId: collections })).toMatchObject({
    status: 'failed',
  });
  expect(
    await api.act(pass, prospect, { kind: 'enroll', sequenceId: outreach }, { key: 'a2' }),
  ).toMatchObject({ status: 'done' });
  await api.database.db.sequence.update({ where: { id: collections }, data: { status: 'paused' } });
  expect(await api.act(pass, active, { kind: 'enroll', sequenceId: collections })).toMatchObject({
    status: 'failed',
    reason: 'conflict',
    detail: 'Only an active sequence takes enrollments; this one is paused.',
  });
  expect(await enrollments(active)).toEqual([]);
});

test('S10, A4: the live enrollment is stopped for good, with the automation as the reason; without one nothing is to do', async () => {
  const [pass, { id }, sequenceId] = [await api.pass(), await api.customer(), await sequence()];
  await api.act(pass, id, { kind: 'enroll', sequenceId });
  const before = await enrollments(id);
  expect(await api.act(pass, id, { kind: 'stop_enrollment', sequenceId }, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: true, enrollmentId: before[0]!.id },
  });
  const { name } = await api.stored(pass.automationId);
  expect(await enrollments(id)).toMatchObject([
    { status: 'stopped', stopReason: 'manual', stopNote: `Automation: ${name}` },
  ]);
  expect(api.lifecycle.woken).toContain(before[0]!.id);
  const written = await api.written();
  expect(await api.act(pass, id, { kind: 'stop_enrollment', sequenceId }, { key: 'a3' })).toMatchObject({
    status: 'done',
    data: { hasChanged: false },
  });
  expect(await api.written()).toEqual({ ...written, effects: written.effects + 1 });
  const gone = { kind: 'stop_enrollment', sequenceId: 'seq_00000000000000000000000000' } as const;
  expect(await api.act(pass, id, gone, { key: 'a4' })).toMatchObject({
    status: 'failed',
    reason: 'not_found',
    detail: 'No such sequence.',
  });
});

test('P5, A4: a customer is enrolled in a program as by a person, planned at once, once; an archived one is refused', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const made = { now: api.now, authorId: api.adminId, autoEnroll: false };
  const programId = await createProgramRow(api.database.db, made);
  await createTouchpointRow(api.database.db, { now: api.now, programId, offsetDays: 30 });
  await api.invoice(id);
  expect(await api.act(pass, id, { kind: 'enroll_in_program', programId })).toMatchObject({
    status: 'done',
    data: { hasChanged: true },
  });
  const where = { programId, customerId: id };
  expect(await api.database.db.programEnrollment.findMany({ where })).toMatchObject([
    { isEnrolled: true, isExplicit: true, changedById: api.adminId },
  ]);
  expect(await api.database.db.scheduledTouchpoint.count({ where })).toBe(1);
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'enroll_in_program', programId }, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: false },
  });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 1 });
  await createProgramRow(api.database.db, made);
  await api.ok('POST', `/v1/programs/${programId}/archive`);
  expect(await api.act(pass, id, { kind: 'enroll_in_program', programId }, { key: 'a3' })).toMatchObject({
    status: 'failed',
    reason: 'conflict',
  });
});

test('S17, A4: a list that a sequence follows brings the customer in and holds it when it leaves', async () => {
  const [pass, { id }, sequenceId] = [await api.pass(), await api.customer(), await sequence()];
  const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: 'Watched' } });
  await api.database.db.sequence.update({ where: { id: sequenceId }, data: { listId } });
  await api.act(pass, id, { kind: 'add_to_list', listId });
  const [enrollment] = await enrollments(id);
  expect(enrollment).toMatchObject({ sequenceId, listId, isLive: true });
  expect(api.lifecycle.started).toEqual([`start ${enrollment!.id}`]);
  expect(await api.act(pass, id, { kind: 'remove_from_list', listId }, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: true },
  });
  expect(await api.ok('GET', `/v1/enrollments/${enrollment!.id}`)).toMatchObject({ status: 'paused' });
  expect(api.lifecycle.woken).toContain(enrollment!.id);
});
