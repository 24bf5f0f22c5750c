import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { queueOperations } from '../../../../contracts/enrollments/queue.operations.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
type Person = { id: string; key: string };
const people: Record<string, Person> = {};
const rows: Row[] = [];
let sequenceId = '';

/** Case 26: three call rows, the first of a customer whose AR owner is Di; Cy is in the team, Flo a manager. */
beforeAll(async () => {
  await api.open();
  for (const name of ['cy', 'di', 'ed', 'assignee', 'primary']) people[name] = await api.user('agent');
  people['flo'] = await api.user('manager');
  people['eve'] = await api.user('viewer');
  people['seller'] = await api.user('viewer');
  const steps = [0, 3].map((day) => ({ type: 'call' as const, timing: onDay(day, '08:00') }));
  ({ sequenceId } = await api.sequence({ steps }));
  await api.ok('PATCH', `/v1/sequences/${sequenceId}`, {
    body: { primaryUserId: people['primary']!.id, memberIds: [people['cy']!.id] },
  });
  for (let n = 0; n < 3; n += 1) rows.push(await api.row({ sequenceId }));
  const own = (row: Row, owner: object) =>
    api.ok('PATCH', `/v1/customers/${row.customerId}`, { body: owner });
  await own(rows[0]!, { arOwnerId: people['di']!.id });
  await own(rows[1]!, { salesOwnerId: people['seller']!.id });
  await api.act(rows[2]!.executionId, 'assign', { assigneeId: people['assignee']!.id });
});
afterAll(() => api.close());

/** What each sees of the three rows, by their numbers. */
const SEEN: [string, number[]][] = [
  ['cy', [0, 1, 2]],
  ['di', [0]],
  ['ed', []],
  ['flo', [0, 1, 2]],
  ['primary', [0, 1, 2]],
  ['seller', [1]],
  ['assignee', [2]],
];

const numbersOf = (ids: string[], key: 'executionId' | 'enrollmentId'): number[] =>
  ids.map((id) => rows.findIndex((row) => row[key] === id)).sort();

describe('case 26: S18, U3: who sees tasks', () => {
  test.each(SEEN)('%s sees in the queue and its counts the rows %j', async (name, seen) => {
    const { key } = people[name]!;
    const { items } = await api.ok('GET', `/v1/queue?sequenceId=${sequenceId}`, { key });
    expect(
      numbersOf(
        items.map(({ id }: Json) => id),
        'executionId',
      ),
    ).toEqual(seen);
    const counts = await api.ok('GET', `/v1/queue/counts?sequenceId=${sequenceId}`, { key });
    expect([counts.total, counts.byType.call]).toEqual([seen.length, seen.length]);
  });

  // Whoever was given one row sees what comes next where that is theirs: the task behind it is the primary user's.
  test.each(SEEN)('%s sees what is upcoming of those', async (name, seen) => {
    const { key } = people[name]!;
    const theirs = name === 'assignee' ? [] : seen;
    const queued = await api.ok('GET', `/v1/queue?include=upcoming&sequenceId=${sequenceId}`, { key });
    const enrollments = queued.items.map(({ enrollmentId }: Json) => enrollmentId);
    expect(numbersOf(enrollments, 'enrollmentId')).toEqual(theirs);
    const counts = await api.ok('GET', `/v1/queue/counts?include=upcoming&sequenceId=${sequenceId}`, { key });
    expect(counts.total).toBe(theirs.length);
    const { items } = await api.ok('GET', `/v1/upcoming?includeNotStarted=true&sequenceId=${sequenceId}`, {
      key,
    });
    expect(
      numbersOf(
        items.map(({ enrollmentId }: Json) => enrollmentId),
        'enrollmentId',
      ),
    ).toEqual(seen);
  });

  test('who has no tasks and owns nobody is refused at the queue, and sees nothing upcoming', async () => {
    const { key } = people['eve']!;
    expect((await api.call('GET', '/v1/queue', { key })).status).toBe(403);
    expect((await api.ok('GET', '/v1/upcoming?includeNotStarted=true', { key })).items).toEqual([]);
  });
});

const BODIES: Record<string, object> = {
  editQueued: { subject: 'Other' },
  markQueued: { outcome: 'reached' },
  assignQueued: { assigneeId: null },
};
const ofRow = queueOperations.filter(({ path }) => path.includes('{stepExecutionId}'));

/** Every call about one row, as somebody; who may goes on to what the call itself says. */
async function callAll(row: Row, { key }: Person): Promise<[string, number][]> {
  const answers: [string, number][] = [];
  for (const { id, method, path } of ofRow) {
    const body = method === 'get' ? undefined : (BODIES[id] ?? {});
    const url = path.replace('{stepExecutionId}', row.executionId);
    answers.push([id, (await api.call(method.toUpperCase(), url, { key, body })).status]);
  }
  return answers;
}

describe('S18: every call about a row', () => {
  test('is 404 for whose task it is not, and nothing happens', async () => {
    const before = await Promise.all(rows.map(({ executionId }) => api.execution(executionId)));
    for (const [name, seen] of SEEN) {
      for (const [n, row] of rows.entries()) {
        if (seen.includes(n)) continue;
        const answers = await callAll(row, people[name]!);
        expect(answers).toEqual(ofRow.map(({ id }) => [id, 404]));
      }
    }
    expect(await Promise.all(rows.map(({ executionId }) => api.execution(executionId)))).toEqual(before);
  });

  test('is answered for whose it is: team, primary user, owners, managers and the assignee', async () => {
    for (const [name, seen] of SEEN) {
      if (seen.length === 0) continue;
      const { customerId, ...row } = await api.row({ sequenceId });
      const owner = { di: 'arOwnerId', seller: 'salesOwnerId' }[name];
      if (owner)
        await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { [owner]: people[name]!.id } });
      if (name === 'assignee')
        await api.act(row.executionId, 'assign', { assigneeId: people['assignee']!.id });
      const withoutAssign = await callAll({ customerId, ...row }, people[name]!);
      expect(withoutAssign.filter(([, status]) => [401, 403, 404, 500].includes(status))).toEqual([]);
    }
  });
});
