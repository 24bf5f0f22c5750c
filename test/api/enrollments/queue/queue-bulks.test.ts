import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { actOnBulkRow, authorOf } from '../../../../commands/enrollments/queue/act-on-bulk-row.ts';
import { reconcile } from '../../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../../infra/ids.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const callStep = { type: 'call' as const, timing: onDay(0, '08:00') };
const mailStep = { timing: onDay(0, '08:00'), isManual: true };
const many = async (count: number, step: object = callStep): Promise<Row[]> => {
  const { sequenceId } = await api.sequence({ steps: [step as typeof callStep] });
  const rows: Row[] = [];
  for (let n = 0; n < count; n += 1) rows.push(await api.row({ sequenceId }));
  return rows;
};
const ids = (rows: Row[]) => rows.map(({ executionId }) => executionId);
const count = (selection: object, action: object, key = api.adminKey): Promise<Json> =>
  api.ok('POST', '/v1/queue-bulks', { body: { selection, action }, key });
const apply = (token: string, key = api.adminKey) =>
  api.call('POST', `/v1/queue-bulks/${token}/apply`, { key });

/** What the activity does with the rows that are pending. */
async function work(token: string, { upTo = Infinity } = {}): Promise<void> {
  const head = await api.deps.store.queueBulks.readHead(api.db, token);
  const pending = await api.deps.store.queueBulks.readPending(api.db, { id: token, after: 0, limit: 1_000 });
  for (const row of pending.slice(0, upTo))
    await actOnBulkRow(api.deps, head!, { ...row, author: await authorOf(api.deps, head!) });
  await api.deps.store.queueBulks.finish(api.db, { id: token, now: api.now });
}
const show = (token: string, key = api.adminKey) => api.ok('GET', `/v1/queue-bulks/${token}`, { key });
const statuses = async (rows: Row[]) =>
  Promise.all(ids(rows).map(async (id) => (await api.execution(id)).status));
const reasons = async (token: string) =>
  (await api.ok('GET', `/v1/queue-bulks/${token}/rows`)).items.map(({ reason }: Json) => reason);

