import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { ChaseWorld } from '../../support/worlds/chase-world.ts';
import { folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const world = new ChaseWorld(api);
const { plan, apply, ...ask } = folders(api);
const chase = (change?: (text: string) => string) => world.chase(change);
const sequence = () => world.sequence();
const done = (files: object[], more?: object) => world.done(files, more);
beforeAll(() => world.open());
afterAll(() => api.close());
beforeEach(() => world.next());

test('O11: a plan shows what an apply does, and writes nothing; then it is done, and nothing differs', async () => {
  const { status, body } = await plan([chase()]);
  expect(status).toBe(200);
  expect(body.changes).toMatchObject([
    {
      action: 'create',
      kind: 'sequence',
      name: world.name,
      file: 'sequences/chase.yaml',
      notes: ['its status moves from draft to active'],
    },
  ]);
  expect(body.needs).toEqual(['sequences.save', 'sequences.activate']);
  const { items } = await api.ok('GET', '/v1/sequences');
  expect(items.map((each: Json) => each.name)).not.toContain(world.name);
  const before = api.lifecycle.started.length;
  await done([chase()], { token: body.token });
  expect(await sequence()).toMatchObject({
    status: 'active',
    mailboxId: world.mailboxId,
    steps: [{}, {}, {}],
  });
  expect(api.lifecycle.started.length).toBe(before);
  expect((await plan([chase()])).body).toMatchObject({ changes: [], unchanged: 1 });
});

test('O11, S6: a running sequence is one edit: steps stay themselves under other labels, days and places, and follow once', async () => {
  await done([chase()]);
  const was = await sequence();
  const changed = chase((text) =>
    text
      .replace(
        'label: First, timing: {kind: offset, days: 0}',
        'label: Opening, timing: {kind: offset, days: 0}',
      )
      .replace(
        'label: Second, timing: {kind: offset, days: 5}, subject: Two',
        'label: Second, timing: {kind: offset, days: 9}, subject: Zwei',
      )
      .replace(
        'label: Third, timing: {kind: offset, days: 9}',
        'label: Third, timing: {kind: offset, days: 12}',
      ),
  );
  const { body } = await plan([changed]);
  expect(body.changes[0].differences).toEqual([
    { field: 'steps["First"].label', before: 'First', after: 'Opening' },
    { field: 'steps["Second"].timing.days', before: 5, after: 9 },
    { field: 'steps["Second"].subject', before: 'Two', after: 'Zwei' },
    { field: 'steps["Third"].timing.days', before: 9, after: 12 },
  ]);
  expect(body.changes[0].notes).toEqual(['it runs: what is ready stays as it is, what is not ready follows']);
  api.lifecycle.started.length = 0;
  await done([changed]);
  const is = await sequence();
  expect(is.steps.map(({ id }: Json) => id)).toEqual(was.steps.map(({ id }: Json) => id));
  expect([is.version, is.planVersion]).toEqual([was.version + 1, was.planVersion + 1]);
  expect(api.lifecycle.started).toEqual([`change ${is.id}/${is.planVersion}`]);
  expect(await api.auditActions(is.steps[1].id)).toEqual(['step.add', 'step.update']);
  expect((await plan([changed])).body.changes).toEqual([]);
});

test('O11: two steps may swap their days and their places in one change', async () => {
  await done([chase((text) => text.replace('status: active', 'status: draft'))]);
  const was = await sequence();
  const swapped = chase((text) => {
    const [first, second] = text.split('\n').filter((line) => line.includes('type: email')) as [
      string,
      string,
    ];
    const moved = [second.replace('days: 5', 'days: 0'), first.replace('days: 0', 'days: 5')];
    return text.replace('status: active', 'status: draft').replace(`${first}\n${second}`, moved.join('\n'));
  });
  await done([swapped]);
  const [first, second] = was.steps.map(({ id }: Json) => id);
  expect((await sequence()).steps.map(({ id, timing }: Json) => [id, timing.days])).toMatchObject([
    [second, 0],
    [first, 5],
    [was.steps[2].id, 9],
  ]);
});

test('O11: nothing is deleted unless asked: what the folder lacks is named and stays; with prune it goes', async () => {
  await done([chase()]);
  const less = chase((text) => text.replace(/.*Second.*\n/, ''));
  const kept = (await plan([less])).body;
  expect(kept).toMatchObject({
    changes: [],
    kept: expect.arrayContaining([{ kind: 'step', name: 'Second', of: world.name }]),
  });
  await done([less]);
  expect((await sequence()).steps).toHaveLength(3);
  const added = chase((text) =>
    text.replace(/.*Second.*\n/, '').replace('Third,', 'Third, script: Say hello,'),
  );
  await done([added]);
  expect((await sequence()).steps.map(({ label }: Json) => label)).toEqual(['First', 'Second', 'Third']);
  const pruned = (await plan([less], { prune: true })).body;
  const ours = pruned.changes.find((each: Json) => each.name === world.name);
  expect(ours.differences).toMatchObject([
    { field: 'steps["Second"]', before: { label: 'Second' }, after: null },
  ]);
  await done(
    [
      less,
      ...(await ask.export()).filter(
        ({ path }) => path.startsWith('sequences/') && !path.includes(`chase-${world.n}.`),
      ),
    ],
    { prune: true },
  );
  expect((await sequence()).steps.map(({ label }: Json) => label)).toEqual(['First', 'Third']);
});

test('O11: statuses are declared: paused, resumed, ended and archived as by a person, and only where there is a way', async () => {
  const to = (status: string, more = '') =>
    chase((text) => text.replace('status: active', `status: ${status}${more}`));
  for (const status of ['paused', 'active', 'paused']) {
    await done([to(status)]);
    expect((await sequence()).status).toBe(status);
  }
  expect((await apply([to('draft')])).body.errors).toMatchObject([
    { path: 'sequence.status', message: 'cannot move from paused to draft', line: 4, column: 11 },
  ]);
  expect((await apply([to('archived')])).body.errors).toMatchObject([{ path: 'sequence.enrollments' }]);
  await done([to('archived', '\n  enrollments: stop')]);
  expect((await sequence()).status).toBe('archived');
  expect((await plan([to('archived', '\n  enrollments: stop')])).body.changes).toEqual([]);
  expect((await apply([to('active')])).body.errors).toMatchObject([
    { message: 'cannot move from archived to active' },
  ]);
});
