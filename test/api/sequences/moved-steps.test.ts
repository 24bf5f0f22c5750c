import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reviseSequence } from '../../../commands/sequences/revise-sequence.ts';
import type { DescribedStep } from '../../../contracts/sequences/described-steps.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { DAY_MS, HOUR_MS, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});

const PLAN: BranchPlan = {
  main: {
    E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
    E2: { at: 'delay 2 days' },
  },
  warm: {
    W1: { at: 'delay 1 days', when: { clicked: 'E2' }, none: '1 days -> end' },
    W2: { at: 'offset 9' },
  },
  cold: { C1: { at: 'offset 9' }, C2: { at: 'delay 0' } },
};

describe('S6: moving a step to another branch', () => {
  test('puts it at its place there; a branch or day that is not free is refused, and a path that comes round', async () => {
    const row = await api.started(PLAN);
    const { steps, branches } = row.made;
    const path = `/v1/sequences/${row.sequenceId}`;
    const move = (label: string, body: object) =>
      api.call('POST', `${path}/steps/${steps[label]}/move`, { body });
    const shown = async () => {
      const { steps: all } = await api.ok('GET', path);
      const nameOf = (id: string) => Object.entries(branches).find(([, each]) => each === id)?.[0];
      return all.map(({ branchId, position, label }: Json) => `${nameOf(branchId)} ${position} ${label}`);
    };
    const before = await shown();
    const foreign = await move('E2', { position: 1, branchId: 'brn_01jz0000000000000000000000' });
    expect([foreign.status, foreign.body.errors[0].field]).toEqual([422, 'branchId']);
    expect((await move('W2', { position: 1, branchId: branches['cold'] })).status).toBe(409);
    const round = await move('E2', { position: 1, branchId: branches['warm'] });
    expect(round.status).toBe(422);
    expect(round.body.errors.map(({ message }: Json) => message)).toEqual([
      'comes round again: warm 1 > warm 2 > warm 1',
    ]);
    expect(await shown()).toEqual(before);
    const moved = await move('E2', { position: 2, branchId: branches['cold'] });
    expect([moved.status, moved.body.branchId, moved.body.position]).toEqual([200, branches['cold'], 2]);
    expect(await shown()).toEqual([
      'main 1 E1',
      'warm 1 W1',
      'warm 2 W2',
      'cold 1 C1',
      'cold 2 E2',
      'cold 3 C2',
    ]);
    const { items } = await api.ok('GET', `/v1/audit?entityId=${steps['E2']}`);
    const entry = items.find(({ action }: Json) => action === 'step.move');
    expect([entry.before, entry.after]).toEqual([
      { position: 2, branchId: branches['main'] },
      { position: 2, branchId: branches['cold'] },
    ]);
  });

  test('leaves those who had it on their way, at the place they had come to', async () => {
    const clicked = await api.started(PLAN);
    const mail = (await api.sent(clicked)).mail;
    const waiting = { ...(await api.begun(clicked.sequenceId)), made: clicked.made };
    await api.sent(waiting);
    api.now += HOUR_MS;
    await api.event(mail.messageId, { kind: 'clicked' });
    const { steps, branches } = clicked.made;
    const body = { position: 1, branchId: branches['cold'] };
    await api.ok('POST', `/v1/sequences/${clicked.sequenceId}/steps/${steps['E1']}/move`, { body });
    const next = async ({ enrollmentId }: { enrollmentId: string }) => {
      await api.look(enrollmentId);
      const rows = await api.db.stepExecution.findMany({
        where: { enrollmentId, status: 'planned' },
        orderBy: { position: 'asc' },
      });
      const labelOf = (id: string) => Object.entries(steps).find(([, each]) => each === id)?.[0];
      return rows.map(({ stepId, dueAt }) => `${labelOf(stepId)} ${dueAt?.toISOString().slice(0, 16)}`);
    };
    expect(await next(clicked)).toEqual(['W1 2030-06-04T10:00']);
    expect(await next(waiting)).toEqual([]);
    expect(await api.edgeOf(waiting)).toBe('waits for an outcome until 2030-06-06 09:00');
    api.now = MONDAY + 3 * DAY_MS;
    expect(await next(waiting)).toEqual(['E2 2030-06-08T09:00']);
    // Whoever comes later begins with what is the first now.
    const later = await api.begun(clicked.sequenceId);
    const [first] = await api.db.stepExecution.findMany({
      where: { enrollmentId: later.enrollmentId },
      orderBy: { position: 'asc' },
    });
    expect(first?.stepId).toBe(steps['E2']);
  });
});

