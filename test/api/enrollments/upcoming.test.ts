import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS, MAIL, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});
const post = (path: string, body?: object) => api.call('POST', path, { body });

const explain = (row: Row): Promise<Json> => api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);

describe('Q5: upcoming and move on', () => {
  test('case 8: what waits, with the fallback’s time; what comes next; what has not started only if asked', async () => {
    const a = await api.started(MAIL);
    const sent = await api.sent(a);
    const b = await api.begun(a.sequenceId);
    const clicked = await api.sent(b);
    const { customerId } = await api.payer();
    const { enrollment: c } = await api.enroll(a.sequenceId, customerId, { startDate: '2030-06-10' });
    await api.look(c.id);
    api.now += HOUR_MS;
    expect(await api.event(clicked.mail.messageId, { kind: 'clicked' })).toEqual([200, 'decided']);
    const list = async (query = '') =>
      (await api.ok('GET', `/v1/upcoming?sequenceId=${a.sequenceId}${query}`)).items.map(
        ({ enrollmentId, lastStep, isWaiting, nextStep, nextAt }: Json) =>
          [
            enrollmentId === a.enrollmentId ? 'A' : enrollmentId === b.enrollmentId ? 'B' : 'C',
            lastStep?.label ?? '-',
            lastStep?.outcome ?? '-',
            isWaiting ? 'waiting' : nextStep.label,
            nextAt.slice(0, 16),
          ].join(' '),
      );
    const started2 = ['A E1 - waiting 2030-06-06T09:00', 'B E1 clicked W1 2030-06-06T09:00'];
    expect((await list()).sort()).toEqual(started2);
    expect((await list('&includeNotStarted=true')).at(-1)).toBe('C - - E1 2030-06-10T09:00');
    expect(await list('&waiting=true')).toEqual([started2[0]]);
    expect(await list('&type=email')).toEqual([started2[1]]);
    expect(await list('&nextFrom=2030-06-07T00:00:00Z')).toEqual([]);
    api.now += HOUR_MS;
    await Promise.all([a, b].map(({ enrollmentId }) => api.look(enrollmentId)));
    expect((await list()).sort()).toEqual(started2);
    expect(sent.mail.recipients).toHaveLength(1);
    const told = await explain(a);
    expect([told.nextSendAt, told.answer]).toEqual([
      '2030-06-06T09:00:00.000Z',
      '"E2" leaves on 2030-06-06 09:00 (UTC) at the earliest, unless an outcome of "E1" comes before.',
    ]);
    expect(told.reasons).toContainEqual({
      code: 'outcome',
      text: 'Waits for an outcome of "E1" (clicked). Without one it goes on with the next step.',
      until: '2030-06-06T09:00:00.000Z',
    });
    expect(told.steps.map(({ label, branch, edge }: Json) => [label, branch, edge?.isOpen])).toEqual([
      ['E1', 'main', true],
    ]);
    // S6, case 5a: another T moves it everywhere.
    const fallback = { amount: 5, unit: 'days', target: { kind: 'next' } };
    await api.ok('PATCH', `/v1/sequences/${a.sequenceId}/steps/${a.made.steps['E1']}`, {
      body: { fallback },
    });
    await api.look(a.enrollmentId);
    expect(await list('&waiting=true')).toEqual(['A E1 - waiting 2030-06-08T09:00']);
    expect((await explain(a)).nextSendAt).toBe('2030-06-08T09:00:00.000Z');
  });

  test('move on follows the fallback; 409 where nothing is waited for or it has none', async () => {
    const a = await api.started(MAIL);
    const path = `/v1/enrollments/${a.enrollmentId}/move-on`;
    expect((await post(path)).status).toBe(409);
    await api.sent(a);
    await api.ok('POST', `/v1/enrollments/${a.enrollmentId}/pause`, { body: {} });
    expect((await post(path)).status).toBe(409);
    await api.ok('POST', `/v1/enrollments/${a.enrollmentId}/resume`);
    const moved = await post(path);
    expect([moved.status, moved.body.nextStep.label]).toEqual([200, 'E2']);
    expect(await api.edgeOf(a)).toContain('decided by a person who moved it on on 2030-06-03 09:00');
    expect((await post(path)).status).toBe(409);
    const manual = await api.started({
      main: { E1: { at: 'offset 0', delivery: 'manual', when: { replied: 'end' } } },
    });
    await post(`/v1/queue/${manual.executionId}/send`);
    await api.sent(manual);
    expect((await post(`/v1/enrollments/${manual.enrollmentId}/move-on`)).status).toBe(409);
  });
});