describe('Q8: an act on many rows', () => {
  test('is counted first, with what would not go and why; nothing happens until the token is applied', async () => {
    const calls = await many(4);
    const [mail] = await many(1, mailStep);
    await api.ok('POST', `/v1/queue/${calls[0]!.executionId}/complete`, { body: {} });
    await api.ok('POST', `/v1/enrollments/${calls[1]!.enrollmentId}/pause`, { body: {} });
    const selection = { stepExecutionIds: [...ids(calls), mail!.executionId, newId('stepExecution')] };
    const counted = await count(selection, { type: 'complete', note: 'Spoke to all of them' });
    expect(counted).toMatchObject({ status: 'counted', count: 5, going: 2, hidden: 1, done: 0, pending: 0 });
    expect(counted.refusals.map(({ reason, count: n }: Json) => `${reason} ${n}`).sort()).toEqual([
      'ended 1',
      'paused 1',
      'wrong_type 1',
    ]);
    expect(await statuses(calls)).toEqual(['done', 'ready', 'ready', 'ready']);
    const applied = await apply(counted.token);
    expect([applied.status, applied.body.status, applied.body.pending]).toEqual([202, 'running', 2]);
    await work(counted.token);
    expect(await show(counted.token)).toMatchObject({ status: 'completed', done: 2, pending: 0, count: 5 });
    expect(await statuses(calls)).toEqual(['done', 'ready', 'done', 'done']);
    expect(await api.auditActions(calls[2]!.executionId)).toContain('stepExecution.complete');
  });

  test('goes for exactly the rows that were counted: what comes under the filter later is left alone', async () => {
    const rows = await many(2);
    const { sequenceId } = rows[0]!;
    const { token, ...counted } = await count(
      { filter: { sequenceId } },
      { type: 'cancel', reason: 'Wrong list' },
    );
    expect(counted).toMatchObject({ count: 2, going: 2 });
    expect(counted).not.toHaveProperty('hidden');
    const late = await api.row({ sequenceId });
    await apply(token);
    await work(token);
    expect(await statuses([...rows, late])).toEqual(['cancelled', 'cancelled', 'ready']);
  });

  test('Q3: a row that somebody else handled meanwhile is reported, not done twice', async () => {
    const rows = await many(3);
    const { token } = await count({ stepExecutionIds: ids(rows) }, { type: 'complete' });
    await apply(token);
    const other = await api.user('manager');
    await api.ok('POST', `/v1/queue/${rows[1]!.executionId}/complete`, {
      body: { note: 'I did' },
      key: other.key,
    });
    await work(token);
    expect(await reasons(token)).toEqual([null, 'already_acted', null]);
    expect((await api.execution(rows[1]!.executionId)).note).toBe('I did');
    expect(await show(token)).toMatchObject({ done: 2, refusals: [{ reason: 'already_acted', count: 1 }] });
  });

  test('a crash in the middle loses nothing and does nothing twice', async () => {
    const rows = await many(4);
    const { token } = await count({ stepExecutionIds: ids(rows) }, { type: 'complete' });
    await apply(token);
    await work(token, { upTo: 2 });
    expect(await show(token)).toMatchObject({ status: 'running', done: 2, pending: 2 });
    // Two attempts at once, one of which was given up.
    await Promise.all([work(token), work(token)]);
    expect(await show(token)).toMatchObject({ status: 'completed', done: 4, refusals: [] });
    for (const id of ids(rows))
      expect((await api.auditActions(id)).filter((action) => action.endsWith('complete'))).toHaveLength(1);
  });

  test('killed between the act and its outcome: neither stands, and the next attempt does it once', async () => {
    const rows = await many(3);
    const { token } = await count({ stepExecutionIds: ids(rows) }, { type: 'complete' });
    await apply(token);
    const { queueBulks } = api.deps.store;
    const killed = () => Promise.reject(new Error('killed'));
    const deps = {
      ...api.deps,
      store: { ...api.deps.store, queueBulks: { ...queueBulks, settleRow: killed } },
    };
    const head = await queueBulks.readHead(api.db, token);
    const author = await authorOf(api.deps, head!);
    const [second] = await queueBulks.readPending(api.db, { id: token, after: 1, limit: 1 });
    await expect(actOnBulkRow(deps, head!, { ...second!, author })).rejects.toThrow('killed');
    expect(await statuses(rows)).toEqual(['ready', 'ready', 'ready']);
    expect(await show(token)).toMatchObject({ status: 'running', done: 0, pending: 3 });
    await work(token);
    expect(await show(token)).toMatchObject({ status: 'completed', done: 3, refusals: [] });
    for (const id of ids(rows))
      expect((await api.auditActions(id)).filter((action) => action.endsWith('complete'))).toHaveLength(1);
  });

  test('applies once, for its author, until it expires; the reconciler starts one whose start was lost', async () => {
    const rows = await many(1);
    const action = { type: 'complete' };
    const { token } = await count({ stepExecutionIds: ids(rows) }, action);
    const agent = await api.user('agent');
    expect((await apply(token, agent.key)).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 5 }, () => apply(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    const old = await count({ stepExecutionIds: ids(rows) }, action);
    api.now += 15 * 60_000;
    expect((await apply(old.token)).status).toBe(409);
    api.lifecycle.started.length = 0;
    await reconcile(api.deps);
    expect(api.lifecycle.started).toContain(`queue bulk ${token}`);
  });

  test('sends what can be sent, and says what is on its way, in error or held', async () => {
    const rows = await many(4, mailStep);
    const [first, second, third, fourth] = rows as [Row, Row, Row, Row];
    await api.ok('POST', `/v1/queue/${first.executionId}/send`, {});
    await api.db.stepExecution.update({
      where: { id: second.executionId },
      data: { status: 'error', errorCode: 'x' },
    });
    await api.ok('POST', '/v1/holds', { body: { scope: 'customer', customerId: third.customerId } });
    const { token, going, refusals } = await count(
      { filter: { sequenceId: first.sequenceId } },
      { type: 'send' },
    );
    expect([going, refusals.map(({ reason }: Json) => reason).sort()]).toEqual([
      1,
      ['held', 'in_error', 'on_its_way'],
    ]);
    await apply(token);
    await work(token);
    expect((await api.execution(fourth.executionId)).sendRequestedAt).not.toBeNull();
    expect((await api.execution(third.executionId)).sendRequestedAt).toBeNull();
  });

  test('S18: reassigns by the rule of one row; who may not see the customer is not given it', async () => {
    const agent = await api.user('agent');
    const rows = await many(2);
    const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name: `Group ${agent.id}` } });
    await api.ok('PUT', `/v1/customers/${rows[0]!.customerId}/visibility-groups`, {
      body: { groupIds: [id] },
    });
    const action = { type: 'assign', assigneeId: agent.id };
    const { token, ...counted } = await count({ stepExecutionIds: ids(rows) }, action);
    expect(counted).toMatchObject({ going: 1, refusals: [{ reason: 'assignee_cannot_see', count: 1 }] });
    await apply(token);
    await work(token);
    const assignees = await Promise.all(ids(rows).map(async (row) => (await api.execution(row)).assigneeId));
    expect(assignees).toEqual([api.adminId, agent.id]);
    const nobody = { ...action, assigneeId: newId('user') };
    const body = { selection: { stepExecutionIds: ids(rows) }, action: nobody };
    const refused = await api.call('POST', '/v1/queue-bulks', { body });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'action.assigneeId']);
  });

  test('U3: hidden rows are left out and counted only where they were named; the author’s rights are asked again', async () => {
    const agent = await api.user('agent');
    const rows = await many(3);
    await api.db.stepExecution.updateMany({
      where: { id: { in: ids(rows) } },
      data: { assigneeId: agent.id },
    });
    const { id } = await api.ok('POST', '/v1/visibility-groups', {
      body: { name: `Group ${rows[0]!.executionId}` },
    });
    const hide = (row: Row) =>
      api.ok('PUT', `/v1/customers/${row.customerId}/visibility-groups`, { body: { groupIds: [id] } });
    await hide(rows[0]!);
    await api.db.stepExecution.updateMany({
      where: { id: { in: ids(rows) } },
      data: { assigneeId: agent.id },
    });
    const named = await count({ stepExecutionIds: ids(rows) }, { type: 'complete' }, agent.key);
    expect(named).toMatchObject({ count: 2, hidden: 1 });
    const filtered = await count(
      { filter: { sequenceId: rows[0]!.sequenceId } },
      { type: 'complete' },
      agent.key,
    );
    expect(filtered).toMatchObject({ count: 2, going: 2 });
    expect(filtered).not.toHaveProperty('hidden');
    await apply(named.token, agent.key);
    await hide(rows[1]!);
    await api.db.stepExecution.updateMany({
      where: { id: { in: ids(rows) } },
      data: { assigneeId: agent.id },
    });
    await work(named.token);
    expect(await show(named.token, agent.key)).toMatchObject({ count: 1, hidden: 2, done: 1, refusals: [] });
    expect(await statuses(rows)).toEqual(['ready', 'ready', 'done']);
    const shown = await api.ok('GET', `/v1/queue-bulks/${named.token}/rows`, { key: agent.key });
    expect(shown.items.map(({ stepExecutionId }: Json) => stepExecutionId)).toEqual([rows[2]!.executionId]);
  });

  test('a deactivated author acts no more', async () => {
    const agent = await api.user('manager');
    const rows = await many(1);
    const { token } = await count({ stepExecutionIds: ids(rows) }, { type: 'complete' }, agent.key);
    await apply(token, agent.key);
    await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { isActive: false } });
    await work(token);
    expect(await statuses(rows)).toEqual(['ready']);
    const row = await api.db.queueBulkRow.findFirstOrThrow({ where: { bulkId: token } });
    expect([row.outcome, row.refusal]).toEqual(['refused', 'author_left']);
  });
});
