import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ADD_SCORE, AutomationWorld, HAS_NAME } from '../../support/worlds/automation-world.ts';

let api: AutomationWorld;
beforeEach(async () => {
  api = new AutomationWorld();
  await api.open();
});
afterEach(() => api.close());

const problemsOf = ({ body }: { body: { errors?: { field: string; message: string }[] } }) =>
  (body.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
const save = (actions: object[], name = 'Late') =>
  api.call('POST', '/v1/automations', { body: { name, audience: HAS_NAME, actions } });
const start = (id: string) => api.call('POST', `/v1/automations/${id}/start`, { body: {} });
const absent = (prefix: string) => `${prefix}_01h455vb4pex5vsknk084sn02q`;

test('A4: everything that an action names and that is not there is refused with its path, all at once', async () => {
  const refused = await save([
    { kind: 'assign_owner', owner: 'ar', userId: absent('usr') },
    { kind: 'set_groups', mode: 'add', groupIds: [absent('vgr'), absent('vgr')] },
    { kind: 'email_user', to: { userId: absent('usr') }, words: { templateId: absent('tpl') } },
    { kind: 'email', words: { templateId: 'no-such-letter' }, mailboxId: absent('mbx') },
    { kind: 'sms', body: 'Call us', smsSenderId: absent('sms') },
    { kind: 'add_to_list', listId: absent('lst') },
    { kind: 'remove_label', labelId: absent('lbl') },
    { kind: 'enroll', sequenceId: absent('seq') },
    { kind: 'stop_enrollment', sequenceId: absent('seq') },
    { kind: 'enroll_in_program', programId: absent('prg') },
    { kind: 'webhook', webhookId: absent('whk') },
  ]);
  expect(refused.status).toBe(422);
  expect(problemsOf(refused)).toEqual(
    [
      'actions[0].userId',
      'actions[1].groupIds[0]',
      'actions[1].groupIds[1]',
      'actions[2].to.userId',
      'actions[2].words.templateId',
      'actions[3].words.templateId',
      'actions[3].mailboxId',
      'actions[4].smsSenderId',
      'actions[5].listId',
      'actions[6].labelId',
      'actions[7].sequenceId',
      'actions[8].sequenceId',
      'actions[9].programId',
      'actions[10].webhookId',
    ].map((field) => `${field}: is not there`),
  );
});

test('A3, A4: what is archived cannot be named, neither at save nor at start', async () => {
  const labelId = await api.label('Chase');
  const { body } = await save([{ kind: 'add_label', labelId }], 'Before');
  await api.ok('PATCH', `/v1/labels/${labelId}`, { body: { isArchived: true } });
  const refused = ['actions[0].labelId: is archived'];
  expect(problemsOf(await save([{ kind: 'add_label', labelId }]))).toEqual(refused);
  expect(problemsOf(await start(body.id))).toEqual(refused);
  const renamed = await api.call('PATCH', `/v1/automations/${body.id}`, { body: { name: 'Other' } });
  expect(renamed).toMatchObject({ status: 200, body: { name: 'Other' } });
});

test('M3: an unknown variable or a broken tag of a message is refused with its place', async () => {
  const words = { subject: 'About {{customer.nme}}', bodyHtml: 'Hello,\nyou owe {{balance.overdue' };
  const smsSenderId = absent('sms');
  const refused = await save([
    ADD_SCORE,
    { kind: 'email', words },
    { kind: 'sms', body: 'Dear {{contact.nick}}', smsSenderId },
    { kind: 'email_user', to: { owner: 'ar' }, words: { subject: 'One {{invoice.number}}', bodyHtml: 'x' } },
  ]);
  expect(problemsOf(refused)).toEqual([
    'actions[2].smsSenderId: is not there',
    expect.stringMatching(/^actions\[1\]\.words\.subject: line 1, column 7: /),
    'actions[1].words.bodyHtml: line 2, column 26: Unclosed tag',
    expect.stringMatching(/^actions\[2\]\.body: line 1, column 6: /),
    expect.stringMatching(/^actions\[3\]\.words\.subject: line 1, column 5: /),
  ]);
});

test('A4: a text about one invoice is no text of an automation', async () => {
  expect(problemsOf(await save([{ kind: 'email', words: { templateId: 'invoice-reminder' } }]))).toEqual([
    'actions[0].words.templateId: is a text about one invoice',
  ]);
  expect(await save([{ kind: 'email', words: { templateId: 'friendly-reminder' } }])).toMatchObject({
    status: 201,
    body: { actions: [{ words: { templateId: 'friendly-reminder' }, purpose: 'outreach', mailboxId: null }] },
  });
});

test('A4: what only needs somebody to act first is saved in a draft, and refused when it is started', async () => {
  const sequence = await api.ok('POST', '/v1/sequences', { body: { name: 'Chase', zone: 'Europe/Berlin' } });
  const { body } = await save([
    { kind: 'enroll', sequenceId: sequence.id },
    { kind: 'email', words: { templateId: 'friendly-reminder' } },
  ]);
  expect(problemsOf(await start(body.id))).toEqual([
    'actions[0].sequenceId: is a draft: activate it first',
    'actions[1].mailboxId: is missing, and the organisation has no `defaultMailboxId`',
  ]);
});

test('A4: the criteria of a score are audiences, and refused with their paths', async () => {
  const when = { kind: 'all', nodes: [{ kind: 'field', field: 'debts', op: 'is', value: 1 }] };
  const hollow = { kind: 'any', nodes: [] };
  const compute = (tree: object) => ({
    kind: 'compute_score',
    criteria: [{ name: 'a', points: 5, when: tree }],
  });
  expect(problemsOf(await save([compute(when)]))).toEqual([
    expect.stringMatching(/^actions\[0\]\.criteria\[0\]\.when\.nodes\[0\]\.field: /),
  ]);
  const { body } = await save([compute(hollow)]);
  expect(problemsOf(await start(body.id))).toEqual([
    expect.stringMatching(/^actions\[0\]\.criteria\[0\]\.when: is an empty group/),
  ]);
});

test('A5: an action keeps its key through edits; what is new has one that none ever had', async () => {
  const other = { kind: 'set_score', value: 7 };
  const { id } = await api.draft('Late', { actions: [ADD_SCORE, other] });
  const keysAfter = async (actions: object[]) => {
    const { actions: stored } = await api.ok('PATCH', `/v1/automations/${id}`, { body: { actions } });
    return stored.map(({ key }: { key: string }) => key);
  };
  expect(await keysAfter([other])).toEqual(['v1a2']);
  expect(await keysAfter([ADD_SCORE, other])).toEqual(['v3a1', 'v1a2']);
  expect(await keysAfter([ADD_SCORE, { ...other, value: 8 }])).toEqual(['v3a1', 'v4a2']);
  expect(await keysAfter([{ ...other, value: 9, key: 'v4a2' }, ADD_SCORE])).toEqual(['v4a2', 'v3a1']);
});
