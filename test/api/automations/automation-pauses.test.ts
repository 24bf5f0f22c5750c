import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { ADD_SCORE, AutomationWorld, HAS_NAME } from '../../support/worlds/automation-world.ts';

let api: AutomationWorld;
beforeEach(async () => {
  api = new AutomationWorld();
  await api.open();
});
afterEach(() => api.close());

const pauseOf = async (id: string) => {
  const { status, pause } = await api.read(id);
  return status === 'paused' ? pause : status;
};
const gone = (text: unknown) => ({ reason: 'reference_gone', text });

test('A3, case 10: a label that an action names is archived: paused with its name; renamed: nothing changes', async () => {
  const labelId = await api.label('Chase');
  const { id } = await api.running('Late', { actions: [ADD_SCORE, { kind: 'add_label', labelId }] });
  const other = await api.running('Other');
  await api.ok('PATCH', `/v1/labels/${labelId}`, { body: { name: 'Pursue' } });
  expect(await pauseOf(id)).toBe('running');
  await api.ok('PATCH', `/v1/labels/${labelId}`, { body: { isArchived: true } });
  expect(await pauseOf(id)).toEqual(
    gone('The label "Pursue" is archived, and is named: actions[1].labelId.'),
  );
  expect(await pauseOf(other.id)).toBe('running');
  const change = await api.database.db.change.findFirstOrThrow({ where: { entityId: id, kind: 'paused' } });
  expect(change).toMatchObject({ actorId: 'system', data: { reason: 'reference_gone' } });
  const refused = await api.call('POST', `/v1/automations/${id}/resume`, { body: {} });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'actions[1].labelId' }] } });
});

test('A3: each kind of thing that an action names pauses it when it goes', async () => {
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'L' } });
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'North' } });
  const template = await api.ok('POST', '/v1/templates', {
    body: { name: 'Ours', level: 'account', subject: 'Hello', bodyHtml: 'Hello' },
  });
  const program = await api.ok('POST', '/v1/programs', { body: { name: 'First' } });
  await api.ok('POST', '/v1/programs', { body: { name: 'Second' } });
  const hook = { url: 'https://erp.example.com/hooks', events: ['customer.created'], description: 'ERP' };
  const webhook = (await api.ok('POST', '/v1/webhooks', { body: hook })).id;
  const user = await api.user('agent');
  const labelId = await api.label('Chase');
  const { groupId: labelGroupId } = await api.database.db.label.findFirstOrThrow({ where: { id: labelId } });
  const cases: [action: object, away: () => Promise<unknown>, text: unknown][] = [
    [
      { kind: 'remove_from_list', listId: list.id },
      () => api.ok('DELETE', `/v1/lists/${list.id}`),
      'The list "L" is not there, and is named: actions[0].listId.',
    ],
    [
      { kind: 'set_groups', mode: 'add', groupIds: [group.id] },
      () => api.ok('DELETE', `/v1/visibility-groups/${group.id}`),
      'The visibility group "North" is not there, and is named: actions[0].groupIds[0].',
    ],
    [
      { kind: 'email_user', to: { address: 'x@example.com' }, words: { templateId: template.id } },
      () => api.ok('POST', `/v1/templates/${template.id}/archive`),
      'The template "Ours" is archived, and is named: actions[0].words.templateId.',
    ],
    [
      { kind: 'enroll_in_program', programId: program.id },
      () => api.ok('POST', `/v1/programs/${program.id}/archive`),
      'The program "First" is archived, and is named: actions[0].programId.',
    ],
    [
      { kind: 'webhook', webhookId: webhook },
      () => api.ok('DELETE', `/v1/webhooks/${webhook}`),
      'The webhook "ERP" is not there, and is named: actions[0].webhookId.',
    ],
    [
      { kind: 'assign_owner', owner: 'ar', userId: user.id },
      () => api.ok('PATCH', `/v1/users/${user.id}`, { body: { isActive: false } }),
      expect.stringMatching(/^The user ".+" is not an active user, and is named: actions\[0\]\.userId\.$/),
    ],
    [
      { kind: 'add_label', labelId },
      () => api.ok('PATCH', `/v1/label-groups/${labelGroupId}`, { body: { isArchived: true } }),
      'The label "Chase" is archived, and is named: actions[0].labelId.',
    ],
  ];
  await api.workingMailbox();
  for (const [index, [action, away, text]] of cases.entries()) {
    const { id } = await api.running(`Automation ${index}`, { actions: [action] });
    await away();
    expect(await pauseOf(id)).toEqual(gone(text));
  }
});

