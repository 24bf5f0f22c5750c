import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS, CALL, MAIL, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});
const post = (path: string, body?: object) => api.call('POST', path, { body });

describe('hits reported by the API', () => {
  test('a person’s click on the main copy decides; machines, unclear ones and copies are recorded (T2, M5)', async () => {
    const row = await api.started({
      ...MAIL,
      main: { ...MAIL['main'], E1: { ...MAIL['main']!['E1']!, cc: ['copy@firm.example'] } },
    });
    const { messageId } = (await api.sent(row)).mail;
    expect(await api.edgeOf(row)).toBe('waits for an outcome until 2030-06-06 09:00');
    api.now += HOUR_MS;
    expect(await api.event(messageId, { kind: 'clicked', verdict: 'machine' })).toEqual([200, 'recorded']);
    expect(await api.event(messageId, { kind: 'clicked', verdict: 'unclear' })).toEqual([200, 'recorded']);
    expect(await api.event(messageId, { kind: 'opened' })).toEqual([200, 'recorded']);
    expect(await api.event(messageId, { kind: 'clicked', address: 'copy@firm.example' })).toEqual([
      200,
      'recorded',
    ]);
    expect((await api.event(messageId, { kind: 'clicked', address: 'nobody@firm.example' }))[0]).toBe(422);
    expect((await api.event(messageId, { kind: 'reply', verdict: 'human' }))[0]).toBe(422);
    expect(await api.edgeOf(row)).toContain('waits');
    expect(await api.event(messageId, { kind: 'clicked', verdict: 'human' })).toEqual([200, 'decided']);
    expect(await api.edgeOf(row)).toBe(
      'decided by an outcome on 2030-06-03 10:00, goes on in the branch "warm"',
    );
    expect(await api.event(messageId, { kind: 'clicked' })).toEqual([200, 'recorded']);
    const overview = await api.ok('GET', `/v1/sequences/${row.sequenceId}/overview`);
    expect(overview.steps[0].mail.clicked).toEqual({ count: 1, percent: 100, machine: 1, unclear: 1 });
    expect(overview.steps[0].mail.opened).toMatchObject({ count: 1, machine: 0, unclear: 0 });
    const told = await api.db.change.findMany({
      where: { entityId: row.enrollmentId, kind: 'decided' },
      orderBy: { seq: 'asc' },
    });
    expect(told.map(({ data }) => (data as Json).outcome)).toEqual(['clicked']);
    const log = await api.db.communication.findMany({
      where: { enrollmentId: row.enrollmentId },
      orderBy: { id: 'asc' },
    });
    const entry = log.find(({ subject }) => subject?.startsWith('E1: clicked'));
    expect([entry?.subject, entry?.data]).toEqual([
      'E1: clicked, goes on with "W1"',
      expect.objectContaining({
        branch: 'main',
        decidedBy: 'outcome',
        nextStepId: row.made.steps['W1'],
        localTime: '2030-06-03 10:00',
      }),
    ]);
  });

  test('D1, S15: a reply or a click of a person settles an uncertain message to sent, and decides', async () => {
    for (const [kind, plan] of [
      ['clicked', MAIL],
      [
        'reply',
        { ...MAIL, main: { ...MAIL['main'], E1: { ...MAIL['main']!['E1']!, when: { replied: 'warm' } } } },
      ],
    ] as const) {
      const row = await api.started(plan);
      const { messageId } = (await api.uncertain(row)).mail;
      expect((await api.execution(row.executionId)).status).toBe('uncertain');
      expect(await api.event(messageId, { kind })).toEqual([200, 'decided']);
      expect((await api.execution(row.executionId)).status).toBe('done');
      expect((await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).status).toBe('sent');
    }
  });

  test('case 4: a reply that is faster than our own commit is kept, and decides when the hand-over is settled', async () => {
    const plan = {
      ...MAIL,
      main: { ...MAIL['main'], E1: { ...MAIL['main']!['E1']!, when: { replied: 'warm' } } },
    };
    const row = await api.started(plan);
    const claim = await api.handedOver(row);
    expect(await api.event(claim.mail.messageId, { kind: 'reply' })).toEqual([200, 'recorded']);
    expect((await api.db.enrollment.findUniqueOrThrow({ where: { id: row.enrollmentId } })).status).toBe(
      'active',
    );
    api.now += 10_000;
    await api.settle(row, claim, ACCEPTED);
    expect(await api.edgeOf(row)).toContain('decided by an outcome');
    expect((await api.execution(row.executionId)).outcome).toBe('replied');
  });
});

describe('Q2: mark as and complete', () => {
  test('case 7: after the fallback it is recorded, with what decided; an unknown label is refused', async () => {
    const row = await api.started(CALL);
    const path = `/v1/queue/${row.executionId}`;
    expect((await post(`${path}/mark-as`, { outcome: 'interested' })).status).toBe(422);
    api.now += HOUR_MS;
    const completed = await post(`${path}/complete`, {});
    expect(completed.body.edge.text).toBe('waits for an outcome until 2030-06-05 10:00');
    api.now += 2 * DAY_MS;
    await api.look(row.enrollmentId);
    await api.db.enrollment.update({
      where: { id: row.enrollmentId },
      data: { status: 'completed', isLive: false },
    });
    const marked = await post(`${path}/mark-as`, { outcome: 'spoke' });
    expect([marked.status, marked.body.outcome, marked.body.edge.text]).toEqual([
      200,
      'spoke',
      'decided by the fallback on 2030-06-05 10:00, goes on with the next step',
    ]);
  });

  test('decides at once, its reply tells the way; what decided stays the outcome', async () => {
    const row = await api.started(CALL);
    const path = `/v1/queue/${row.executionId}`;
    await post(`${path}/complete`, {});
    const marked = await post(`${path}/mark-as`, { outcome: 'spoke' });
    expect(marked.body.edge).toMatchObject({
      decidedBy: 'mark_as',
      outcome: 'spoke',
      target: { kind: 'branch', name: 'talk' },
    });
    const again = await post(`${path}/mark-as`, { outcome: 'voicemail' });
    expect([again.status, again.body.outcome, again.body.edge.outcome]).toEqual([200, 'spoke', 'spoke']);
    const rows = (await api.ok('GET', `/v1/queue?customerId=${row.customerId}`)).items;
    expect(rows.map(({ label, branch }: Json) => `${branch.name} ${label}`)).toEqual(['talk T1']);
    const other = await api.started(CALL);
    const done = await post(`/v1/queue/${other.executionId}/complete`, { outcome: 'spoke' });
    expect(done.body.edge.text).toContain('goes on in the branch "talk"');
  });

  test('Q7: a row shows its place in the branch and what its outcomes lead to; S6: a ready row keeps its labels', async () => {
    const row = await api.started(CALL);
    const path = `/v1/queue/${row.executionId}`;
    expect(await api.ok('GET', path)).toMatchObject({
      branch: { name: 'main' },
      place: { position: 1, of: 2 },
      conditions: [{ outcome: 'spoke', target: { kind: 'branch', name: 'talk' } }],
      fallback: { amount: 2, unit: 'days', target: { kind: 'next' } },
      edge: null,
    });
    const body = { outcomeLabels: ['spoke'] };
    await api.ok('PATCH', `/v1/sequences/${row.sequenceId}/steps/${row.made.steps['K1']}`, { body });
    expect((await post(`${path}/mark-as`, { outcome: 'voicemail' })).status).toBe(200);
    const next = await api.begun(row.sequenceId);
    expect((await post(`/v1/queue/${next.executionId}/mark-as`, { outcome: 'voicemail' })).status).toBe(422);
  });
});
