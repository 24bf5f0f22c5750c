import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AutomationActionKind } from '../../../contracts/automations/kinds.ts';
import { newId } from '../../../infra/ids.ts';
import { createSequence, onDay } from '../../support/rows/fixtures.ts';
import { createProgramRow } from '../../support/rows/program-fixture.ts';
import { EffectWorld, type Action, type EffectPass } from '../../support/worlds/effect-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new EffectWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const WORDS = { subject: 'Hello', bodyHtml: '<p>Hello</p>', bodyText: null };

/** What each action is made of. */
const ACTIONS: Record<AutomationActionKind, (customerId: string, pass: EffectPass) => Promise<Action>> = {
  email: async () => ({
    kind: 'email',
    contactTypes: [],
    words: WORDS,
    purpose: 'outreach',
    mailboxId: null,
  }),
  sms: async () => ({
    kind: 'sms',
    contactTypes: [],
    body: 'Hello',
    purpose: 'outreach',
    smsSenderId: 'sms_none',
  }),
  email_user: async () => ({
    kind: 'email_user',
    to: { userId: api.adminId },
    words: WORDS,
    mailboxId: null,
  }),
  assign_owner: async () => ({ kind: 'assign_owner', owner: 'sales', userId: api.adminId }),
  set_groups: async () => ({ kind: 'set_groups', mode: 'add', groupIds: [await api.hide()] }),
  add_to_list: async () => ({ kind: 'add_to_list', listId: await followedList() }),
  remove_from_list: async (customerId) => {
    const listId = await followedList();
    await api.ok('PUT', `/v1/lists/${listId}/members/${customerId}`);
    return { kind: 'remove_from_list', listId };
  },
  set_property: async () => ({ kind: 'set_property', name: 'tier', value: 'gold' }),
  set_score: async () => ({ kind: 'set_score', value: 7 }),
  add_score: async () => ({ kind: 'add_score', value: 5 }),
  compute_score: async () => ({
    kind: 'compute_score',
    criteria: [
      {
        name: 'Named',
        points: 5,
        when: { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] },
      },
    ],
  }),
  add_label: async () => ({ kind: 'add_label', labelId: await api.label(newId('label')) }),
  remove_label: async (customerId) => {
    const labelId = await api.label(newId('label'));
    await api.ok('PUT', `/v1/customers/${customerId}/labels/${labelId}`);
    return { kind: 'remove_label', labelId };
  },
  enroll: async () => ({ kind: 'enroll', sequenceId: await sequence() }),
  stop_enrollment: async (customerId, pass) => {
    const sequenceId = await sequence();
    await api.act(pass, customerId, { kind: 'enroll', sequenceId });
    return { kind: 'stop_enrollment', sequenceId };
  },
  enroll_in_program: async () => {
    const made = { now: api.now, authorId: api.adminId, autoEnroll: false };
    return { kind: 'enroll_in_program', programId: await createProgramRow(api.database.db, made) };
  },
  webhook: async () => {
    const body = { url: 'https://erp.example.com/hook', events: ['promise.broken'] };
    return { kind: 'webhook', webhookId: (await api.ok('POST', '/v1/webhooks', { body })).id };
  },
};

async function sequence(listId: string | null = null): Promise<string> {
  const steps = [{ type: 'call', timing: onDay(0, '09:00') }] as const;
  const world = { userId: api.adminId, mailboxId: 'mbx_none' };
  const { sequenceId } = await createSequence(api.database.db, world, { steps: [...steps], now: api.now });
  await api.database.db.sequence.update({ where: { id: sequenceId }, data: { listId } });
  return sequenceId;
}

async function followedList(): Promise<string> {
  const { id } = await api.ok('POST', '/v1/lists', { body: { name: newId('list') } });
  await sequence(id);
  return id;
}

/** Every row of every table. */
const everyRow = (): Promise<string[]> => whereItStands(api.database.db, ['']);

/** What waits until it was accepted. */
const SAYING: readonly AutomationActionKind[] = ['email', 'sms', 'email_user'];
const KINDS = Object.keys(ACTIONS) as AutomationActionKind[];

test.each(KINDS)(
  'A5: %s is a part of its transaction: a death behind it leaves no row and wakes nobody',
  async (kind) => {
    const [pass, { id }] = [await api.pass(), await api.customer()];
    await api.enrollment(id);
    const action = await ACTIONS[kind](id, pass);
    const woken = () => [...api.lifecycle.woken, ...api.lifecycle.started];
    const [rows, heard] = [await everyRow(), woken()];
    await expect(api.act(pass, id, action, { dies: true })).rejects.toThrow('killed');
    expect(await everyRow()).toEqual(rows);
    expect(woken()).toEqual(heard);
    const applied = SAYING.includes(kind)
      ? { status: 'waiting' }
      : { status: 'done', data: { hasChanged: true } };
    expect(await api.act(pass, id, action)).toMatchObject(applied);
    expect(await everyRow()).not.toEqual(rows);
  },
);

test.each(KINDS)('A1, U3: %s leaves a customer alone whom its owner may not see', async (kind) => {
  const owner = await api.user('manager', { granted: ['visibility.manage', 'webhooks.manage'] });
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const action = await ACTIONS[kind](id, pass);
  await api.hide(id);
  const theirs = await api.pass({ ownerId: owner.id });
  const rows = await everyRow();
  expect(await api.act(theirs, id, action)).toEqual({ status: 'skipped', reason: 'hidden', detail: null });
  expect(await everyRow()).toEqual(rows);
});
