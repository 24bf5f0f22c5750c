import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AutomationWorld } from '../../support/worlds/automation-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { file, folders } from '../../support/worlds/configuration-world.ts';

const api = new AutomationWorld();
const other = new AutomationWorld();
const here = folders(api);
const there = folders(other);

/** What a folder cannot make: people, groups of them, mailboxes and webhooks. */
async function prepare(
  world: AutomationWorld,
): Promise<{ groupId: string; userId: string; webhookId: string }> {
  await world.workingMailbox();
  const user = { name: 'Bo Agent', email: 'bo@example.com', role: 'agent' };
  const { id: userId } = await world.ok('POST', '/v1/users', { body: user });
  const { id: groupId } = await world.ok('POST', '/v1/visibility-groups', { body: { name: 'North' } });
  const hook = { url: 'https://erp.example.com/hooks', events: ['customer.created'], description: 'ERP' };
  const { id: webhookId } = await world.ok('POST', '/v1/webhooks', { body: hook });
  return { groupId, userId, webhookId };
}

beforeAll(async () => {
  await Promise.all([api.open(), other.open()]);
  const { groupId, userId, webhookId } = await prepare(api);
  await prepare(other);
  const labelId = await api.label('Chase');
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'L' } });
  const program = await api.ok('POST', '/v1/programs', { body: { name: 'Dunning' } });
  const [mailbox] = (await api.ok('GET', '/v1/mailboxes')).items;
  const sequenceId = await api.activeSequence('Chase them', mailbox.id);
  const template = await api.ok('POST', '/v1/templates', {
    body: { name: 'Ours', level: 'account', subject: 'Hello', bodyHtml: 'Hello' },
  });
  const field = (name: string, op: string, value: unknown) => ({ kind: 'field', field: name, op, value });
  const audience = {
    kind: 'all',
    nodes: [
      field('labels', 'has_any', [labelId]),
      { kind: 'none', nodes: [field('lists', 'has_all', [list.id]), field('arOwner', 'is', userId)] },
      {
        kind: 'records',
        of: 'enrollments',
        measure: 'exists',
        where: { kind: 'all', nodes: [field('sequence', 'any_of', [sequenceId])] },
      },
      field('programs', 'has_none', [program.id]),
    ],
  };
  const when = { kind: 'any', nodes: [field('labels', 'has_none', [labelId])] };
  const actions = [
    { kind: 'assign_owner', owner: 'sales', userId },
    { kind: 'set_groups', mode: 'add', groupIds: [groupId] },
    { kind: 'email_user', to: { userId }, words: { templateId: template.id } },
    {
      kind: 'email',
      words: { templateId: 'friendly-reminder' },
      mailboxId: mailbox.id,
      purpose: 'collections',
    },
    { kind: 'add_to_list', listId: list.id },
    { kind: 'remove_label', labelId, key: 'mine' },
    { kind: 'set_property', name: 'tier', value: 'a' },
    { kind: 'compute_score', criteria: [{ name: 'Chased', points: 5, when }] },
    { kind: 'enroll', sequenceId },
    { kind: 'stop_enrollment', sequenceId },
    { kind: 'enroll_in_program', programId: program.id },
    { kind: 'webhook', webhookId },
  ];
  const every = { amount: 2, unit: 'week' };
  const settings = { isOngoing: true, every, startsAt: '2026-04-01T09:00:00+02:00', description: 'Both' };
  await api.running('Late payers', { audience, actions, ...settings });
  await api.draft('A draft', { audience: { kind: 'all', nodes: [] }, isOnce: true });
  const paused = await api.running('Paused');
  await api.ok('POST', `/v1/automations/${paused.id}/pause`);
  const completed = await api.running('Over');
  await api.ok('POST', `/v1/automations/${completed.id}/complete`);
});
afterAll(() => Promise.all([api.close(), other.close()]));

const wrong = ({ status, body }: Json): unknown => (status < 300 ? [] : (body.errors ?? body.detail));

