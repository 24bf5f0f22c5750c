import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { file, folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const { plan, apply } = folders(api);
let mailboxId = '';
beforeAll(async () => {
  await api.open();
  const { id } = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'AR',
      fromAddress: 'ar@acme.example',
      fromName: 'Acme',
      zone: 'UTC',
      smtp: { host: 'mail.example', port: 25, security: 'none' },
    },
  });
  mailboxId = id;
  await api.ok('POST', `/v1/mailboxes/${id}/verify`);
});
afterAll(() => api.close());
let n = 0;
let name = '';
beforeEach(() => {
  n += 1;
  name = `Chase ${n}`;
});

/** A sequence of three emails as a folder; `change` makes other lines of some. */
const chase = (change: (text: string) => string = (text) => text) =>
  file(
    change(`
sequence:
  name: ${name}
  status: active
  zone: Europe/Berlin
  mailbox: ar
  primaryUser: ada@example.com
  steps:
    - {type: email, label: First, timing: {kind: offset, days: 0}, subject: One, body: Please pay}
    - {type: email, label: Second, timing: {kind: offset, days: 5}, subject: Two, body: Please pay}
    - {type: call, label: Third, timing: {kind: offset, days: 9}}
`),
    'sequences/chase.yaml',
  );
const sequence = async (): Promise<Json> => {
  const { items } = await api.ok(
    'GET',
    `/v1/sequences?search=${encodeURIComponent(name)}&includeArchived=true`,
  );
  return api.ok('GET', `/v1/sequences/${items.find((each: Json) => each.name === name).id}`);
};
const done = async (files: object[], more: object = {}): Promise<Json> => {
  const answer = await apply(files, more);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

test('O11: a plan shows what an apply does, and writes nothing; then it is done, and nothing differs', async () => {
  const { status, body } = await plan([chase()]);
  expect(status).toBe(200);
  expect(body.changes).toMatchObject([
    {
      action: 'create',
      kind: 'sequence',
      name,
      file: 'sequences/chase.yaml',
      notes: ['its status moves from draft to active'],
    },
  ]);
  expect(body.needs).toEqual(['sequences.save', 'sequences.activate']);
  const { items } = await api.ok('GET', '/v1/sequences');
  expect(items.map((each: Json) => each.name)).not.toContain(name);
  const before = api.lifecycle.started.length;
  await done([chase()], { token: body.token });
  expect(await sequence()).toMatchObject({ status: 'active', mailboxId, steps: [{}, {}, {}] });
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
    kept: expect.arrayContaining([{ kind: 'step', name: 'Second', of: name }]),
  });
  await done([less]);
  expect((await sequence()).steps).toHaveLength(3);
  const added = chase((text) =>
    text.replace(/.*Second.*\n/, '').replace('Third,', 'Third, script: Say hello,'),
  );
  await done([added]);
  expect((await sequence()).steps.map(({ label }: Json) => label)).toEqual(['First', 'Second', 'Third']);
  const pruned = (await plan([less], { prune: true })).body;
  const ours = pruned.changes.find((each: Json) => each.name === name);
  expect(ours.differences).toMatchObject([
    { field: 'steps["Second"]', before: { label: 'Second' }, after: null },
  ]);
  await done(
    [
      less,
      ...(await folders(api).export()).filter(
        ({ path }) => path.startsWith('sequences/') && !path.includes(`chase-${n}.`),
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

test('O11: a half-bad folder changes nothing, and every problem is said at once, with file, line and words', async () => {
  const before = await api.database.db.audit.count();
  const bad = [
    file('labels:\n  - name: Fine\n    labels:\n      - name: One\n', 'labels.yaml'),
    chase((text) =>
      text
        .replace('mailbox: ar', 'mailbox: nobody')
        .replace('subject: One', 'subject: "{{customer.nmae}}"')
        .replace('type: call, label: Third', 'type: call, colour: red, label: Third'),
    ),
    file(
      'template:\n  name: Broken\n  level: account\n  subject: "{{#invoices}}"\n  bodyHtml: x\n',
      'b.yaml',
    ),
    file('sequence:\n  name: Bare\n  status: active\n  zone: Mars/Base\n', 'c.yaml'),
    file('a: [1\nb: 2', 'd.yaml'),
    file('programme:\n  name: X\n', 'e.yaml'),
    file(`sequence: {name: "${name.toUpperCase()}"}`, 'f.yaml'),
    file('sequence:\n  name: Empty\n  status: active\n', 'g.yaml'),
    file(
      'importProfile:\n  name: P\n  kind: contacts\n  reading: {mapping: [{from: a, to: name}, {from: b, to: name}, {from: c, to: customer_external_id}]}\n',
      'h.yaml',
    ),
    file(
      'sequence:\n  name: Typo\n  mailbox: nowhere\n  steps:\n    - {type: email, label: A, timing: {kind: offset, days: 1}, subject: "{{customer.nmae}}"}',
      'j.yaml',
    ),
    file(
      'program:\n  name: Dear\n  touchpoints:\n    - {label: A, offsetDays: 3, template: Broken}\n',
      'i.yaml',
    ),
  ];
  for (const call of [plan, apply]) {
    const { status, body } = await call(bad);
    expect(status).toBe(422);
    const said = body.errors.map(
      ({ file: at, path, line, column, message }: Json) => `${at}:${line}:${column} ${path}: ${message}`,
    );
    expect(said).toEqual([
      expect.stringMatching(/^d\.yaml:\d:\d : is no YAML: /),
      'e.yaml:1:1 programme: is not known here: a document holds organisation, labels, lists, importProfile, template, sequence, program',
      `f.yaml:1:18 sequence.name: stands in sequences/chase.yaml already, in this or another case`,
      'sequences/chase.yaml:6:12 sequence.mailbox: there is no mailbox "nobody"',
      'sequences/chase.yaml:11:28 sequence.steps[2].colour: is not known here',
      'c.yaml:4:9 sequence.zone: must be an IANA time zone like Europe/Berlin',
      'j.yaml:3:12 sequence.mailbox: there is no mailbox "nowhere"',
      'h.yaml:4:58 importProfile.reading.mapping[1].to: `name` is read from two columns: one of them must go',
      'b.yaml:4:12 template.subject: line 1, column 14: Unclosed section "invoices"',
      'g.yaml:1:1 sequence.steps: needs at least one step',
      'g.yaml:1:1 sequence.primaryUser: is missing',
      'j.yaml:5:73 sequence.steps[0].subject: line 1, column 1: Unknown variable customer.nmae',
    ]);
  }
  expect(await api.database.db.audit.count()).toBe(before);
});

test('O11: a fault in the middle leaves nothing applied, and wakes nobody', async () => {
  const { deps } = api;
  const { create } = deps.store.programs;
  const audits = await api.database.db.audit.count();
  await done([chase()]);
  const applied = await api.database.db.audit.count();
  api.lifecycle.started.length = 0;
  const folder = [
    chase((text) => text.replace('days: 5', 'days: 6')),
    file(`program:\n  name: Faulty ${n}\n`, 'program.yaml'),
    file(`labels:\n  - name: Group ${n}\n`, 'labels.yaml'),
  ];
  Object.defineProperty(deps, 'store', {
    configurable: true,
    writable: true,
    value: {
      ...deps.store,
      programs: { ...deps.store.programs, create: () => Promise.reject(new Error('cut')) },
    },
  });
  const { store } = deps;
  try {
    expect((await apply(folder)).status).toBe(500);
  } finally {
    Object.assign(deps, { store: { ...store, programs: { ...store.programs, create } } });
  }
  expect(await api.database.db.audit.count()).toBe(applied);
  expect(applied).toBeGreaterThan(audits);
  expect((await sequence()).steps[1].timing.days).toBe(5);
  expect(api.lifecycle.started).toEqual([]);
  expect((await apply(folder)).status).toBe(200);
  expect((await sequence()).steps[1].timing.days).toBe(6);
});

test('O11: a token stands for what was compared: 409 with the new plan once it moved', async () => {
  await done([chase()]);
  const changed = chase((text) => text.replace('subject: One', 'subject: Uno'));
  const { token } = (await plan([changed])).body;
  const { id } = await sequence();
  await api.ok('PATCH', `/v1/sequences/${id}`, { body: { description: 'somebody else was here' } });
  const answer = await apply([changed], { token });
  expect(answer.status).toBe(409);
  expect(answer.body.plan.changes).toHaveLength(1);
  expect((await sequence()).steps[0].subject).toBe('One');
  await done([changed], { token: answer.body.plan.token });
  expect(await sequence()).toMatchObject({
    description: 'somebody else was here',
    steps: [{ subject: 'Uno' }, {}, {}],
  });
});

test('O11, U2: each kind takes the permission of its own calls, asked before anything is written; 403 names all', async () => {
  const folder = [
    chase(),
    file(`labels:\n  - name: For ${n}\n`, 'l.yaml'),
    file('organisation: {retryHours: 7}', 'o.yaml'),
  ];
  const agent = await api.user('agent');
  expect((await plan(folder, {}, agent.key)).body.lacks).toEqual([
    'settings.manage',
    'labels.manage',
    'sequences.save',
    'sequences.activate',
  ]);
  const manager = await api.user('manager');
  const refused = await apply(folder, {}, manager.key);
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({
    lacks: ['settings.manage'],
    detail: 'The permission settings.manage is needed.',
  });
  const viewer = await api.user('viewer', { taken: ['sequences.read'] });
  expect((await plan(folder, {}, viewer.key)).status).toBe(403);
  expect((await api.call('GET', '/v1/configuration', { key: viewer.key })).body.lacks).toEqual([
    'customers.import',
    'sequences.read',
  ]);
  expect((await api.call('GET', '/v1/configuration?kinds=labels,program', { key: viewer.key })).status).toBe(
    200,
  );
  const ours = await apply(folder.slice(0, 2), {}, manager.key);
  expect(ours.status).toBe(200);
  const [entry] = (await api.ok('GET', `/v1/audit?entityId=${(await sequence()).id}&limit=1`)).items;
  expect(entry).toMatchObject({ actorId: manager.id, action: 'sequence.activate' });
  const rows = await api.database.db.change.findMany({ where: { entityId: (await sequence()).id } });
  expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['configuration']));
});

test('O8: a repeated key answers the first reply, and 409 with another folder', async () => {
  const headers = { 'Idempotency-Key': `key-${n}` };
  const first = await apply([chase()], {}, undefined, headers);
  expect((await apply([chase()], {}, undefined, headers)).body).toEqual(first.body);
  expect((await apply([], {}, undefined, headers)).status).toBe(409);
});
