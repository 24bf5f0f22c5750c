import { describe, expect, test } from '@jest/globals';
import { activateSequence } from '../../../commands/sequences/activate-sequence.ts';
import { archiveSequence } from '../../../commands/sequences/archive-sequence.ts';
import { endSequence } from '../../../commands/sequences/end-sequence.ts';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { resumeSequence } from '../../../commands/sequences/resume-sequence.ts';
import { updateSequence } from '../../../commands/sequences/update-sequence.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { emailOn, fieldsOf, refusalOf, START, useSequences } from '../../support/worlds/sequence-fixture.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const f = useSequences();
const activate = (sequenceId: string, senders?: 'update' | 'keep') =>
  activateSequence(f.deps, f.actor, { sequenceId, senders });
const pause = (sequenceId: string, reason?: string) => pauseSequence(f.deps, f.actor, { sequenceId, reason });
const resume = (sequenceId: string) => resumeSequence(f.deps, f.actor, { sequenceId });
const end = (sequenceId: string) => endSequence(f.deps, f.actor, { sequenceId });
const archive = (sequenceId: string, enrollments?: 'finish' | 'stop') =>
  archiveSequence(f.deps, f.actor, { sequenceId, enrollments });
const iso = (at: number) => new Date(at).toISOString();

describe('activation', () => {
  test('S7: activation reports all problems at once', async () => {
    const { id } = await f.draft({ mailboxId: await f.mailbox('unverified'), primaryUserId: null });
    await f.step(id, emailOn(5, { subject: null, body: null }));
    await f.step(id, emailOn(3));
    await f.step(id, { type: 'sms', label: 'Text', timing: { kind: 'offset', days: 9 }, body: 'Pay' });
    const refusal = await refusalOf(activate(id));
    expect(refusal.code).toBe('validation');
    expect(fieldsOf(refusal)).toEqual(
      [
        'primaryUserId',
        'mailboxId',
        'steps[0].subject',
        'steps[0].body',
        'steps[1].timing.days',
        'steps[2].type',
      ].sort(),
    );
    expect(refusal.errors).toContainEqual({ field: 'steps[2].type', message: 'no sms sender' });
    expect((await f.read(id)).activationProblems).toEqual(refusal.errors);
    expect((await f.read(id)).status).toBe('draft');
  });

  test('S7: steps with another sender are listed; update gives them the default of the primary user, keep leaves them', async () => {
    const own = await f.mailbox('working');
    const make = async () => {
      const { id } = await f.draft();
      await f.step(id, emailOn(0));
      await f.step(id, emailOn(2, { mailboxId: own }));
      return id;
    };
    const updated = await make();
    expect(fieldsOf(await refusalOf(activate(updated)))).toEqual(['steps[1].mailboxId']);
    const bare = await refusalOf(activate(updated, 'update'));
    expect(bare.errors).toEqual([{ field: 'senders', message: 'the primary user has no default mailbox' }]);
    const mailboxId = await f.mailbox('working');
    await f.deps.db.mailboxUser.create({ data: { mailboxId, userId: f.actor.userId, isDefault: true } });
    expect((await activate(updated, 'update')).steps.map((step) => step.mailboxId)).toEqual([
      null,
      mailboxId,
    ]);
    const kept = await make();
    expect((await activate(kept, 'keep')).steps.map((step) => step.mailboxId)).toEqual([null, own]);
  });

  test('S12: activated without a begin it starts at once', async () => {
    expect(await f.active()).toMatchObject({ status: 'active', pausedBecause: [], beginAt: iso(START) });
  });

  test('S1: a sequence activated once is not activated again, and of two at once one wins', async () => {
    const { id } = await f.draft();
    await f.step(id, emailOn(0));
    const results = await Promise.allSettled([activate(id), activate(id)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'conflict' });
    expect(await f.deps.db.audit.count({ where: { entityId: id, action: 'sequence.activate' } })).toBe(1);
  });

  test('S2: a template is never activated', async () => {
    const { id } = await f.draft({ isTemplate: true });
    await f.step(id, emailOn(0));
    expect(fieldsOf(await refusalOf(activate(id)))).toEqual(['isTemplate']);
  });
});

describe('begin', () => {
  const later = START + 3 * DAY_MS;
  const waiting = () => f.active([0], { beginAt: iso(later) });

  test('S12: with a future begin it is paused until a person resumes it and begin arrives', async () => {
    const made = await waiting();
    expect(made.status).toBe('paused');
    expect(made.pausedBecause.map(({ kind, reason, until }) => ({ kind, reason, until }))).toEqual([
      { kind: 'manual', reason: 'waiting for begin', until: null },
      { kind: 'begin', reason: 'waiting for begin', until: iso(later) },
    ]);
    const resumed = await resume(made.id);
    expect(resumed.status).toBe('paused');
    expect(resumed.pausedBecause.map((cause) => cause.kind)).toEqual(['begin']);
    expect((await refusalOf(resume(made.id))).message).toContain('waits for its begin');
    f.now = later;
    expect((await f.read(made.id)).status).toBe('active');
  });

  test('S12: begin alone does not start it', async () => {
    const { id } = await waiting();
    f.now = later + 1;
    expect((await f.read(id)).status).toBe('paused');
    expect((await resume(id)).status).toBe('active');
  });

  test('S12: begin can be moved until it has come', async () => {
    const { id } = await waiting();
    const moved = await updateSequence(f.deps, f.actor, {
      sequenceId: id,
      patch: { beginAt: iso(later + DAY_MS) },
    });
    expect(moved.pausedBecause[1]?.until).toBe(iso(later + DAY_MS));
    expect(f.drains).toEqual([`${id}/2`]);
    f.now = later + DAY_MS;
    const late = updateSequence(f.deps, f.actor, { sequenceId: id, patch: { beginAt: iso(f.now + DAY_MS) } });
    expect((await refusalOf(late)).code).toBe('conflict');
  });
});

