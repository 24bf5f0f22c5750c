import { describe, expect, test } from '@jest/globals';
import { moveStep } from '../../../commands/sequences/move-step.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import type { UpdateStep } from '../../../contracts/sequences/steps.ts';
import { newId } from '../../../infra/ids.ts';
import { emailOn, fieldsOf, refusalOf, START, useSequences } from '../../support/worlds/sequence-fixture.ts';

const f = useSequences();
const update = (sequenceId: string, stepId: string, patch: UpdateStep) =>
  updateStep(f.deps, f.actor, { sequenceId, stepId, patch });
const move = (sequenceId: string, stepId: string, position: number) =>
  moveStep(f.deps, f.actor, { sequenceId, stepId, position });
const remove = (sequenceId: string, stepId: string) => removeStep(f.deps, f.actor, { sequenceId, stepId });
const editedAt = async (stepId: string) =>
  (await f.deps.db.step.findUniqueOrThrow({ where: { id: stepId } })).timingEditedAt.getTime();
const labelsOf = async (sequenceId: string) =>
  (await f.read(sequenceId)).steps.map(({ label, position }) => `${position} ${label}`);

describe('in a draft', () => {
  test('S3: a step takes the defaults of its type', async () => {
    const { id } = await f.draft();
    expect(await f.step(id, emailOn(0))).toMatchObject({
      position: 1,
      priority: 'normal',
      delivery: 'automatic',
      timing: { kind: 'offset', days: 0, sendTime: '09:00' },
      assignee: { rule: 'primary_user' },
      contactTypes: [],
      mailboxId: null,
    });
    const call = await f.step(id, {
      type: 'call',
      label: 'Call',
      timing: { kind: 'delay', amount: 2, unit: 'days' },
    });
    expect(call).toMatchObject({ position: 2, delivery: 'manual' });
    expect(call.timing).toEqual({ kind: 'delay', amount: 2, unit: 'days', atTime: null });
  });

  test('S5: a sequence may make manual its default, and a call is never automatic', async () => {
    const { id } = await f.draft({ defaultDelivery: 'manual' });
    expect((await f.step(id, emailOn(0))).delivery).toBe('manual');
    expect((await f.step(id, emailOn(1, { delivery: 'automatic' }))).delivery).toBe('automatic');
    const call = {
      type: 'call',
      label: 'Call',
      timing: { kind: 'offset', days: 2 },
      delivery: 'automatic',
    } as const;
    expect(fieldsOf(await refusalOf(f.step(id, call)))).toEqual(['delivery']);
  });

  test('S4: one step per offset day, whoever asks first, also after an edit', async () => {
    const { id } = await f.draft();
    const first = await f.step(id, emailOn(3));
    const taken = await refusalOf(f.step(id, emailOn(3, { label: 'Other' })));
    expect(taken.code).toBe('conflict');
    expect(fieldsOf(taken)).toEqual(['timing.days']);
    const second = await f.step(id, emailOn(4));
    const moved = update(id, second.id, { timing: { kind: 'offset', days: 3 } });
    expect((await refusalOf(moved)).code).toBe('conflict');
    await remove(id, first.id);
    expect((await update(id, second.id, { timing: { kind: 'offset', days: 3 } })).timing).toMatchObject({
      days: 3,
    });
  });

  test('S4: of two steps added on one offset day at once exactly one exists', async () => {
    const { id } = await f.draft();
    const results = await Promise.allSettled([f.step(id, emailOn(7)), f.step(id, emailOn(7))]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'conflict' });
    expect((await f.read(id)).steps).toHaveLength(1);
  });

  test('S6: steps added at once all get a place of their own', async () => {
    const { id } = await f.draft();
    await Promise.all([1, 2, 3, 4, 5].map((day) => f.step(id, emailOn(day))));
    expect((await f.read(id)).steps.map((step) => step.position)).toEqual([1, 2, 3, 4, 5]);
  });

  test('M3: a broken template is refused with its place, in every field that holds one', async () => {
    const { id } = await f.draft();
    const broken = {
      subject: '{{nope}}',
      body: '<p>{{#invoices}}</p>',
      bodyText: '{{x',
      instructions: '{{y}}',
    };
    const refusal = await refusalOf(f.step(id, emailOn(0, { ...broken, script: '{{/z}}' })));
    expect(refusal.code).toBe('validation');
    expect(fieldsOf(refusal)).toEqual(['body', 'bodyText', 'instructions', 'script', 'subject']);
    expect(refusal.errors.find((error) => error.field === 'body')?.message).toMatch(/^line 1, column \d+: /);
    const step = await f.step(id, emailOn(0));
    expect(fieldsOf(await refusalOf(update(id, step.id, { body: '{{nope}}' })))).toEqual(['body']);
  });

  test('S3: an unknown mailbox and an assignee outside the team are refused', async () => {
    const { id } = await f.draft();
    const stranger = (await f.user('agent')).userId;
    const wrong = emailOn(0, { mailboxId: newId('mailbox'), assignee: { rule: 'user', userId: stranger } });
    expect(fieldsOf(await refusalOf(f.step(id, wrong)))).toEqual(['assignee.userId', 'mailboxId']);
  });

  test('S6: steps are added at a place, moved and removed, and stay numbered', async () => {
    const { id } = await f.draft();
    const a = await f.step(id, emailOn(1, { label: 'a' }));
    await f.step(id, emailOn(2, { label: 'b' }));
    const c = await f.step(id, emailOn(0, { label: 'c', position: 1 }));
    expect(c.position).toBe(1);
    expect(await labelsOf(id)).toEqual(['1 c', '2 a', '3 b']);
    expect((await move(id, c.id, 3)).position).toBe(3);
    expect(await labelsOf(id)).toEqual(['1 a', '2 b', '3 c']);
    await remove(id, a.id);
    expect(await labelsOf(id)).toEqual(['1 b', '2 c']);
    expect(f.drains).toEqual([]);
    expect((await f.read(id)).planVersion).toBe(1);
  });

  test('S6: a removed step is kept for its executions and cannot be edited', async () => {
    const { id } = await f.draft();
    const step = await f.step(id, emailOn(1));
    await remove(id, step.id);
    expect(await f.deps.db.step.findUnique({ where: { id: step.id } })).toMatchObject({ isArchived: true });
    expect((await refusalOf(update(id, step.id, { label: 'x' }))).code).toBe('not_found');
    expect((await refusalOf(remove(id, step.id))).code).toBe('not_found');
  });

  test('S3: a step of another sequence is not found', async () => {
    const [one, other] = [await f.draft(), await f.draft()];
    const step = await f.step(one.id, emailOn(0));
    expect((await refusalOf(update(other.id, step.id, { label: 'x' }))).code).toBe('not_found');
  });
});

