import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { DAY_MS, MAIL, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const edge = ({ enrollmentId }: Row) => api.db.edgeDecision.findFirst({ where: { enrollmentId } });
const subjectOf = (messageId: string) =>
  api.db.message.findUniqueOrThrow({ where: { id: messageId } }).then(({ subject }) => subject.split(' ')[0]);

describe('S15: the timer of a fallback names the step that has ended', () => {
  test('what follows is claimed, and the edge is decided before it leaves: a click from then on is recorded only', async () => {
    const row = await api.started(MAIL);
    const first = await api.sent(row);
    api.now += 3 * DAY_MS;
    const claim = await api.claim(row);
    expect(await subjectOf(claim.mail.messageId)).toBe('E2');
    expect((await edge(row))?.decidedBy).toBe('fallback');
    expect(await api.event(first.mail.messageId, { kind: 'clicked' })).toEqual([200, 'recorded']);
    expect((await edge(row))?.decidedBy).toBe('fallback');
  });

  test('D1: whoever takes it up after a worker that died claims what follows anew, or shows it uncertain; never a second', async () => {
    const row = await api.started(MAIL);
    await api.sent(row);
    api.now += 3 * DAY_MS;
    const died = await api.claim(row);
    const next = await api.claim(row);
    expect(next.mail.messageId).toBe(died.mail.messageId);
    expect([await api.passFence(died), await api.passFence(next)]).toEqual([false, true]);
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    expect(await claimStep(api.engine, input)).toMatchObject({ kind: 'not_now' });
    const rows = await api.db.stepExecution.findMany({
      where: { enrollmentId: row.enrollmentId },
      orderBy: { position: 'asc' },
    });
    expect(rows.map(({ status }) => status)).toEqual(['done', 'uncertain']);
    expect(await api.db.edgeDecision.count({ where: { enrollmentId: row.enrollmentId } })).toBe(1);
  });

  test('also where what follows had a row before conditions were put in front of it', async () => {
    const row = await api.started({
      main: { K1: { type: 'call', at: 'offset 0', outcomeLabels: ['spoke'] }, E2: { at: 'offset 1' } },
    });
    const { sequenceId, steps, target, fallback } = row.made;
    expect(await api.db.stepExecution.count({ where: { enrollmentId: row.enrollmentId } })).toBe(2);
    const conditions = [{ outcome: 'spoke', target: target('end') }];
    const patch = { conditions, fallback: fallback('2 days -> next') };
    await updateStep(api.deps, api.actor, { sequenceId, stepId: steps['K1']!, patch });
    await api.look(row.enrollmentId);
    const ahead = await api.db.stepExecution.findFirstOrThrow({ where: { stepId: steps['E2']! } });
    expect(ahead.dueAt).toBeNull();
    await api.ok('POST', `/v1/queue/${row.executionId}/complete`, { body: {} });
    expect(await edge(row)).toMatchObject({ decidedAt: null });
    api.now += 2 * DAY_MS;
    const claim = await api.claim(row);
    expect(await subjectOf(claim.mail.messageId)).toBe('E2');
    expect((await edge(row))?.decidedBy).toBe('fallback');
    const path = `/v1/queue/${row.executionId}/mark-as`;
    const marked = await api.call('POST', path, { body: { outcome: 'spoke' } });
    expect([marked.status, marked.body.edge.decidedBy]).toEqual([200, 'fallback']);
  });
});
