import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { ChaseWorld } from '../../support/worlds/chase-world.ts';
import { file, folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const world = new ChaseWorld(api);
const { plan, apply } = folders(api);
const chase = (change?: (text: string) => string) => world.chase(change);
const sequence = () => world.sequence();
const done = (files: object[], more?: object) => world.done(files, more);
beforeAll(() => world.open());
afterAll(() => api.close());
beforeEach(() => world.next());

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
    file(`sequence: {name: "${world.name.toUpperCase()}"}`, 'f.yaml'),
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
      'e.yaml:1:1 programme: is not known here: a document holds organisation, labels, lists, properties, importProfile, template, sequence, program',
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

test('O11: a folder that describes an archived text is refused, since nothing brings it back; it is never "unchanged"', async () => {
  const text = { name: `Gone ${world.name}`, level: 'account', subject: 'S', bodyHtml: 'B' };
  const { id } = await api.ok('POST', '/v1/templates', { body: text });
  const folder = [file(JSON.stringify({ template: text }), 'gone.yaml')];
  expect((await plan(folder)).body).toMatchObject({ changes: [], unchanged: 1 });
  await api.ok('POST', `/v1/templates/${id}/archive`);
  for (const call of [plan, apply]) {
    const { status, body } = await call(folder);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { message: 'is archived, and nothing brings it back: take it out, or give it another name' },
    ]);
  }
});

test('O2, O11: a minimum in a currency that there is not, and a language that is none, are told in words', async () => {
  const minimum = file('organisation:\n  minimumAmounts: {XXX: "1.00"}\n', 'o.yaml');
  const inFolder = (await plan([minimum])).body.errors[0];
  const byCall = await api.call('PATCH', '/v1/organisation', { body: { minimumAmounts: { XXX: '1.00' } } });
  const variants = { 'not a language': { subject: 'S', bodyHtml: 'B' } };
  const text = { name: 'Odd', level: 'account', subject: 'S', bodyHtml: 'B', variants };
  const template = await api.call('POST', '/v1/templates', { body: text });
  for (const { field, message } of [inFolder, ...byCall.body.errors, ...template.body.errors]) {
    expect(field).toMatch(/minimumAmounts\.XXX$|variants\.not a language$/);
    expect(message).toMatch(/^(?:must be|is no) /);
  }
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
    file(`program:\n  name: Faulty ${world.n}\n`, 'program.yaml'),
    file(`labels:\n  - name: Group ${world.n}\n`, 'labels.yaml'),
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
    file(`labels:\n  - name: For ${world.n}\n`, 'l.yaml'),
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
  const rows = await api.database.db.change.findMany({
    where: { entityId: (await sequence()).id },
    orderBy: { seq: 'asc' },
  });
  expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['configuration']));
});

test('O8: a repeated key answers the first reply, and 409 with another folder', async () => {
  const headers = { 'Idempotency-Key': `key-${world.n}` };
  const first = await apply([chase()], {}, undefined, headers);
  expect((await apply([chase()], {}, undefined, headers)).body).toEqual(first.body);
  expect((await apply([], {}, undefined, headers)).status).toBe(409);
});

test('O11: too large a folder, too many files, a path twice and an empty file', async () => {
  const call = (text: string, path?: string) => [file(text, path)];
  expect((await plan(call(`# ${'x'.repeat(2_000_001)}`))).body.errors).toEqual([
    { field: 'files[0].text', message: 'must have at most 2000000 characters' },
  ]);
  const large = Array.from({ length: 11 }, (_, index) => file(`# ${'x'.repeat(1_999_990)}`, `${index}.yaml`));
  expect((await apply(large)).status).toBe(413);
  const many = Array.from({ length: 2001 }, (_, index) => file('', `${index}.yaml`));
  expect((await plan(many)).status).toBe(422);
  expect((await plan([file('# nothing'), file('', 'b.yaml')])).body).toMatchObject({
    changes: [],
    unchanged: 0,
  });
  expect((await plan([file(''), file('')])).body.errors).toMatchObject([{ message: 'is there twice' }]);
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level += 1)
    bomb.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  expect((await plan([file(bomb.join('\n'))])).body.errors).toMatchObject([
    { message: 'holds too much, or its aliases stand for too much' },
  ]);
});

test('O11, S4: a day that two steps would have is said at the step, also where the other one is kept', async () => {
  await world.done([world.chase()]);
  const twice = world.chase((text) => text.replace('days: 9', 'days: 5'));
  const kept = world.chase((text) => text.replace(/.*Second.*\n/, '').replace('days: 9', 'days: 5'));
  for (const [folder, path] of [
    [twice, 'sequence.steps[2].timing.days'],
    [kept, 'sequence.steps[1].timing.days'],
  ] as const)
    expect((await plan([folder])).body.errors).toMatchObject([{ path, message: 'is taken by another step' }]);
});

test('O11: names in any case and by second names; ids and unknown or ambiguous names are refused', async () => {
  for (const email of ['kim.a@example.com', 'kim.b@example.com'])
    await api.ok('POST', '/v1/users', { body: { name: 'Kim', email, role: 'agent' } });
  const to = (user: string) => world.chase((text) => text.replace('ada@example.com', user));
  expect((await apply([to('ADA')])).status).toBe(200);
  expect((await plan([to('Ada@Example.com')])).body.changes).toEqual([]);
  for (const [user, message] of [
    ['Kim', 'several are called "Kim": say the email'],
    ['nobody@example.com', 'there is no user "nobody@example.com"'],
    ['7', 'must be text'],
  ] as const)
    expect((await plan([to(user)])).body.errors).toMatchObject([{ path: 'sequence.primaryUser', message }]);
  const byId = world.chase((text) => text.replace('mailbox: ar', `mailboxId: ${world.mailboxId}`));
  expect((await plan([byId])).body.errors).toMatchObject([
    { path: 'sequence.mailboxId', message: 'is not known here: say `mailbox`, with a name' },
  ]);
  const built = file(
    `program: {name: P${world.n}, touchpoints: [{label: A, offsetDays: 2, template: final-notice}]}`,
  );
  expect((await plan([built])).body.changes[0].differences.at(-1).after).toMatchObject({
    template: 'Final notice',
  });
});