describe('in an activated sequence', () => {
  test('S6: a content edit makes a version and moves nothing', async () => {
    const { id, steps, version } = await f.active([0, 3]);
    f.now = START + 60_000;
    await update(id, steps[1]!.id, { subject: 'New subject', instructions: 'New words' });
    expect(await f.read(id)).toMatchObject({ version: version + 1, planVersion: 1 });
    expect(await editedAt(steps[1]!.id)).toBe(START);
    expect(f.drains).toEqual([]);
  });

  test('S6: what rows hold of their step is followed too: delivery, priority and assignee, and the primary user', async () => {
    const { id, steps } = await f.active([0, 3]);
    f.now = START + 60_000;
    await update(id, steps[1]!.id, { priority: 'high' });
    await update(id, steps[1]!.id, { assignee: { rule: 'ar_owner' } });
    await update(id, steps[1]!.id, { delivery: 'manual' });
    expect(await editedAt(steps[1]!.id)).toBe(START);
    expect(f.drains).toEqual([2, 3, 4].map((planVersion) => `${id}/${planVersion}`));
  });

  test('S6: a timing edit, an added, moved and removed step are marked and followed', async () => {
    const { id, steps } = await f.active([0, 3, 6]);
    f.now = START + 60_000;
    await update(id, steps[1]!.id, { timing: { kind: 'offset', days: 4 } });
    expect(await editedAt(steps[1]!.id)).toBe(f.now);
    const added = await f.step(id, {
      type: 'task',
      label: 'Check',
      timing: { kind: 'delay', amount: 1, unit: 'hours' },
    });
    expect(await editedAt(added.id)).toBe(f.now);
    f.now += 60_000;
    await move(id, added.id, 1);
    expect(await editedAt(added.id)).toBe(f.now);
    expect(await editedAt(steps[0]!.id)).toBe(START);
    await remove(id, steps[2]!.id);
    expect(f.drains).toEqual([2, 3, 4, 5].map((planVersion) => `${id}/${planVersion}`));
    const kinds = await f.deps.db.sequenceVersion.findMany({
      where: { sequenceId: id },
      orderBy: { version: 'asc' },
    });
    expect(kinds.slice(-4).map((row) => row.kind)).toEqual([
      'step_edited',
      'step_added',
      'step_moved',
      'step_removed',
    ]);
  });

  test('S6: the same timing again is no edit', async () => {
    const { id, steps, version } = await f.active([3]);
    await update(id, steps[0]!.id, { timing: { kind: 'offset', days: 3, sendTime: '09:00' } });
    await move(id, steps[0]!.id, 1);
    expect((await f.read(id)).version).toBe(version);
    expect(f.drains).toEqual([]);
  });

  test('S7: edits that it could not run with are refused and leave everything as it was', async () => {
    const { id, steps } = await f.active([0, 3]);
    const sms = { type: 'sms', label: 'Text', timing: { kind: 'offset', days: 9 }, body: 'Pay' } as const;
    expect((await refusalOf(f.step(id, sms))).errors).toEqual([
      { field: 'steps[2].type', message: 'no sms sender' },
    ]);
    expect(fieldsOf(await refusalOf(update(id, steps[0]!.id, { subject: null })))).toEqual([
      'steps[0].subject',
    ]);
    expect(fieldsOf(await refusalOf(move(id, steps[1]!.id, 1)))).toEqual(['steps[1].timing.days']);
    const failing = await f.mailbox('failing');
    expect(fieldsOf(await refusalOf(update(id, steps[0]!.id, { mailboxId: failing })))).toEqual([
      'mailboxId',
    ]);
    await remove(id, steps[0]!.id);
    expect(fieldsOf(await refusalOf(remove(id, steps[1]!.id)))).toEqual(['steps']);
    expect((await f.read(id)).steps.map((step) => step.label)).toEqual(['Mail on day 3']);
  });

  test('S6: an edit waits for hand-overs that are passing', async () => {
    const { id, steps } = await f.active([0]);
    const { db, store } = f.deps;
    const order: string[] = [];
    let edit: Promise<unknown> = Promise.resolve();
    await db.$transaction(async (tx) => {
      await store.locks.passGates(tx, [{ kind: 'sequence', id }]);
      edit = update(id, steps[0]!.id, { label: 'Edited' }).then(() => order.push('edited'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      order.push('handed over');
    });
    await edit;
    expect(order).toEqual(['handed over', 'edited']);
  });

  test('S1: steps of ended and archived sequences refuse edits', async () => {
    const { id, steps } = await f.active([0]);
    await f.deps.db.sequence.update({ where: { id }, data: { status: 'ended' } });
    const calls = [
      () => f.step(id, emailOn(5)),
      () => update(id, steps[0]!.id, { label: 'x' }),
      () => move(id, steps[0]!.id, 2),
      () => remove(id, steps[0]!.id),
    ];
    for (const call of calls) expect((await refusalOf(call())).code).toBe('conflict');
  });

  test('U4: a step edit is audited under the step', async () => {
    const { id, steps } = await f.active([0]);
    await update(id, steps[0]!.id, { label: 'Renamed' });
    const [row] = await f.deps.db.audit.findMany({
      where: { entityId: steps[0]!.id, action: 'step.update' },
      orderBy: { id: 'asc' },
    });
    expect(row).toMatchObject({
      entity: 'step',
      before: { label: 'Mail on day 0' },
      after: { label: 'Renamed' },
    });
  });
});
