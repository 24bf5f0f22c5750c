import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import type { Row } from '../../support/worlds/queue-world.ts';
import { CALL, DAY_MS, HOUR_MS, MAIL, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});

const to = (when: Record<string, string>, more: object = {}): BranchPlan => ({
  main: { E1: { at: 'offset 0', when, none: '3 days -> next', ...more }, E2: { at: 'delay 0' } },
  talk: { T1: { type: 'call', at: 'delay 0' }, T2: { at: 'delay 0' } },
  warm: { W1: { at: 'delay 0' } },
});
const unsubscribe = async (messageId: string, n = 1) =>
  (await api.call('POST', new URL(api.engine.links.unsubscribeUrl(messageId, n)).pathname, { key: null }))
    .status;
const stateOf = async ({ enrollmentId }: Row): Promise<string> => {
  const { status, stopReason } = await api.ok('GET', `/v1/enrollments/${enrollmentId}`);
  return stopReason === null ? status : `${status}: ${stopReason}`;
};
const stepsOf = async (row: Row & { made: { steps: Record<string, string> } }): Promise<string[]> => {
  const labelOf = new Map(Object.entries(row.made.steps).map(([label, id]) => [id, label]));
  const rows = await api.db.stepExecution.findMany({
    where: { enrollmentId: row.enrollmentId },
    orderBy: [{ createdAt: 'asc' }, { position: 'asc' }],
  });
  return rows.map(({ stepId, status }) => `${labelOf.get(stepId)} ${status}`);
};
const letter = async (plan: BranchPlan) => {
  const row = await api.started(plan);
  const { messageId } = (await api.sent(row)).mail;
  api.now += HOUR_MS;
  return { ...row, messageId };
};
const isSuppressed = async ({ contactId }: Row): Promise<boolean> => {
  const { email } = await api.db.contact.findUniqueOrThrow({ where: { id: contactId } });
  return (await api.db.suppression.count({ where: { addressKey: email!.toLowerCase() } })) > 0;
};

describe('S15, S16: unsubscribed', () => {
  test('by the link of the mail leads to a step of a person; the address is suppressed all the same', async () => {
    const of = await letter(to({ unsubscribed: 'talk' }));
    expect(await unsubscribe(of.messageId)).toBe(200);
    expect([await stateOf(of), await isSuppressed(of)]).toEqual(['active', true]);
    expect(await api.edgeOf(of)).toContain('decided by an outcome on 2030-06-03 10:00');
    await api.look(of.enrollmentId);
    expect(await stepsOf(of)).toEqual(['E1 done', 'T1 ready', 'T2 planned']);
    // Once more changes nothing.
    expect(await unsubscribe(of.messageId)).toBe(200);
    expect(await stateOf(of)).toBe('active');
  });

  test.each([
    ['an email', 'warm'],
    ['the end', 'end'],
    ['the next step, which is an email', 'next'],
  ])('never leads to %s: it stops', async (_what, target) => {
    const of = await letter(to({ unsubscribed: target }));
    await unsubscribe(of.messageId);
    expect([await stateOf(of), await isSuppressed(of)]).toEqual(['stopped: unsubscribe', true]);
  });

  test('stops where the step of a person was removed, so that an email comes next', async () => {
    const of = await letter(to({ unsubscribed: 'talk' }));
    await api.ok('DELETE', `/v1/sequences/${of.sequenceId}/steps/${of.made.steps['T1']}`);
    await unsubscribe(of.messageId);
    expect(await stateOf(of)).toBe('stopped: unsubscribe');
  });

  test('behind a decided edge it stops, wherever that led', async () => {
    const of = await letter(to({ unsubscribed: 'talk', clicked: 'talk' }));
    expect(await api.event(of.messageId, { kind: 'clicked' })).toEqual([200, 'decided']);
    await unsubscribe(of.messageId);
    expect(await stateOf(of)).toBe('stopped: unsubscribe');
  });

  test('M5: by the reader of a copy decides nothing and stops nobody', async () => {
    const of = await letter(to({ unsubscribed: 'talk' }, { cc: ['copy@firm.example'] }));
    expect(await unsubscribe(of.messageId, 2)).toBe(200);
    expect(await stateOf(of)).toBe('active');
    expect(await api.edgeOf(of)).toBe('waits for an outcome until 2030-06-06 09:00');
  });
});

