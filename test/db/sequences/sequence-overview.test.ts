import { describe, expect, test } from '@jest/globals';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { previewStep } from '../../../commands/sequences/preview-step.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import { newId } from '../../../infra/ids.ts';
import { emailOn, fieldsOf, refusalOf, START, useSequences } from '../../support/worlds/sequence-fixture.ts';

const f = useSequences();
const overview = (sequenceId: string, viewer: Viewer = f.actor) =>
  f.deps.store.sequenceOverview.read(f.deps.db, viewer, { sequenceId, now: f.now });
const list = (query: object = {}, viewer: Viewer = f.actor) =>
  f.deps.store.sequenceViews.list(f.deps.db, viewer, { limit: 50, now: f.now, ...query });
const preview = (input: Omit<Parameters<typeof previewStep>[2], never>, viewer: Viewer = f.actor) =>
  previewStep(f.deps, viewer, input);

/** Hides a customer from everybody but admins and owners. */
async function hide(customerId: string): Promise<void> {
  const id = newId('user');
  await f.deps.db.visibilityGroup.create({ data: { id, name: id, nameKey: id, createdAt: new Date(START) } });
  await f.deps.db.visibilityGroupCustomer.create({ data: { groupId: id, customerId } });
}

describe('overview', () => {
  test('S20: enrollments, tasks and mails are counted, outcomes once a message and in percent of the sent ones', async () => {
    const made = await f.active([0, 3]);
    const call = await f.step(made.id, { type: 'call', label: 'Call', timing: { kind: 'offset', days: 9 } });
    const [first, second] = made.steps;
    const started = await f.enroll(made.id, await f.customer());
    const fresh = await f.enroll(made.id, await f.customer());
    const held = await f.enroll(made.id, await f.customer());
    const hold = {
      scope: 'enrollment',
      kind: 'manual',
      authorId: f.actor.userId,
      startedAt: new Date(START),
    };
    await f.deps.db.hold.create({ data: { id: newId('hold'), enrollmentId: held, ...hold } });
    await f.enroll(made.id, await f.customer(), 'completed');
    await f.enroll(made.id, await f.customer(), 'stopped');

    const mail1 = await f.sent(await f.execution(started, first!), 0);
    await f.sent(await f.execution(started, second!), 3);
    await f.sent(await f.execution(held, first!), 0);
    await f.execution(fresh, first!, { status: 'planned' });
    await f.execution(started, call, { isManual: true, status: 'ready' });
    await f.execution(held, call, { isManual: true, status: 'done' });
    await f.mailEvent('reply', { messageId: mail1, enrollmentId: started, day: 1 });
    await f.mailEvent('reply', { messageId: mail1, enrollmentId: started, day: 2 });
    await f.mailEvent('bounce', { enrollmentId: started, day: 4 });

    const read = await overview(made.id);
    expect(read?.enrollments).toEqual({ active: 2, started: 1, paused: 1, completed: 1, stopped: 1 });
    expect(read?.tasks).toEqual({ toDo: 1, completed: 1 });
    const total = { sent: 3, replied: { count: 1, percent: 33.3 }, bounced: { count: 1, percent: 33.3 } };
    expect(read?.mail).toMatchObject({ ...total, delivered: { count: 2, percent: 66.7 } });
    expect(read?.mailboxes.map((mailbox) => mailbox.id)).toEqual([f.mailboxId]);
    expect(
      read?.steps.map(({ type, mail }) => [type, mail?.sent, mail?.replied.count, mail?.bounced.count]),
    ).toEqual([
      ['email', 2, 1, 0],
      ['email', 1, 0, 1],
      ['call', undefined, undefined, undefined],
    ]);
    const [item] = (await list({ search: made.name })).items;
    expect(item).toMatchObject({
      enrollments: read?.enrollments,
      tasks: read?.tasks,
      mail: read?.mail,
      stepCount: 3,
    });
  });

  test('S20: a sequence nobody walks through has zeroes and no percent', async () => {
    const { id } = await f.active();
    const read = await overview(id);
    expect(read?.enrollments).toEqual({ active: 0, started: 0, paused: 0, completed: 0, stopped: 0 });
    expect(read?.mail).toMatchObject({ sent: 0, replied: { count: 0, percent: null } });
  });

  test('S11: with the sequence all its live enrollments are paused', async () => {
    const { id } = await f.active();
    await f.enroll(id, await f.customer());
    await pauseSequence(f.deps, f.actor, { sequenceId: id });
    expect((await overview(id))?.enrollments).toMatchObject({ active: 0, paused: 1 });
  });

  test('U3: hidden customers count for nobody who may not see them', async () => {
    const { id, name } = await f.active();
    const hidden = await f.customer();
    await hide(hidden);
    await f.enroll(id, hidden);
    const manager = await f.user('manager');
    expect((await overview(id))?.enrollments.active).toBe(1);
    expect((await overview(id, manager))?.enrollments.active).toBe(0);
    expect((await list({ search: name }, manager)).items[0]?.enrollments.active).toBe(0);
  });
});