test('O11: automations are exported with names in the places of ids, and are no difference', async () => {
  const files = await here.export();
  const paths = files.map(({ path }) => path).filter((path: string) => path.startsWith('automations/'));
  expect(paths).toEqual([
    'automations/a-draft.yaml',
    'automations/late-payers.yaml',
    'automations/paused.yaml',
  ]);
  expect(/[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}/.exec(JSON.stringify(files))).toBeNull();
  const { text } = files.find(({ path }) => path === 'automations/late-payers.yaml') as Json;
  for (const name of [
    'Group of Chase / Chase',
    'bo@example.com',
    'North',
    'ERP',
    'Chase them',
    'Dunning',
    'Ours',
  ])
    expect(text).toContain(name);
  const planned = await here.plan(files);
  expect(wrong(planned)).toEqual([]);
  expect(planned.body).toMatchObject({ changes: [], lacks: [] });
});

test('O11: they make another installation the same, with what they name made by the same folder', async () => {
  const files = await here.export();
  const applied = await there.apply(files);
  expect(wrong(applied)).toEqual([]);
  expect((await there.plan(files)).body.changes).toEqual([]);
  expect(await there.export()).toEqual(files);
  const { items } = await other.ok('GET', '/v1/automations');
  const statuses = items.map(({ name, status }: Json) => `${name}: ${status}`).sort();
  expect(statuses).toEqual(['A draft: created', 'Late payers: running', 'Paused: paused']);
});

test('O11: a name that nobody has, and an id, are refused with their place in the file', async () => {
  const text = [
    'automation:',
    '  name: New',
    '  audience:',
    '    kind: all',
    '    nodes:',
    '      - { kind: field, field: labels, op: has_any, value: [Unheard of] }',
    '  actions:',
    '    - { kind: add_label, labelId: lbl_01h455vb4pex5vsknk084sn02q }',
    '    - { kind: remove_label, label: Nothing }',
  ].join('\n');
  const { status, body } = await here.plan([file(text, 'automations/new.yaml')]);
  expect(status).toBe(422);
  const found = body.errors.map(({ path, message, line }: Json) => `${line} ${path}: ${message}`);
  expect(found).toEqual(
    expect.arrayContaining([
      '6 automation.audience.nodes[0].value[0]: there is no label "Unheard of"',
      '8 automation.actions[0].labelId: is not known here: say `label`, with a name',
      '9 automation.actions[1].label: there is no label "Nothing"',
    ]),
  );
});

test('O11: one that names what is gone, or archived, is no difference, and keeps no other file from being applied', async () => {
  const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: 'Soon gone' } });
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'A / B' } });
  const path = `/v1/label-groups/${group.id}/labels`;
  const label = await api.ok('POST', path, { body: { name: 'C / "D"' } });
  const rules = [
    { kind: 'field', field: 'lists', op: 'has_none', value: [listId] },
    { kind: 'field', field: 'labels', op: 'has_any', value: [label.id] },
  ];
  const actions = [
    { kind: 'add_to_list', listId },
    { kind: 'add_label', labelId: label.id },
  ];
  const draft = await api.draft('A/B: "gone"', { audience: { kind: 'any', nodes: rules }, actions });
  await api.ok('DELETE', `/v1/lists/${listId}`);
  await api.ok('PATCH', `/v1/labels/${label.id}`, { body: { isArchived: true } });
  const files = await here.export();
  const planned = await here.plan(files);
  expect(wrong(planned)).toEqual([]);
  expect(planned.body.changes).toEqual([]);
  expect((await there.plan(files)).status).toBe(422);
  await api.ok('DELETE', `/v1/automations/${draft.id}`);
});

test('O11: an action that says what one of before says stays the same one', async () => {
  const { items } = await api.ok('GET', '/v1/automations?search=Paused');
  const before = await api.read(items[0].id);
  const text = 'automation:\n  name: Paused\n  actions:\n    - { kind: add_score, value: 5 }\n';
  expect((await here.plan([file(text)])).body.changes).toEqual([]);
  const more = `${text}    - { kind: set_score, value: 1 }\n`;
  expect(wrong(await here.apply([file(more)]))).toEqual([]);
  const after = await api.read(items[0].id);
  expect(after.actions).toEqual([
    ...before.actions,
    { kind: 'set_score', value: 1, key: expect.any(String) },
  ]);
  expect((await here.plan([file(more)])).body.changes).toEqual([]);
});
