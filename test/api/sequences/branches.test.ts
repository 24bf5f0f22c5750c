import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import { draftBranching, type BranchPlan } from '../../support/worlds/branching-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new QueueWorld();
let actor: Actor;
beforeAll(async () => {
  await api.open();
  actor = {
    userId: api.adminId,
    role: 'admin',
    permissions: PERMISSIONS,
    requestId: null,
    idempotency: null,
  };
});
afterAll(() => api.close());

const draft = (plan: BranchPlan, settings: Parameters<typeof draftBranching>[3] = {}) =>
  draftBranching(api.deps, actor, plan, { mailboxId: api.world.mailboxId, ...settings });
const problems = ({ body }: { body: Json }): string[] =>
  body.errors.map(({ field, message }: Json) => `${field} ${message}`);
const E1 = { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' };
const warm: BranchPlan = {
  main: { E1, E2: { at: 'delay 0' } },
  warm: { W1: { at: 'delay 0' }, W2: { at: 'offset 4' } },
};

describe('S15: branches of a sequence', () => {
  test('are added, named anew, moved and removed; main stays the first', async () => {
    const { sequenceId } = await draft({ main: { E1: { at: 'offset 0' } } });
    const path = `/v1/sequences/${sequenceId}`;
    const one = await api.ok('POST', `${path}/branches`, { body: { name: 'warm' } });
    const two = await api.ok('POST', `${path}/branches`, { body: { name: 'cold', position: 2 } });
    const shown = async () =>
      (await api.ok('GET', path)).branches.map(({ name, position }: Json) => `${position} ${name}`);
    expect(await shown()).toEqual(['1 main', '2 cold', '3 warm']);
    await api.ok('PATCH', `${path}/branches/${one.id}`, { body: { name: 'hot', position: 2 } });
    expect(await shown()).toEqual(['1 main', '2 hot', '3 cold']);
    const [main] = (await api.ok('GET', path)).branches;
    for (const [method, url, body] of [
      ['POST', `${path}/branches`, { name: 'HOT' }],
      ['PATCH', `${path}/branches/${two.id}`, { name: 'Main' }],
      ['PATCH', `${path}/branches/${main.id}`, { position: 3 }],
      ['DELETE', `${path}/branches/${main.id}`, undefined],
    ] as const)
      expect((await api.call(method, url, { body })).status).toBe(409);
    expect((await api.call('DELETE', `${path}/branches/${one.id}`)).status).toBe(204);
    expect(await shown()).toEqual(['1 main', '2 cold']);
    expect((await api.ok('POST', `${path}/branches`, { body: { name: 'hot' } })).position).toBe(3);
    expect((await api.call('DELETE', `${path}/branches/${one.id}`)).status).toBe(404);
  });

  test('have their own places and their own offset days; conditions are kept as they are written', async () => {
    const made = await draft(warm);
    const path = `/v1/sequences/${made.sequenceId}`;
    const steps = (await api.ok('GET', path)).steps.map(
      ({ label, position, branchId }: Json) =>
        `${branchId === made.branches['main'] ? 'main' : 'warm'} ${position} ${label}`,
    );
    expect(steps).toEqual(['main 1 E1', 'main 2 E2', 'warm 1 W1', 'warm 2 W2']);
    const [first] = (await api.ok('GET', path)).steps;
    expect(first.conditions).toEqual([{ outcome: 'clicked', target: made.target('warm') }]);
    expect(first.fallback).toEqual({ amount: 3, unit: 'days', target: { kind: 'next' } });
    const body = { position: 1 };
    await api.ok('POST', `${path}/steps/${made.steps['W2']}/move`, { body });
    const moved = (await api.ok('GET', path)).steps.map(({ label }: Json) => label);
    expect(moved).toEqual(['E1', 'E2', 'W2', 'W1']);
    const overview = await api.ok('GET', `${path}/overview`);
    expect(overview.branches.map(({ name }: Json) => name)).toEqual(['main', 'warm']);
  });

  test('bad conditions are refused with every field, and nothing is stored', async () => {
    const made = await draft({
      ...warm,
      other: { K1: { type: 'call', at: 'offset 0', outcomeLabels: ['spoke'] } },
    });
    const path = `/v1/sequences/${made.sequenceId}/steps`;
    const patch = async (label: string, body: object) => {
      const answer = await api.call('PATCH', `${path}/${made.steps[label]}`, { body });
      expect(answer.status).toBe(422);
      return answer.body.errors.map(({ field }: Json) => field);
    };
    const next = { kind: 'next' };
    const named = (...outcomes: string[]) => outcomes.map((outcome) => ({ outcome, target: next }));
    expect(await patch('E1', { conditions: named('spoke', 'clicked', 'clicked') })).toEqual([
      'conditions[0].outcome',
      'conditions[2].outcome',
    ]);
    expect(await patch('K1', { conditions: named('clicked') })).toEqual(['conditions[0].outcome']);
    const foreign = (await draft({ main: { X: { at: 'offset 0' } } })).steps['X'];
    const elsewhere = { kind: 'step', stepId: foreign };
    const conditions = [{ outcome: 'opened', target: elsewhere }];
    const fallback = {
      amount: 1,
      unit: 'days',
      target: { kind: 'branch', branchId: 'brn_01jz0000000000000000000000' },
    };
    expect(await patch('E1', { conditions, fallback })).toEqual([
      'conditions[0].target.stepId',
      'fallback.target.branchId',
    ]);
    expect(await patch('E1', { fallback: { amount: 0, unit: 'days', target: next } })).toEqual([
      'fallback.amount',
    ]);
    expect(await patch('K1', { outcomeLabels: [], conditions: named('spoke') })).toEqual([
      'conditions[0].outcome',
    ]);
    expect((await api.ok('GET', `/v1/sequences/${made.sequenceId}`)).steps[0].conditions).toHaveLength(1);
    const unknown = {
      type: 'call',
      label: 'K',
      timing: { kind: 'offset', days: 9 },
      branchId: 'brn_01jz0000000000000000000000',
    };
    expect((await api.call('POST', path, { body: unknown })).body.errors[0].field).toBe('branchId');
  });
});

describe('S7: activation', () => {
  test('case 11: lists every problem of the branches at once, the cycle with its path', async () => {
    const next = '2 days -> next';
    const made = await draft(
      {
        main: {
          A: { at: 'offset 0' },
          B: { at: 'offset 1', when: { replied: 'next' } },
          C: { at: 'offset 2', when: { replied: 'A' }, none: next },
          D: { at: 'offset 3', when: { opened: 'next' }, none: next },
          E: { at: 'offset 4', when: { replied: 'X' }, none: next },
        },
        gone: { X: { at: 'delay 0' } },
      },
      { tracking: { opens: false, clicks: false } },
    );
    const path = `/v1/sequences/${made.sequenceId}`;
    expect((await api.call('DELETE', `${path}/branches/${made.branches['gone']}`)).status).toBe(204);
    const answer = await api.call('POST', `${path}/activate`, { body: {} });
    expect(answer.status).toBe(422);
    expect(problems(answer)).toEqual([
      'steps[1].fallback is missing: it says what follows if no outcome comes',
      'steps[3].conditions[0].outcome needs tracking, which is switched off',
      'steps[4].conditions[0].target was removed',
      'steps[2].conditions[0].target comes round again: 1 > 2 > 3 > 1',
    ]);
    expect((await api.ok('GET', path)).status).toBe('draft');
    expect((await api.call('GET', `${path}/paths`)).status).toBe(409);
  });

  test('steps of other branches alone are no sequence: every path begins in main', async () => {
    const { sequenceId } = await draft({ main: {}, warm: { W1: { at: 'delay 0' } } });
    const answer = await api.call('POST', `/v1/sequences/${sequenceId}/activate`, { body: {} });
    expect(problems(answer)).toEqual(['steps needs at least one step']);
  });

  test('M5: a follow-up without a subject needs an email before it on every path', async () => {
    const follows = { at: 'delay 0', isThreaded: true, subject: null };
    const plan = (when: Record<string, string>): BranchPlan => ({
      main: {
        K: { type: 'call', at: 'offset 0', outcomeLabels: ['spoke'], when, none: '1 days -> next' },
        E1: { at: 'offset 1' },
        E2: { ...follows, when: { replied: 'warm' }, none: '1 days -> end' },
      },
      warm: { W1: follows },
    });
    const ways = [await draft(plan({ spoke: 'next' })), await draft(plan({ spoke: 'warm' }))];
    const answers = await Promise.all(
      ways.map(({ sequenceId }) => api.call('POST', `/v1/sequences/${sequenceId}/activate`, { body: {} })),
    );
    expect(answers[0]!.status).toBe(200);
    expect(answers[1]!.body.errors.map(({ field }: Json) => field)).toEqual(['steps[3].subject']);
  });

  test('once activated, a branch that a condition points at stays: 409 names the conditions; edits stay fit to run', async () => {
    const made = await draft({ ...warm, cold: { C1: { at: 'delay 0' } } });
    const path = `/v1/sequences/${made.sequenceId}`;
    await api.ok('POST', `${path}/activate`);
    const answer = await api.call('DELETE', `${path}/branches/${made.branches['warm']}`);
    expect([answer.status, problems(answer)]).toEqual([
      409,
      ['steps[0].conditions[0].target of "E1" points at the branch'],
    ]);
    expect((await api.call('DELETE', `${path}/branches/${made.branches['cold']}`)).status).toBe(204);
    const unfit = { conditions: [{ outcome: 'clicked', target: made.target('warm') }], fallback: null };
    const refused = await api.call('PATCH', `${path}/steps/${made.steps['E1']}`, { body: unfit });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'steps[0].fallback']);
    const untracked = { tracking: { opens: true, clicks: false } };
    expect((await api.call('PATCH', path, { body: untracked })).status).toBe(422);
  });
});