describe('list', () => {
  test('S20: sequences are found by part of their name in any case, and by status as shown', async () => {
    const draft = await f.draft({ name: 'Quarter END chase' });
    const active = await f.active([0], { name: 'quarter end nudge' });
    const paused = await f.active([0], { name: 'Quarter End paused' });
    await pauseSequence(f.deps, f.actor, { sequenceId: paused.id });
    const ids = async (query: object) =>
      (await list({ search: 'quarter end', ...query })).items.map((item) => item.id);
    expect(await ids({})).toEqual([paused.id, active.id, draft.id]);
    expect(await ids({ status: 'draft' })).toEqual([draft.id]);
    expect(await ids({ status: 'active' })).toEqual([active.id]);
    expect(await ids({ status: 'paused' })).toEqual([paused.id]);
    expect(await ids({ search: '%' })).toEqual([]);
  });

  test('S1: archived sequences are hidden unless asked for', async () => {
    const { id } = await f.draft({ name: 'Shelved' });
    await f.deps.db.sequence.update({ where: { id }, data: { status: 'archived' } });
    const ids = async (query: object) =>
      (await list({ search: 'shelved', ...query })).items.map((item) => item.id);
    expect(await ids({})).toEqual([]);
    expect(await ids({ includeArchived: true })).toEqual([id]);
    expect(await ids({ status: 'archived' })).toEqual([id]);
  });

  test('S20: pages follow each other without gaps or repeats', async () => {
    for (const n of [1, 2, 3, 4, 5]) await f.draft({ name: `Paged ${n}` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ search: 'paged', limit: 2, cursor });
      seen.push(...page.items.map((item) => item.name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['Paged 5', 'Paged 4', 'Paged 3', 'Paged 2', 'Paged 1']);
  });

  test('S20: the list costs the same number of statements however many sequences it shows', async () => {
    await f.active([0, 1, 2]);
    const countFor = async (limit: number) => {
      let statements = 0;
      const counting = new Proxy(f.deps.db, {
        get: (db, key) => {
          if (key === '$queryRaw') statements += 1;
          return Reflect.get(db, key) as unknown;
        },
      });
      await f.deps.store.sequenceViews.list(counting, f.actor, { limit, now: f.now });
      return statements;
    };
    await f.deps.store.foldResults.fold(f.deps.db, 'reconciler');
    // Its page, whether anything has changed since, enrollments, tasks, and sums of mails.
    expect(await countFor(1)).toBe(5);
    expect(await countFor(50)).toBe(5);
  });
});

describe('preview', () => {
  test('S19: nobody enrolled, nothing to preview', async () => {
    const { id, steps } = await f.active();
    expect(await preview({ sequenceId: id, stepId: steps[0]!.id })).toEqual({ preview: null });
  });

  test('S19: it takes the enrolled customer with the largest open balance, then the most upcoming steps', async () => {
    const { id, steps } = await f.active([0, 3]);
    await f.enroll(id, await f.customer({ name: 'Small', owed: '50' }));
    await f.enroll(id, await f.customer({ name: 'Nothing owed', owed: '0' }));
    const ahead = await f.enroll(id, await f.customer({ name: 'Large, further', owed: '900' }));
    await f.execution(ahead, steps[0]!);
    const large = await f.customer({ name: 'Large', owed: '900' });
    await f.enroll(id, large);
    await f.enroll(id, await f.customer({ name: 'Stopped', owed: '5000' }), 'stopped');
    const { preview: shown } = await preview({ sequenceId: id, stepId: steps[0]!.id });
    expect(shown?.customer).toEqual({ id: large, name: 'Large' });
    expect(shown?.recipient?.address).toBe(`${large}@customer.example`);
    expect(shown).toMatchObject({ subject: 'Invoices due', problems: [] });
    expect(shown?.html).toContain('900.00');
    expect(shown?.text).toContain('900.00');
  });

  test('S19, U3: it takes only customers the viewer may see, also when one is named', async () => {
    const { id, steps } = await f.active();
    const hidden = await f.customer({ owed: '900' });
    const seen = await f.customer({ owed: '10' });
    await hide(hidden);
    await f.enroll(id, hidden);
    await f.enroll(id, seen);
    const manager = await f.user('manager');
    const input = { sequenceId: id, stepId: steps[0]!.id };
    expect((await preview(input, manager)).preview?.customer.id).toBe(seen);
    const named = preview({ ...input, customerId: hidden }, manager);
    expect((await refusalOf(named)).code).toBe('not_found');
    expect((await preview({ ...input, customerId: hidden })).preview?.customer.id).toBe(hidden);
  });

  test('S19: an unsaved step is rendered without being saved, or refused as it would be', async () => {
    const { id } = await f.active();
    const customerId = await f.customer({ name: 'Acme' });
    const call = {
      type: 'call',
      label: 'Call',
      timing: { kind: 'offset', days: 1 },
      instructions: 'Call {{contact.firstName}}',
      script: 'Hello {{contact.title}}',
    } as const;
    const { preview: shown } = await preview({ sequenceId: id, step: call, customerId });
    expect(shown).toMatchObject({ subject: null, html: null, text: null, recipient: null, script: null });
    expect(shown?.instructions).toBe('Call Jane');
    expect(shown?.problems).toEqual([
      { field: 'script', message: 'line 1, column 7: contact.title is empty' },
    ]);
    const broken = preview({ sequenceId: id, step: emailOn(2, { subject: '{{nope}}' }), customerId });
    expect(fieldsOf(await refusalOf(broken))).toEqual(['step.subject']);
    expect((await f.read(id)).steps).toHaveLength(1);
  });
});
