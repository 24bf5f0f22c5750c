import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY_MS = 86_400_000;
const [ADA, BO] = ['ada@acme.example', 'bo@acme.example'];
type Person = { id: string; key: string };
let [ada, bo]: Person[] = [];
let shared = '';
let made = 0;

async function mailbox(change: object = {}): Promise<string> {
  made += 1;
  const smtp = { host: 'localhost', port: 25, security: 'none' };
  const named = { name: `Box ${made}`, fromAddress: `box${made}@acme.example`, fromName: 'AR', zone: 'UTC' };
  const { id } = await api.ok('POST', '/v1/mailboxes', { body: { ...named, smtp, ...change } });
  await api.ok('POST', `/v1/mailboxes/${id}/verify`);
  return id;
}
const usersOf = async (id: string): Promise<Json[]> => (await api.ok('GET', `/v1/mailboxes/${id}`)).users;
const patchMailbox = (id: string, body: object) => api.call('PATCH', `/v1/mailboxes/${id}`, { body });

/** A draft of five emails, of which the second and the fifth leave from Ada's alias. */
async function draft(primaryUserId: string): Promise<string> {
  made += 1;
  const body = { name: `Five mails ${made}`, zone: 'UTC', mailboxId: shared, primaryUserId };
  const { id } = await api.ok('POST', '/v1/sequences', { body });
  for (const [day, fromAddress] of [null, ADA, null, null, ADA].entries()) {
    const step = {
      type: 'email',
      label: `E${day + 1}`,
      timing: onDay(day, '09:00'),
      subject: 'S',
      body: 'B',
    };
    await api.ok('POST', `/v1/sequences/${id}/steps`, { body: { ...step, fromAddress } });
  }
  return id;
}
const activate = (id: string, body: object = {}) =>
  api.call('POST', `/v1/sequences/${id}/activate`, { body });
const patch = (id: string, body: object) => api.call('PATCH', `/v1/sequences/${id}`, { body });
const told = ({ status, body }: { status: number; body: Json }): unknown[] => [
  status,
  ...(body.errors ?? []).map(({ field }: Json) => field),
];
const sendersIn = ({ steps }: Json) => steps.map((step: Json) => [step.mailboxId, step.fromAddress]);
const NONE = [null, null];

beforeEach(async () => {
  [ada, bo] = [await api.user('agent'), await api.user('agent')];
  shared = await mailbox({ aliases: [ADA, BO], users: [{ userId: ada!.id, fromAddress: ADA }] });
  const users = [
    { userId: ada!.id, fromAddress: ADA, isDefault: true },
    { userId: bo!.id, fromAddress: 'BO@acme.example', isDefault: true },
  ];
  expect((await patchMailbox(shared, { users })).status).toBe(200);
});

