import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import { draftBranching } from '../../support/worlds/branching-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const PLAN: BranchPlan = {
  main: {
    E1: { at: 'offset 0', when: { clicked: 'warm', replied: 'W2' }, none: '3 days -> W1' },
    E2: { at: 'delay 0' },
  },
  warm: { W1: { at: 'delay 0' }, W2: { at: 'offset 4' } },
};
const draft = () => draftBranching(api.deps, api.actor, PLAN, { mailboxId: api.world.mailboxId });
const problems = ({ body }: { body: Json }): string[] =>
  (body.errors ?? []).map(({ field, message }: Json) => `${field} ${message}`);

test('S7, S15: in a draft a branch that conditions point at can be removed; activation names each, paths end there, and so in its copy', async () => {
  const made = await draft();
  const path = `/v1/sequences/${made.sequenceId}`;
  expect((await api.call('DELETE', `${path}/branches/${made.branches['warm']}`)).status).toBe(204);
  const named = [
    'steps[0].conditions[0].target was removed',
    'steps[0].conditions[1].target was removed',
    'steps[0].fallback.target was removed',
  ];
  expect(problems(await api.call('POST', `${path}/activate`, { body: {} }))).toEqual(named);
  const { total, paths } = await api.ok('GET', `${path}/paths`);
  expect([total, paths.map(({ steps }: Json) => steps.length)]).toEqual([3, [1, 1, 1]]);
  const copy = await api.ok('POST', `${path}/duplicate`, { body: { name: `Copy ${made.sequenceId}` } });
  expect(problems(await api.call('POST', `/v1/sequences/${copy.id}/activate`, { body: {} }))).toEqual(named);
  const [e1] = copy.steps;
  const body = { conditions: [], fallback: null };
  expect((await api.call('PATCH', `/v1/sequences/${copy.id}/steps/${e1.id}`, { body })).status).toBe(200);
  expect((await api.call('POST', `/v1/sequences/${copy.id}/activate`, { body: {} })).status).toBe(200);
});

test('S15: where a step is removed the one after it is meant, in the draft, its copy, its paths; the last leads to the end', async () => {
  const made = await draft();
  const path = `/v1/sequences/${made.sequenceId}`;
  const labels = async (of: string) =>
    (await api.ok('GET', `/v1/sequences/${of}/paths`)).paths.map(({ steps }: Json) =>
      steps.map(({ label }: Json) => label).join(' > '),
    );
  expect(await labels(made.sequenceId)).toEqual(['E1 > W1 > W2', 'E1 > W2', 'E1 > W1 > W2']);
  await api.call('DELETE', `${path}/steps/${made.steps['W1']}`);
  expect(await labels(made.sequenceId)).toEqual(['E1 > W2', 'E1 > W2', 'E1 > W2']);
  const copy = await api.ok('POST', `${path}/duplicate`, { body: { name: `Copy ${made.sequenceId}` } });
  expect(await labels(copy.id)).toEqual(['E1 > W2', 'E1 > W2', 'E1 > W2']);
  await api.call('DELETE', `${path}/steps/${made.steps['W2']}`);
  expect(await labels(made.sequenceId)).toEqual(['E1', 'E1', 'E1']);
  const bare = await api.ok('POST', `${path}/duplicate`, { body: { name: `Bare ${made.sequenceId}` } });
  expect((await api.call('POST', `/v1/sequences/${bare.id}/activate`, { body: {} })).status).toBe(200);
  expect((await api.call('POST', `${path}/activate`, { body: {} })).status).toBe(200);
});

test('S2: a template keeps branches and conditions; what is made of it is a sequence of its own', async () => {
  const made = await draft();
  const path = `/v1/sequences/${made.sequenceId}`;
  await api.ok('PATCH', path, { body: { isTemplate: true } });
  expect(problems(await api.call('POST', `${path}/activate`, { body: {} }))[0]).toContain('isTemplate');
  const copy = await api.ok('POST', `${path}/duplicate`, { body: { name: `Of ${made.sequenceId}` } });
  expect(copy.isTemplate).toBe(false);
  const own = new Set(copy.steps.map(({ id }: Json) => id));
  expect(copy.steps[0].conditions.map(({ outcome, target }: Json) => [outcome, target.kind])).toEqual([
    ['clicked', 'branch'],
    ['replied', 'step'],
  ]);
  expect(own.has(copy.steps[0].conditions[1].target.stepId)).toBe(true);
  // A change of the copy leaves the template as it is.
  await api.call('DELETE', `/v1/sequences/${copy.id}/steps/${copy.steps[0].conditions[1].target.stepId}`);
  expect((await api.ok('GET', path)).steps).toHaveLength(4);
  expect((await api.call('POST', `/v1/sequences/${copy.id}/activate`, { body: {} })).status).toBe(200);
});

test('S21, O7, Q: the branch is named by queue, explanation, overview and the customer’s thread', async () => {
  const plan: BranchPlan = {
    main: { K1: { type: 'call', at: 'offset 0', outcomeLabels: ['spoke'], when: { spoke: 'talk' } } },
    talk: { T1: { type: 'call', at: 'delay 0' }, T2: { at: 'delay 1 days' } },
  };
  api.now = Date.parse('2030-06-03T09:00:00Z');
  const row = await api.started(plan);
  await api.act(row.executionId, 'complete', { outcome: 'spoke' });
  await api.look(row.enrollmentId);
  const { items } = await api.ok('GET', `/v1/queue?customerId=${row.customerId}`);
  expect(items.map(({ label, branch }: Json) => [label, branch.name])).toEqual([['T1', 'talk']]);
  await api.act(items[0].id, 'complete', {});
  const { steps } = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
  expect(steps.map(({ label, branch }: Json) => `${branch} ${label}`)).toEqual([
    'main K1',
    'talk T1',
    'talk T2',
  ]);
  const { items: thread } = await api.ok('GET', `/v1/customers/${row.customerId}/communications`);
  const done = thread.filter(({ data }: Json) => data?.event === 'step_done');
  expect(done.map(({ subject, data }: Json) => [subject, data.branch, data.nextStepId]).sort()).toEqual([
    ['K1', 'main', row.made.steps['T1']],
    ['T1', 'talk', row.made.steps['T2']],
  ]);
});
