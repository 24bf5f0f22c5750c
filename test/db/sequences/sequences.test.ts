import { describe, expect, test } from '@jest/globals';
import { createSequence } from '../../../commands/sequences/create-sequence.ts';
import { duplicateSequence } from '../../../commands/sequences/duplicate-sequence.ts';
import { updateSequence } from '../../../commands/sequences/update-sequence.ts';
import { newId } from '../../../infra/ids.ts';
import { emailOn, fieldsOf, refusalOf, START, useSequences } from '../../support/worlds/sequence-fixture.ts';

const f = useSequences();
const update = (sequenceId: string, patch: Parameters<typeof updateSequence>[2]['patch']) =>
  updateSequence(f.deps, f.actor, { sequenceId, patch });

describe('create and update', () => {
  test('S2: a sequence needs only a name and a zone, and begins as a draft with the defaults', async () => {
    const made = await createSequence(f.deps, f.actor, { name: 'Bare', zone: 'Europe/Berlin' });
    expect(made).toMatchObject({ status: 'draft', purpose: 'collections', defaultDelivery: 'automatic' });
    expect(made).toMatchObject({ sendDays: [], window: null, steps: [], memberIds: [], version: 1 });
    expect(made.activationProblems.map((problem) => problem.field)).toEqual(['steps', 'primaryUserId']);
    const branches = await f.deps.db.branch.findMany({
      where: { sequenceId: made.id },
      orderBy: { id: 'asc' },
    });
    expect(branches.map((branch) => branch.name)).toEqual(['main']);
  });

  test('S16: stop rules take the defaults of the purpose, and single ones can be set', async () => {
    const made = await f.draft({ purpose: 'outreach', stopRules: { onBounce: false } });
    const bounces = { onReply: true, holdOnReply: null, onBounce: false };
    const rules = { ...bounces, onPaid: false, onAllDisputed: false, onNotActive: true };
    expect(made.stopRules).toEqual(rules);
    const updated = await update(made.id, { stopRules: { onPaid: true } });
    expect(updated.stopRules).toEqual({ ...rules, onPaid: true });
  });

  test('S2: a name is taken in any case, also by ended and archived sequences', async () => {
    const taken = await f.draft({ name: 'Late Payers' });
    await f.deps.db.sequence.update({ where: { id: taken.id }, data: { status: 'archived' } });
    const refusal = await refusalOf(f.draft({ name: 'LATE payers' }));
    expect(refusal.code).toBe('conflict');
    expect(fieldsOf(refusal)).toEqual(['name']);
    const other = await f.draft();
    expect((await refusalOf(update(other.id, { name: 'late PAYERS' }))).code).toBe('conflict');
  });

  test('S2: of two renames to the same name at once exactly one succeeds', async () => {
    const [a, b] = [await f.draft(), await f.draft()];
    const results = await Promise.allSettled([
      update(a.id, { name: 'Raced' }),
      update(b.id, { name: 'RACED' }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'conflict' });
  });

  test('S2: of two sequences created with the same name at once exactly one exists', async () => {
    const results = await Promise.allSettled([f.draft({ name: 'Twice' }), f.draft({ name: 'twice' })]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('S2, S12, S13: unknown zones, mailboxes and users, past and reversed periods and empty windows are refused together', async () => {
    const refusal = await refusalOf(
      f.draft({
        zone: 'Europe/Atlantis',
        mailboxId: newId('mailbox'),
        primaryUserId: newId('user'),
        memberIds: [(await f.user('agent', false)).userId],
        beginAt: '2026-02-01T08:00:00Z',
        endAt: '2026-01-01T08:00:00Z',
        window: { start: '09:00', stop: '09:00' },
      }),
    );
    expect(refusal.code).toBe('validation');
    expect(fieldsOf(refusal)).toEqual(
      [
        'beginAt',
        'endAt',
        'endAt',
        'mailboxId',
        'memberIds[0]',
        'primaryUserId',
        'window.stop',
        'zone',
      ].sort(),
    );
  });

  test('S18: a named assignee cannot be dropped from the team', async () => {
    const member = (await f.user('agent')).userId;
    const { id } = await f.draft({ memberIds: [member] });
    await f.step(id, emailOn(0, { assignee: { rule: 'user', userId: member } }));
    expect(fieldsOf(await refusalOf(update(id, { memberIds: [] })))).toEqual(['memberIds']);
    const kept = await update(id, { primaryUserId: member, memberIds: [] });
    expect(kept).toMatchObject({ primaryUserId: member, memberIds: [] });
  });

  test('U4: an update is audited with what it changed, before and after', async () => {
    const { id } = await f.draft({ description: 'old' });
    await update(id, { description: 'new' });
    const audit = await f.deps.db.audit.findMany({ where: { entityId: id }, orderBy: { id: 'asc' } });
    expect(audit.map((row) => row.action)).toEqual(['sequence.create', 'sequence.update']);
    expect(audit[1]).toMatchObject({ before: { description: 'old' }, after: { description: 'new' } });
    const changes = await f.deps.db.change.findMany({ where: { entityId: id }, orderBy: { seq: 'asc' } });
    expect(changes.map((row) => row.kind)).toEqual(['created', 'settings_edited']);
  });

  test('S6: an update that changes nothing makes no version', async () => {
    const made = await f.draft({ sendDays: [5, 1] });
    const same = await update(made.id, { sendDays: [1, 5], name: made.name });
    expect(same.version).toBe(1);
  });

  test('O8: a repeated Idempotency-Key creates one sequence and answers the same', async () => {
    const idempotency = { key: 'k1', operation: 'createSequence', bodyHash: 'h' };
    const input = { name: 'Once', zone: 'UTC' };
    const first = await createSequence(f.deps, { ...f.actor, idempotency }, input);
    const again = await createSequence(f.deps, { ...f.actor, idempotency }, input);
    expect(again).toEqual(first);
    expect(await f.deps.db.sequence.count({ where: { nameKey: 'once' } })).toBe(1);
  });
});

describe('edits of an activated sequence', () => {
  test('S6: settings that move due times raise the plan version, mark the edit and let enrollments follow', async () => {
    const { id } = await f.active();
    f.now = START + 60_000;
    const edited = await update(id, {
      zone: 'America/New_York',
      sendDays: [1, 2],
      window: { start: '08:00', stop: '16:00' },
    });
    expect(edited).toMatchObject({ planVersion: 2, isDrained: false });
    expect(f.drains).toEqual([`${id}/2`]);
    const row = await f.deps.db.sequence.findUniqueOrThrow({ where: { id } });
    expect(row.timingEditedAt?.getTime()).toBe(f.now);
  });

  test('S6: other settings make a version and move nothing', async () => {
    const before = await f.active();
    const edited = await update(before.id, { name: `${before.name} 2`, stopRules: { onReply: false } });
    expect(edited).toMatchObject({ version: before.version + 1, planVersion: 1 });
    expect(f.drains).toEqual([]);
    const versions = await f.deps.db.sequenceVersion.findMany({
      where: { sequenceId: before.id },
      orderBy: { version: 'asc' },
    });
    expect(versions.map((row) => row.version).sort()).toEqual([1, 2, 3, 4]);
  });

  test('S7: an edit that would leave it unfit to run is refused and changes nothing', async () => {
    const { id } = await f.active();
    expect(fieldsOf(await refusalOf(update(id, { mailboxId: null, primaryUserId: null })))).toEqual([
      'mailboxId',
      'primaryUserId',
    ]);
    expect(fieldsOf(await refusalOf(update(id, { isTemplate: true })))).toEqual(['isTemplate']);
    const failing = await f.mailbox('failing');
    expect(fieldsOf(await refusalOf(update(id, { mailboxId: failing })))).toEqual(['mailboxId']);
    expect(await f.read(id)).toMatchObject({ mailboxId: f.mailboxId, version: 3 });
  });

  test('S1: ended and archived sequences refuse edits with the reason', async () => {
    const { id } = await f.active();
    for (const status of ['ended', 'archived']) {
      await f.deps.db.sequence.update({ where: { id }, data: { status } });
      const refusal = await refusalOf(update(id, { name: 'Too late' }));
      expect(refusal.code).toBe('conflict');
      expect(refusal.message).toContain(status);
    }
  });
});

describe('duplicate', () => {
  test('S2: a copy has settings and steps in their order, and neither dates, enrollments nor history', async () => {
    const member = (await f.user('agent')).userId;
    const original = await f.active([0, 5], {
      beginAt: '2026-03-02T08:00:00Z',
      endAt: '2026-06-01T08:00:00Z',
      memberIds: [member],
      sendDays: [1, 3],
      window: { start: '08:00', stop: '18:00' },
      stopRules: { onReply: false },
    });
    await f.enroll(original.id, await f.customer());
    const copy = await duplicateSequence(f.deps, f.actor, { sequenceId: original.id, name: 'The copy' });
    expect(copy).toMatchObject({
      status: 'draft',
      beginAt: null,
      endAt: null,
      activatedAt: null,
      version: 1,
    });
    const { zone, purpose, mailboxId, primaryUserId, memberIds, sendDays, window, stopRules } = original;
    expect(copy).toMatchObject({
      zone,
      purpose,
      mailboxId,
      primaryUserId,
      memberIds,
      sendDays,
      window,
      stopRules,
    });
    const contentOf = ({ steps }: typeof copy) =>
      steps.map(({ label, timing, body }) => ({ label, timing, body }));
    expect(contentOf(copy)).toEqual(contentOf(original));
    expect(copy.steps.map((step) => step.sequenceId)).toEqual([copy.id, copy.id]);
    expect(await f.deps.db.enrollment.count({ where: { sequenceId: copy.id } })).toBe(0);
    expect(copy.activationProblems).toEqual([]);
  });

  test('S2: a sequence of any status can be duplicated, and what is made from a template is none', async () => {
    const { id } = await f.draft({ isTemplate: true });
    for (const status of ['draft', 'active', 'ended', 'archived']) {
      await f.deps.db.sequence.update({ where: { id }, data: { status } });
      const copy = await duplicateSequence(f.deps, f.actor, { sequenceId: id, name: `From ${status}` });
      expect(copy).toMatchObject({ status: 'draft', isTemplate: false });
    }
  });

  test('S2: a copy needs a free name, and a sequence to copy', async () => {
    const { id, name } = await f.draft();
    const taken = duplicateSequence(f.deps, f.actor, { sequenceId: id, name: name.toUpperCase() });
    expect((await refusalOf(taken)).code).toBe('conflict');
    const absent = duplicateSequence(f.deps, f.actor, { sequenceId: newId('sequence'), name: 'Of nothing' });
    expect((await refusalOf(absent)).code).toBe('not_found');
  });
});