describe('pause and resume', () => {
  test('S1: a pause shows its reason, a resume ends it, and both let enrollments follow', async () => {
    const { id } = await f.active();
    const paused = await pause(id, 'audit');
    expect(paused).toMatchObject({ status: 'paused', planVersion: 2 });
    expect(paused.pausedBecause).toEqual([
      { kind: 'manual', reason: 'audit', since: iso(START), until: null },
    ]);
    f.now = START + DAY_MS;
    expect(await resume(id)).toMatchObject({ status: 'active', planVersion: 3, pausedBecause: [] });
    expect(f.drains).toEqual([`${id}/2`, `${id}/3`]);
    const [hold] = await f.deps.db.hold.findMany({ where: { sequenceId: id }, orderBy: { id: 'asc' } });
    expect(hold).toMatchObject({
      startedAt: new Date(START),
      endedAt: new Date(f.now),
      endedById: f.actor.userId,
    });
  });

  test('S1: what is not active is not paused, and what is not paused is not resumed', async () => {
    const draft = await f.draft();
    expect((await refusalOf(pause(draft.id))).code).toBe('conflict');
    expect((await refusalOf(resume(draft.id))).code).toBe('conflict');
    const { id } = await f.active();
    expect((await refusalOf(resume(id))).message).toContain('not paused');
    await pause(id);
    expect((await refusalOf(pause(id))).message).toContain('paused already');
  });

  test('S1: of two pauses at once one holds the sequence', async () => {
    const { id } = await f.active();
    await Promise.allSettled([pause(id), pause(id), pause(id)]);
    expect(await f.deps.db.hold.count({ where: { sequenceId: id } })).toBe(1);
    expect(f.drains).toEqual([`${id}/2`]);
  });

  test('D9: a pause stands beside the emergency switch and a resume leaves the switch alone', async () => {
    const { id } = await f.active();
    const scope = { scope: 'sequence', kind: 'switch', sequenceId: id, authorId: f.actor.userId };
    await f.deps.db.hold.create({ data: { id: 'hld_switch', ...scope, startedAt: new Date(START) } });
    expect((await f.read(id)).status).toBe('active');
    await pause(id);
    await resume(id);
    expect(await f.deps.db.hold.count({ where: { sequenceId: id, endedAt: null } })).toBe(1);
  });
});

describe('end and archive', () => {
  test('S1: an ended sequence stops its enrollments and cannot be resumed, paused, ended or activated', async () => {
    const { id } = await f.active();
    await pause(id);
    expect(await end(id)).toMatchObject({
      status: 'ended',
      closing: 'stop',
      endedAt: iso(START),
      planVersion: 3,
    });
    expect(f.drains).toEqual([`${id}/2`, `${id}/3`]);
    for (const call of [resume, pause, end, activate]) {
      const refusal = await refusalOf(call(id));
      expect(refusal.code).toBe('conflict');
      expect(refusal.message).toContain('ended');
    }
  });

  test('S1: a draft cannot end', async () => {
    expect((await refusalOf(end((await f.draft()).id))).code).toBe('conflict');
  });

  test('S12: the engine ends a sequence when its end has come, and not one that was moved or closed meanwhile', async () => {
    const at = START + DAY_MS;
    const { id } = await f.active([0], { endAt: iso(at) });
    const endBySystem = () => endSequence(f.deps, SYSTEM, { sequenceId: id });
    f.now = at - 1;
    expect((await endBySystem()).status).toBe('active');
    f.now = at;
    expect(await f.deps.store.sequenceUpkeep.findEnding(f.deps.db, at)).toContain(id);
    expect((await endBySystem()).status).toBe('ended');
    expect((await endBySystem()).status).toBe('ended');
    const rows = await f.deps.db.audit.findMany({
      where: { entityId: id, action: 'sequence.end' },
      orderBy: { id: 'asc' },
    });
    expect(rows.map((row) => row.actorId)).toEqual(['system']);
    expect(f.drains).toEqual([`${id}/2`]);
  });

  test('S1: an archived active sequence lets its enrollments finish, or stops them if asked', async () => {
    const finishing = await f.active();
    expect(await archive(finishing.id)).toMatchObject({
      status: 'archived',
      closing: 'finish',
      planVersion: 2,
    });
    const stopping = await f.active();
    expect(await archive(stopping.id, 'stop')).toMatchObject({ status: 'archived', closing: 'stop' });
    expect(f.drains).toEqual([`${finishing.id}/2`, `${stopping.id}/2`]);
    expect((await refusalOf(archive(stopping.id))).code).toBe('conflict');
  });

  test('S1: archiving a paused sequence must say what becomes of its enrollments; finish resumes it', async () => {
    const { id } = await f.active();
    await pause(id);
    expect(fieldsOf(await refusalOf(archive(id)))).toEqual(['enrollments']);
    expect(await archive(id, 'finish')).toMatchObject({
      status: 'archived',
      closing: 'finish',
      pausedBecause: [],
    });
    expect(await f.deps.db.hold.count({ where: { sequenceId: id, endedAt: null } })).toBe(0);
  });

  test('S1: a draft and an ended sequence are archived without moving anything', async () => {
    const draft = await f.draft();
    expect(await archive(draft.id)).toMatchObject({ status: 'archived', closing: null, planVersion: 1 });
    const ended = await f.active();
    await end(ended.id);
    f.lifecycle.started.length = 0;
    expect(await archive(ended.id, 'finish')).toMatchObject({ status: 'archived', closing: 'stop' });
    expect(f.drains).toEqual([]);
  });
});