describe('S15: conditions of an open edge', () => {
  test('M5: a reply of the reader of a copy is one of the customer', async () => {
    const of = await letter(to({ replied: 'talk' }, { cc: ['copy@firm.example'] }));
    expect(await api.event(of.messageId, { kind: 'reply', address: 'copy@firm.example' })).toEqual([
      200,
      'decided',
    ]);
  });

  test('one that is added asks for what came before it, and is decided at the edit', async () => {
    const of = await letter(MAIL);
    expect(await api.event(of.messageId, { kind: 'opened' })).toEqual([200, 'recorded']);
    api.now += HOUR_MS;
    const conditions = ['clicked', 'opened'].map((outcome) => ({ outcome, target: of.made.target('warm') }));
    await api.ok('PATCH', `/v1/sequences/${of.sequenceId}/steps/${of.made.steps['E1']}`, {
      body: { conditions },
    });
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(
      'decided by an outcome on 2030-06-03 11:00, goes on in the branch "warm"',
    );
  });

  test('all taken away, it goes on at the edit; a T shortened into the past is decided at the edit', async () => {
    const of = await letter(MAIL);
    const other = { ...(await api.begun(of.sequenceId)), made: of.made };
    const path = `/v1/sequences/${of.sequenceId}/steps/${of.made.steps['E1']}`;
    api.now = MONDAY + 2 * DAY_MS;
    await api.ok('PATCH', path, { body: { fallback: of.made.fallback('1 days -> warm') } });
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(
      'decided by the fallback on 2030-06-05 09:00, goes on in the branch "warm"',
    );
    await api.sent(other);
    api.now += HOUR_MS;
    await api.ok('PATCH', path, { body: { conditions: [], fallback: null } });
    await api.look(other.enrollmentId);
    expect(await api.edgeOf(other)).toBe(
      'decided by the end of the step on 2030-06-05 10:00, goes on with the next step',
    );
  });
});

describe('S15, S11: held time', () => {
  const held = async (of: Row, body: object): Promise<string> =>
    (await api.ok('POST', '/v1/holds', { body: { reason: 'wait', ...body, customerId: of.customerId } })).id;

  test('a hold of the customer in the middle of T does not consume it, twice; what comes meanwhile decides', async () => {
    const row = await api.started(CALL);
    await api.act(row.executionId, 'complete', {});
    api.now += 12 * HOUR_MS;
    const first = await held(row, { scope: 'customer' });
    await api.look(row.enrollmentId);
    api.now += 3 * DAY_MS;
    await api.look(row.enrollmentId);
    await api.ok('POST', `/v1/holds/${first}/end`, { body: {} });
    await api.look(row.enrollmentId);
    expect(await api.edgeOf(row)).toBe('waits for an outcome until 2030-06-08 09:00');
    api.now += 12 * HOUR_MS;
    const second = await held(row, { scope: 'customer' });
    api.now += DAY_MS;
    await api.ok('POST', `/v1/holds/${second}/end`, { body: {} });
    await api.look(row.enrollmentId);
    const { items } = await api.ok('GET', `/v1/upcoming?sequenceId=${row.sequenceId}`);
    expect(items.map(({ nextAt }: Json) => nextAt)).toEqual(['2030-06-09T09:00:00.000Z']);
    await held(row, { scope: 'customer' });
    api.now += 5 * DAY_MS;
    await api.look(row.enrollmentId);
    const marked = await api.act(row.executionId, 'mark-as', { outcome: 'spoke' });
    expect(marked.body.edge).toMatchObject({ decidedBy: 'mark_as', target: { name: 'talk' } });
  });
});
