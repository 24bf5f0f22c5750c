import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { CALL, DAY_MS, HOUR_MS, MAIL, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});
const edges = async (enrollmentId: string): Promise<Json> => {
  const { steps } = await api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
  return steps.map(({ label, branch, edge }: Json) => [label, branch, edge?.text ?? null]);
};

describe('S15, O7: an edge that nobody decided', () => {
  test('is not waited for once its enrollment was stopped', async () => {
    const row = await api.started(MAIL);
    await api.sent(row);
    expect(await edges(row.enrollmentId)).toEqual([
      ['E1', 'main', 'waits for an outcome until 2030-06-06 09:00'],
    ]);
    await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/stop`, { body: {} });
    expect(await edges(row.enrollmentId)).toEqual([
      ['E1', 'main', 'not decided: the enrollment ended before'],
    ]);
    const { edge } = await api.ok('GET', `/v1/queue/${row.executionId}`);
    expect(edge).toMatchObject({
      isOpen: false,
      decidedBy: null,
      fallbackAt: null,
      text: 'not decided: the enrollment ended before',
    });
  });

  test('is not waited for once its step was removed', async () => {
    const row = await api.started(MAIL);
    await api.sent(row);
    await api.ok('DELETE', `/v1/sequences/${row.sequenceId}/steps/${row.made.steps['E1']}`);
    await api.look(row.enrollmentId);
    expect(await api.edgeOf(row)).toBe('not decided: the step was removed before');
    api.now += HOUR_MS;
    // What comes now is recorded, and decides nothing.
    const { messageId } = await api.db.message
      .findFirstOrThrow({ where: { enrollmentId: row.enrollmentId } })
      .then(({ id }) => ({ messageId: id }));
    expect(await api.event(messageId, { kind: 'clicked' })).toEqual([200, 'recorded']);
    expect(await api.edgeOf(row)).toBe('not decided: the step was removed before');
  });
});

describe('S15, Q2: mark as', () => {
  test('case 7c: where the author defined no label, no word is an outcome, least of all one of a message', async () => {
    const plan: BranchPlan = {
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm', unsubscribed: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { T1: { type: 'call', at: 'delay 0' } },
    };
    const row = await api.started(plan);
    await api.sent(row);
    for (const outcome of ['clicked', 'unsubscribed', 'interested']) {
      const answer = await api.act(row.executionId, 'mark-as', { outcome });
      expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'outcome']);
    }
    expect(await api.edgeOf(row)).toBe('waits for an outcome until 2030-06-06 09:00');
    expect((await api.execution(row.executionId)).outcome).toBeNull();
    expect(await api.db.messageEvent.count({ where: { enrollmentId: row.enrollmentId } })).toBe(0);
    const call = await api.started({ main: { K1: { type: 'call', at: 'offset 0' }, E2: { at: 'delay 0' } } });
    expect((await api.act(call.executionId, 'mark-as', { outcome: 'spoke' })).status).toBe(422);
  });

  test('a manual email takes its labels, before and after it was sent', async () => {
    const plan: BranchPlan = {
      main: {
        E1: {
          at: 'offset 0',
          delivery: 'manual',
          outcomeLabels: ['promising'],
          when: { promising: 'warm' },
          none: '3 days -> next',
        },
        E2: { at: 'delay 0' },
      },
      warm: { T1: { type: 'call', at: 'delay 0' } },
    };
    const row = await api.started(plan);
    expect((await api.act(row.executionId, 'mark-as', { outcome: 'promising' })).status).toBe(200);
    expect(await api.edgeOf(row)).toBe('-');
    expect((await api.act(row.executionId, 'mark-as', { outcome: 'replied' })).status).toBe(422);
  });
});

describe('S15: the order of events', () => {
  const BOTH: BranchPlan = {
    main: {
      E1: { at: 'offset 0', when: { clicked: 'warm', replied: 'talk' }, none: '3 days -> next' },
      E2: { at: 'delay 0' },
    },
    warm: { W1: { at: 'delay 0' } },
    talk: { T1: { type: 'call', at: 'delay 0' } },
  };

  test('of two that are told in the wrong order while neither could decide, the one that happened first wins', async () => {
    const row = await api.started(BOTH);
    const claim = await api.handedOver(row);
    const { messageId } = claim.mail;
    api.now += 60_000;
    const at = (seconds: number) => new Date(MONDAY + seconds * 1_000).toISOString();
    expect(await api.event(messageId, { kind: 'reply', occurredAt: at(40) })).toEqual([200, 'recorded']);
    expect(await api.event(messageId, { kind: 'clicked', occurredAt: at(20) })).toEqual([200, 'recorded']);
    expect(await api.edgeOf(row)).toBe('-');
    await api.settle(row, claim, ACCEPTED);
    expect(await api.edgeOf(row)).toContain('goes on in the branch "warm"');
    expect((await api.execution(row.executionId)).outcome).toBe('clicked');
  });

  test('what happened before the fallback and is told after it is recorded', async () => {
    const row = await api.started(BOTH);
    const { messageId } = (await api.sent(row)).mail;
    api.now += 3 * DAY_MS;
    await api.look(row.enrollmentId);
    const occurredAt = new Date(MONDAY + DAY_MS).toISOString();
    expect((await api.event(messageId, { kind: 'clicked', occurredAt }))[1]).toBe('recorded');
    expect(await api.edgeOf(row)).toContain('decided by the fallback');
  });

  test('what happened before the fallback and is told before anybody looked decides, though its time is over', async () => {
    const row = await api.started(CALL);
    await api.act(row.executionId, 'complete', {});
    api.now += 2 * DAY_MS + 30 * 60_000;
    const marked = await api.act(row.executionId, 'mark-as', { outcome: 'spoke' });
    expect(marked.body.edge.text).toContain('decided by the fallback on 2030-06-05 09:00');
    const mail = await api.started(BOTH);
    const { messageId } = (await api.sent(mail)).mail;
    api.now = MONDAY + 3 * DAY_MS + 30 * 60_000;
    const occurredAt = new Date(MONDAY + DAY_MS).toISOString();
    const answer = await api.event(messageId, { kind: 'clicked', occurredAt });
    expect([answer[1], await api.edgeOf(mail)]).toEqual(['decided', expect.stringContaining('warm')]);
  });
});