test('A3: a sequence that ends or is archived, a mailbox and a number that retire without a successor', async () => {
  const mailboxId = await api.workingMailbox();
  const sequence = await api.activeSequence('Chase', mailboxId);
  const enrolling = await api.running('Enrolling', { actions: [{ kind: 'enroll', sequenceId: sequence }] });
  const stopping = await api.running('Stopping', {
    actions: [{ kind: 'stop_enrollment', sequenceId: sequence }],
  });
  await api.ok('POST', `/v1/sequences/${sequence}/end`);
  expect(await pauseOf(enrolling.id)).toEqual(
    gone('The sequence "Chase" has ended, and is named: actions[0].sequenceId.'),
  );
  expect(await pauseOf(stopping.id)).toBe('running');
  await api.ok('POST', `/v1/sequences/${sequence}/archive`, { body: {} });
  expect(await pauseOf(stopping.id)).toEqual(
    gone('The sequence "Chase" is archived, and is named: actions[0].sequenceId.'),
  );
  const words = { templateId: 'friendly-reminder' };
  const mailing = await api.running('Mailing', { actions: [{ kind: 'email', words, mailboxId }] });
  const other = await api.workingMailbox();
  const retire = (id: string, successorId: string | null) =>
    api.ok('POST', `/v1/mailboxes/${id}/retire`, { body: { successorId } });
  await retire(mailboxId, other);
  expect(await pauseOf(mailing.id)).toBe('running');
  await retire(other, null);
  expect(await pauseOf(mailing.id)).toMatchObject({ reason: 'reference_gone' });
});

test('A1: an owner who is deactivated pauses it; whoever resumes it owns it', async () => {
  const mia = await api.user('manager');
  const { id, ownerId } = await api.running('Late', {}, mia.key);
  expect(ownerId).toBe(mia.id);
  await api.ok('PATCH', `/v1/users/${mia.id}`, { body: { isActive: false } });
  expect(await pauseOf(id)).toEqual({ reason: 'owner_deactivated', text: 'Its owner is deactivated.' });
  const resumed = await api.ok('POST', `/v1/automations/${id}/resume`, { body: {} });
  expect(resumed).toMatchObject({ status: 'running', pause: null, ownerId: api.adminId, sight: 'owner' });
});

test('A1: an owner who loses a right of an action pauses it; one that needs it not goes on', async () => {
  const mia = await api.user('manager');
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'L' } });
  const listing = { actions: [{ kind: 'add_to_list', listId: list.id }] };
  const { id } = await api.running('Listing', listing, mia.key);
  const scoring = await api.running('Scoring', {}, mia.key);
  await api.ok('PATCH', `/v1/users/${mia.id}`, { body: { taken: ['lists.manage'] } });
  expect(await pauseOf(id)).toEqual({
    reason: 'owner_lacks_right',
    text: 'Its owner lacks the permission lists.manage, which actions[0] needs.',
  });
  expect(await pauseOf(scoring.id)).toBe('running');
  const resume = (key: string) => api.call('POST', `/v1/automations/${id}/resume`, { key, body: {} });
  expect(await resume(mia.key)).toMatchObject({
    status: 403,
    body: { errors: [{ field: 'actions[0].kind', message: 'needs the permission lists.manage' }] },
  });
  expect(await pauseOf(id)).toMatchObject({ reason: 'owner_lacks_right' });
  const agent = await api.user('agent');
  expect(await resume(agent.key)).toMatchObject({ status: 403 });
  await api.ok('PATCH', `/v1/users/${mia.id}`, { body: { role: 'viewer' } });
  expect(await pauseOf(scoring.id)).toMatchObject({ reason: 'owner_lacks_right' });
});