test('S2: a duplicate has branches, steps and conditions of its own, in a draft', async () => {
  const made = await draft({ ...warm, main: { E1: { ...E1, none: '3 days -> W2' }, E2: { at: 'delay 0' } } });
  await api.ok('POST', `/v1/sequences/${made.sequenceId}/activate`);
  await api.call('DELETE', `/v1/sequences/${made.sequenceId}/steps/${made.steps['W1']}`);
  const copy = await api.ok('POST', `/v1/sequences/${made.sequenceId}/duplicate`, {
    body: { name: `Copy of ${made.sequenceId}` },
  });
  expect(copy.status).toBe('draft');
  expect(copy.tracking).toEqual({ opens: true, clicks: true, leaveAlone: [] });
  const [main, branch] = copy.branches;
  const byLabel = new Map<string, Json>(copy.steps.map((step: Json) => [step.label, step]));
  expect(copy.branches.map(({ name }: Json) => name)).toEqual(['main', 'warm']);
  expect([byLabel.get('E1').branchId, byLabel.get('W2').branchId]).toEqual([main.id, branch.id]);
  expect(byLabel.get('E1').conditions[0].target).toEqual({ kind: 'branch', branchId: branch.id });
  expect(byLabel.get('E1').fallback.target).toEqual({ kind: 'step', stepId: byLabel.get('W2').id });
  expect(Object.values(made.branches)).not.toContain(branch.id);
  expect((await api.ok('POST', `/v1/sequences/${copy.id}/activate`)).status).toBe('active');
});