test('Q5, S6: where a step was removed while its outcome was waited for, Upcoming waits for that of the next one', async () => {
  const again = { when: { clicked: 'end' }, none: '5 days -> next' };
  const row = await api.started({ ...PLAN, main: { ...PLAN['main'], E2: { at: 'delay 0', ...again } } });
  await api.sent(row);
  const { steps } = row.made;
  await api.ok('DELETE', `/v1/sequences/${row.sequenceId}/steps/${steps['E1']}`);
  await api.look(row.enrollmentId);
  const { id } = await api.db.stepExecution.findFirstOrThrow({ where: { stepId: steps['E2'] } });
  api.now += HOUR_MS;
  await api.sent({ ...row, executionId: id });
  const { items } = await api.ok('GET', `/v1/upcoming?sequenceId=${row.sequenceId}`);
  expect(items.map(({ isWaiting, nextAt, lastStep }: Json) => [isWaiting, nextAt, lastStep.label])).toEqual([
    [true, '2030-06-08T10:00:00.000Z', 'E2'],
  ]);
});

describe('O11, S6: a folder that describes a step in another branch of a running sequence', () => {
  const call = (label: string, more: object = {}) =>
    ({ type: 'call', label, timing: { kind: 'delay', amount: 1, unit: 'days' }, ...more }) as const;
  const labels = { outcomeLabels: ['spoke'] };
  const leads = {
    ...labels,
    conditions: [{ outcome: 'spoke', target: { kind: 'branch', branch: 'warm' } }],
    fallback: { amount: 5, unit: 'days', target: { kind: 'end' } },
  } as const;
  const begun = async () => {
    const row = await api.started({
      main: {
        A: {
          type: 'call',
          at: 'delay 1 days',
          ...labels,
          when: { spoke: 'warm' },
          none: '5 days -> end',
        },
        B: { type: 'call', at: 'delay 1 days' },
      },
      warm: { W: { type: 'call', at: 'delay 1 days' } },
    });
    api.now += DAY_MS;
    await api.look(row.enrollmentId);
    return row;
  };
  const revise = (sequenceId: string, branches: string[], steps: readonly object[]) =>
    reviseSequence(api.deps, api.actor, {
      sequenceId,
      patch: {},
      branches,
      steps: steps as DescribedStep[],
      others: 'remove',
    });

  test('moves it, so that nobody who had it gets it again', async () => {
    const row = await begun();
    api.now += HOUR_MS;
    await api.act(row.executionId, 'complete', { outcome: 'spoke' });
    api.now += HOUR_MS;
    // It was the first step of all; now it stands where the enrollment is.
    await revise(
      row.sequenceId,
      ['main', 'warm'],
      [
        call('B', leads),
        call('A', { branch: 'warm', conditions: [], fallback: null }),
        call('W', { branch: 'warm' }),
      ],
    );
    for (let day = 0; day < 4; day += 1) {
      await api.look(row.enrollmentId);
      api.now += DAY_MS;
      await api.look(row.enrollmentId);
    }
    const rows = await api.db.stepExecution.findMany({
      where: { enrollmentId: row.enrollmentId },
      orderBy: { position: 'asc' },
    });
    const labelOf = new Map(Object.entries(row.made.steps).map(([label, id]) => [id, label]));
    expect(rows.map(({ stepId, status }) => `${labelOf.get(stepId)} ${status}`)).toEqual([
      'A done',
      'W ready',
    ]);
  });

  test('stays fit to run: no path comes round, no condition points at a branch that goes', async () => {
    const { sequenceId } = await begun();
    const round = [
      call('A', { ...leads, fallback: { amount: 5, unit: 'days', target: { kind: 'end' } } }),
      call('B'),
      call('W', {
        branch: 'warm',
        fallback: { amount: 1, unit: 'days', target: { kind: 'step', step: 'A' } },
      }),
    ];
    await expect(revise(sequenceId, ['main', 'warm'], round)).rejects.toMatchObject({
      errors: [expect.objectContaining({ message: 'comes round again: 1 > warm 1 > 1' })],
    });
    await expect(revise(sequenceId, ['main'], [call('A', labels), call('B')])).rejects.toMatchObject({
      code: 'validation',
    });
    expect((await api.ok('GET', `/v1/sequences/${sequenceId}`)).branches).toHaveLength(2);
  });
});