test('A1, case 23: for all only admins run it; a demoted one, and who changes it without being one, do not', async () => {
  const mia = await api.user('manager');
  const { id } = await api.draft('Late', { actions: [ADD_SCORE] });
  const start = (key: string) =>
    api.call('POST', `/v1/automations/${id}/start`, { key, body: { sight: 'all' } });
  expect(await start(mia.key)).toMatchObject({ status: 403 });
  const boss = await api.user('admin');
  expect(await start(boss.key)).toMatchObject({ status: 200, body: { sight: 'all', ownerId: boss.id } });
  const change = (body: object) => api.call('PATCH', `/v1/automations/${id}`, { key: mia.key, body });
  expect(await change({ actions: [{ kind: 'set_score', value: 1 }] })).toMatchObject({ status: 403 });
  expect(await change({ description: 'All of them' })).toMatchObject({
    status: 200,
    body: { ownerId: boss.id },
  });
  await api.ok('PATCH', `/v1/users/${boss.id}`, { body: { role: 'manager' } });
  expect(await pauseOf(id)).toEqual({
    reason: 'owner_lacks_right',
    text: 'It runs for all, and its owner is no admin any more.',
  });
  const resume = (body: object) => api.call('POST', `/v1/automations/${id}/resume`, { key: mia.key, body });
  expect(await resume({})).toMatchObject({ status: 403 });
  expect(await resume({ sight: 'owner' })).toMatchObject({
    status: 200,
    body: { sight: 'owner', ownerId: mia.id },
  });
});

test('A3: what went away past the commands, the reconciler finds', async () => {
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'L' } });
  const { id } = await api.running('Late', { actions: [{ kind: 'add_to_list', listId: list.id }] });
  expect(await reconcile(api.deps)).toMatchObject({ automationsPaused: 0 });
  await api.database.db.list.delete({ where: { id: list.id } });
  expect(await reconcile(api.deps)).toMatchObject({ automationsPaused: 1 });
  expect(await pauseOf(id)).toMatchObject({ reason: 'reference_gone' });
  expect(await reconcile(api.deps)).toMatchObject({ automationsPaused: 0 });
});

test('A1: who changes what a running one does owns it, with the rights that this needs', async () => {
  const mia = await api.user('manager');
  const { id } = await api.running('Late');
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'North' } });
  const change = (body: object) => api.call('PATCH', `/v1/automations/${id}`, { key: mia.key, body });
  const grouping = { kind: 'set_groups', mode: 'add', groupIds: [group.id] };
  expect(await change({ actions: [grouping] })).toMatchObject({ status: 403 });
  expect(await change({ name: 'Later' })).toMatchObject({ status: 200, body: { ownerId: api.adminId } });
  expect(await change({ audience: HAS_NAME })).toMatchObject({ status: 200, body: { ownerId: api.adminId } });
  const narrower = {
    kind: 'all',
    nodes: [...HAS_NAME.nodes, { kind: 'field', field: 'score', op: 'is_set' }],
  };
  expect(await change({ audience: narrower })).toMatchObject({ status: 200, body: { ownerId: mia.id } });
  expect(await change({ audience: { kind: 'all', nodes: [] } })).toMatchObject({ status: 422 });
  expect(await change({ isOngoing: true })).toMatchObject({
    status: 409,
    body: { errors: [{ field: 'isOngoing' }] },
  });
  expect(await change({ startsAt: '2026-09-01T08:00:00Z' })).toMatchObject({ status: 409 });
  const stored = await api.database.db.automation.findUniqueOrThrow({ where: { id } });
  expect([stored.audienceVersion, stored.version]).toEqual([3, 4]);
});