describe('S15: paths', () => {
  test('every path is listed with its times from a given start, an outcome at once, a fallback after its time', async () => {
    const { sequenceId } = await draft(warm);
    const answer = await api.ok('GET', `/v1/sequences/${sequenceId}/paths?startDate=2030-06-03`);
    const told = answer.paths.map(({ steps }: Json) =>
      steps.map(({ label, localTime, outcome }: Json) => `${label} ${localTime} ${outcome}`),
    );
    expect([answer.total, told]).toEqual([
      2,
      [
        ['E1 2030-06-03 09:00 clicked', 'W1 2030-06-03 09:00 null', 'W2 2030-06-07 09:00 null'],
        ['E1 2030-06-03 09:00 none', 'E2 2030-06-06 09:00 null'],
      ],
    ]);
  });

  test('200 at most, counted all', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `S${index}`);
    const steps = names.map((name, index) => [
      name,
      {
        at: 'delay 0',
        when: { clicked: 'next', opened: 'next' },
        none: `1 days -> ${names[index + 1] ?? 'end'}`,
      },
    ]);
    const { sequenceId } = await draft({ main: Object.fromEntries(steps) as BranchPlan[string] });
    const answer = await api.ok('GET', `/v1/sequences/${sequenceId}/paths`);
    expect([answer.total, answer.paths.length]).toEqual([3 ** 12, 200]);
  });
});