describe('M1: whom a mailbox belongs to', () => {
  test('several users, each with an address of it; whose own a named one is, is the mailbox’s', async () => {
    expect((await usersOf(shared)).map(({ fromAddress }) => fromAddress).sort()).toEqual([
      'BO@acme.example',
      ADA,
    ]);
    const own = await mailbox({ fromAddress: 'Own@acme.example' });
    await patchMailbox(own, { users: [{ userId: bo!.id, fromAddress: 'own@ACME.example' }] });
    expect(await usersOf(own)).toEqual([{ userId: bo!.id, fromAddress: null, isDefault: false }]);
    const { items } = await api.ok('GET', `/v1/mailboxes?userId=${bo!.id}`);
    expect(items.map(({ id }: Json) => id)).toEqual([shared, own]);
  });

  test('a user has one default: another ends it, and the audit of both tells', async () => {
    const other = await mailbox({ users: [{ userId: bo!.id, isDefault: true }] });
    const defaults = async (id: string) =>
      (await usersOf(id)).filter(({ isDefault }) => isDefault).map(({ userId }) => userId);
    expect([await defaults(shared), await defaults(other)]).toEqual([[ada!.id], [bo!.id]]);
    const [entry] = await api.db.audit.findMany({
      where: { entityId: shared, action: 'mailbox.updated' },
      orderBy: { id: 'desc' },
      take: 1,
    });
    const isOfBo = (state: unknown) =>
      (state as { users: Json[] }).users.find(({ userId }) => userId === bo!.id).isDefault;
    expect([entry!.before, entry!.after].map(isOfBo)).toEqual([true, false]);
  });

  test('two mailboxes that name one at once: one of them is the default', async () => {
    const others = [await mailbox(), await mailbox()];
    const body = { users: [{ userId: bo!.id, isDefault: true }] };
    const answers = await Promise.all(others.map((id) => patchMailbox(id, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await api.db.mailboxUser.count({ where: { userId: bo!.id, isDefault: true } })).toBe(1);
  });

  test('who is not active, an address it does not have, and one that is taken from under a user are refused', async () => {
    const before = await usersOf(shared);
    const gone = await api.user('agent');
    await api.ok('PATCH', `/v1/users/${gone.id}`, { body: { isActive: false } });
    const users = [{ userId: ada!.id, fromAddress: 'foreign@acme.example' }, { userId: gone.id }];
    expect(told(await patchMailbox(shared, { users }))).toEqual([422, 'users[0].fromAddress']);
    expect(told(await patchMailbox(shared, { users: users.slice(1) }))).toEqual([422, 'users[0].userId']);
    expect(told(await patchMailbox(shared, { aliases: [BO] }))).toEqual([422, 'aliases']);
    const twice = [{ userId: ada!.id }, { userId: ada!.id }];
    expect(told(await patchMailbox(shared, { users: twice }))).toEqual([422, 'users']);
    expect(await usersOf(shared)).toEqual(before);
  });
});

describe('case 25: whose sender', () => {
  test('S7, S18: activated for Bo, exactly the steps that leave as Ada are named; `keep` leaves them', async () => {
    const id = await draft(bo!.id);
    expect(told(await activate(id))).toEqual([422, 'steps[1].fromAddress', 'steps[4].fromAddress']);
    expect((await api.ok('GET', `/v1/sequences/${id}`)).status).toBe('draft');
    const { body } = await activate(id, { senders: 'keep' });
    expect([body.status, sendersIn(body)]).toEqual(['active', [NONE, [null, ADA], NONE, NONE, [null, ADA]]]);
    expect(told(await activate(await draft(ada!.id)))).toEqual([200]);
  });

  test('S18: `update` gives them Bo’s default, an alias or a mailbox; the others are untouched, and the audit tells', async () => {
    const id = await draft(bo!.id);
    const updated = await activate(id, { senders: 'update' });
    const alias = [shared, BO];
    expect(sendersIn(updated.body)).toEqual([NONE, alias, NONE, NONE, alias]);
    const own = await mailbox({ users: [{ userId: bo!.id, isDefault: true }] });
    const second = await activate(await draft(bo!.id), { senders: 'update' });
    expect(sendersIn(second.body)).toEqual([NONE, [own, null], NONE, NONE, [own, null]]);
    expect(await api.auditActions(updated.body.steps[1].id)).toEqual(['step.add', 'step.update']);
    expect(await api.auditActions(updated.body.steps[0].id)).toEqual(['step.add']);
  });

  test('S18: a user without a default, or with one that does not work, takes nothing over; a retired one is its successor', async () => {
    const cy = await api.user('agent');
    const id = await draft(cy.id);
    expect(told(await activate(id, { senders: 'update' }))).toEqual([422, 'senders']);
    const own = await mailbox({ users: [{ userId: cy.id, isDefault: true }] });
    await api.db.mailbox.update({ where: { id: own }, data: { status: 'failing' } });
    expect(told(await activate(id, { senders: 'update' }))).toEqual([422, 'senders']);
    const heir = await mailbox();
    await api.ok('POST', `/v1/mailboxes/${own}/retire`, { body: { successorId: heir } });
    const { body } = await activate(id, { senders: 'update' });
    expect(sendersIn(body)[1]).toEqual([heir, null]);
  });

  test('S18: so it is when the primary user of an activated sequence changes; in a draft nothing is asked', async () => {
    const id = await draft(ada!.id);
    expect(told(await patch(id, { primaryUserId: bo!.id }))).toEqual([200]);
    await patch(id, { primaryUserId: ada!.id });
    expect(told(await activate(id))).toEqual([200]);
    const named = [422, 'steps[1].fromAddress', 'steps[4].fromAddress'];
    expect(told(await patch(id, { primaryUserId: bo!.id }))).toEqual(named);
    expect((await api.ok('GET', `/v1/sequences/${id}`)).primaryUserId).toBe(ada!.id);
    const kept = await patch(id, { primaryUserId: bo!.id, senders: 'keep' });
    expect([kept.body.primaryUserId, sendersIn(kept.body)[1]]).toEqual([bo!.id, [null, ADA]]);
    const { version } = kept.body;
    const updated = await patch(id, { senders: 'update' });
    expect([updated.body.version, sendersIn(updated.body)[4]]).toEqual([version + 1, [shared, BO]]);
    expect((await patch(id, { senders: 'update' })).body.version).toBe(version + 1);
  });
});

test('case 25b: S24: who sends is resolved at each send; a thread keeps its sender, then the successor’s, and its references', async () => {
  const [first, other, heir] = [await mailbox(), await mailbox(), await mailbox()];
  const steps = [false, true, false, true].map((isThreaded, day) => ({
    timing: onDay(day, '08:00'),
    isThreaded,
  }));
  const row = await api.row({ steps, mailboxId: first });
  const send = async (position: number) => {
    const executionId = await api.executionOf(row.enrollmentId, position);
    return (await api.sent({ ...row, executionId })).mail;
  };
  const next = async () => {
    api.now += DAY_MS;
    await api.look(row.enrollmentId);
  };
  const e1 = await send(0);
  await api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body: { mailboxId: other } });
  await next();
  const e2 = await send(1);
  await next();
  const e3 = await send(2);
  await api.ok('POST', `/v1/mailboxes/${first}/retire`, { body: { successorId: heir } });
  await next();
  const e4 = await send(3);
  expect([e1, e2, e3, e4].map(({ mailbox: from }) => from.mailboxId)).toEqual([first, first, other, heir]);
  expect(e2.references).toEqual([e1.headerId]);
  expect(e4.references).toContain(e1.headerId);
});
