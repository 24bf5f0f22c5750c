import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const list = async (query = '', key = api.adminKey): Promise<string[]> =>
  (await api.ok('GET', `/v1/queue?limit=200&${query}`, { key })).items.map((item: Json) => item.id);
const count = (query = '', key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/queue/counts?${query}`, { key });
const call = (days = 0, change = {}) => ({ type: 'call' as const, timing: onDay(days, '08:00'), ...change });
const inError = (id: string) =>
  api.db.stepExecution.update({ where: { id }, data: { status: 'error', errorCode: 'x' } });

describe('Q1: the rows', () => {
  test('show sequence, label, customer, open balance, type, date, priority, assignee and subject', async () => {
    const row = await api.row({
      name: 'Shown Ltd',
      steps: [{ timing: onDay(0, '08:00'), isManual: true, subject: 'Hi {{customer.name}}' }],
    });
    const { items } = await api.ok('GET', `/v1/queue?customerId=${row.customerId}`);
    expect(items).toEqual([
      expect.objectContaining({
        id: row.executionId,
        enrollmentId: row.enrollmentId,
        customer: { id: row.customerId, name: 'Shown Ltd' },
        label: 'Step 1',
        type: 'email',
        status: 'ready',
        priority: 'normal',
        scheduledAt: '2026-03-02T08:00:00.000Z',
        isOverdue: false,
        assigneeId: api.adminId,
        balance: '1250.00',
        currency: 'USD',
        subject: 'Hi {{customer.name}}',
        isPaused: false,
      }),
    ]);
  });

  test('Q7, S3: the detail fills instructions and script, what is empty stays a tag, names the contact and shows the email as it would leave', async () => {
    const row = await api.row({
      name: 'Detail Ltd',
      steps: [{ timing: onDay(0, '08:00'), isManual: true, cc: ['cc@acme.example'] }],
    });
    const pinned = {
      origin: 'template',
      instructions: 'Ask {{contact.name}}',
      script: '{{contact.name}}, {{contact.title}} please',
    };
    await api.db.stepExecution.update({ where: { id: row.executionId }, data: { pinned } });
    const detail = await api.ok('GET', `/v1/queue/${row.executionId}`);
    expect(detail).toMatchObject({
      instructions: 'Ask Pat Payer',
      script: 'Pat Payer, {{contact.title}} please',
      contact: { id: row.contactId, name: 'Pat Payer' },
      draft: { subject: 'Step 1 for Detail Ltd', cc: ['cc@acme.example'], isEdited: false },
    });
    expect(detail.draft.html).toContain('$1,250.00');
  });

  test('a row of before today in the zone of the organisation is overdue', async () => {
    const row = await api.row({ steps: [call()] });
    const dueAt = new Date('2026-03-01T22:59:59Z');
    await api.db.stepExecution.update({ where: { id: row.executionId }, data: { dueAt } });
    expect((await api.ok('GET', `/v1/queue/${row.executionId}`)).isOverdue).toBe(true);
    expect((await count(`customerId=${row.customerId}`)).overdue).toBe(1);
    const today = new Date('2026-03-01T23:00:00Z');
    await api.db.stepExecution.update({ where: { id: row.executionId }, data: { dueAt: today } });
    expect((await count(`customerId=${row.customerId}`)).overdue).toBe(0);
  });

  test('every filter, and every pair of them, gives as many rows as the counts say', async () => {
    const agent = await api.user('agent');
    const { sequenceId } = await api.sequence({ steps: [call()] });
    const rows = [
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
      await api.row({ steps: [{ type: 'task', timing: onDay(0, '08:00') }] }),
    ];
    const [first, second, third] = rows.map(({ executionId }) => executionId) as [string, string, string];
    await inError(first);
    await api.db.stepExecution.update({
      where: { id: second },
      data: { priority: 'high', assigneeId: agent.id },
    });
    await api.db.stepExecution.update({
      where: { id: third },
      data: { dueAt: new Date('2026-02-20T08:00:00Z') },
    });
    const filters: [string, string[]][] = [
      [`sequenceId=${sequenceId}`, [first, second]],
      [`customerId=${rows[0]!.customerId}`, [first]],
      ['type=task', [third]],
      ['priority=high', [second]],
      [`assigneeId=${agent.id}`, [second]],
      ['dueBefore=2026-02-21T00:00:00Z', [third]],
      ['dueAfter=2026-02-21T00:00:00Z', [first, second]],
      ['error=true', [first]],
      ['error=false', [second, third]],
      ['include=upcoming', []],
    ];
    const mine = new Set([first, second, third]);
    for (const [n, [one, expected]] of filters.entries()) {
      expect((await list(one)).filter((id) => mine.has(id)).sort()).toEqual(expected.sort());
      for (const [other] of filters.slice(n)) {
        const query = one.split('=')[0] === other.split('=')[0] ? one : `${one}&${other}`;
        const [rowsOf, counts] = [await list(query), await count(query)];
        const byType = Object.values<number>(counts.byType).reduce((sum, n) => sum + n, 0);
        expect([counts.total, byType]).toEqual([rowsOf.length, rowsOf.length]);
      }
    }
  });

  test('oldest first, in pages without gaps or repeats, also where rows have no time of their own', async () => {
    const { sequenceId } = await api.sequence({ steps: [call()] });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await api.row({ sequenceId })).executionId);
    const where = { id: { in: ids.slice(0, 2) } };
    await api.db.stepExecution.updateMany({ where, data: { dueAt: null } });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Json = await api.ok(
        'GET',
        `/v1/queue?sequenceId=${sequenceId}&limit=1${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((item: Json) => item.id));
      cursor = page.nextCursor;
      expect(seen.length).toBeLessThanOrEqual(5);
    }
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  test('what is not due stands under upcoming; what is done, skipped or cancelled nowhere', async () => {
    const later = await api.row({ steps: [call(3)] });
    expect(await list(`customerId=${later.customerId}`)).toEqual([]);
    expect(await list(`customerId=${later.customerId}&include=upcoming`)).toEqual([later.executionId]);
    for (const status of ['done', 'skipped', 'cancelled']) {
      const row = await api.row({ steps: [call()] });
      await api.db.stepExecution.update({ where: { id: row.executionId }, data: { status } });
      for (const include of ['due', 'paused', 'upcoming']) {
        expect(await list(`customerId=${row.customerId}&include=${include}`)).toEqual([]);
      }
    }
  });

  test('an email that a limit holds back stands in the queue with reason and time', async () => {
    const row = await api.row();
    const heldUntil = new Date(api.now + 600_000);
    await api.db.stepExecution.update({
      where: { id: row.executionId },
      data: { heldReason: 'mailbox_limit', heldUntil },
    });
    const { items } = await api.ok('GET', `/v1/queue?customerId=${row.customerId}`);
    expect(items).toMatchObject([
      { status: 'planned', heldReason: 'mailbox_limit', heldUntil: heldUntil.toISOString() },
    ]);
  });
});

describe('U1, Q1: whose rows', () => {
  test('an agent outside the team sees own rows and, S18, no unassigned ones, somebody with tasks.all everything; lists, counts and rows agree', async () => {
    const [agent, manager] = [await api.user('agent'), await api.user('manager')];
    const { sequenceId } = await api.sequence({ steps: [call()] });
    const [own, free, others] = [
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
    ];
    await api.db.stepExecution.update({ where: { id: own.executionId }, data: { assigneeId: agent.id } });
    await api.db.stepExecution.update({ where: { id: free.executionId }, data: { assigneeId: null } });
    const query = `sequenceId=${sequenceId}`;
    expect(await list(query, agent.key)).toEqual([own.executionId]);
    expect((await count(query, agent.key)).total).toBe(1);
    expect((await list(query, manager.key)).length).toBe(3);
    expect((await count(query, manager.key)).total).toBe(3);
    const path = `/v1/queue/${others.executionId}`;
    expect((await api.call('GET', path, { key: agent.key })).status).toBe(404);
    expect((await api.act(others.executionId, 'complete', {}, agent.key)).status).toBe(404);
    expect((await api.call('GET', path, { key: manager.key })).status).toBe(200);
  });

  test('an agent may give an own row to somebody else, and then sees it no more', async () => {
    const [agent, other] = [await api.user('agent'), await api.user('agent')];
    const row = await api.row({ steps: [call()] });
    await api.ok('POST', `/v1/queue/${row.executionId}/assign`, { body: { assigneeId: agent.id } });
    const given = await api.act(row.executionId, 'assign', { assigneeId: other.id }, agent.key);
    expect([given.status, given.body.assigneeId]).toEqual([200, other.id]);
    expect((await api.call('GET', `/v1/queue/${row.executionId}`, { key: agent.key })).status).toBe(404);
    expect(await list('', other.key)).toContain(row.executionId);
  });

  test('a viewer without tasks is refused', async () => {
    const { key } = await api.user('viewer');
    for (const path of ['/v1/queue', '/v1/queue/counts']) {
      expect((await api.call('GET', path, { key })).status).toBe(403);
    }
  });
});

describe('S10: rows of what is paused', () => {
  const actions: [string, object][] = [
    ['send', {}],
    ['complete', {}],
    ['cancel', {}],
    ['cancel', { scope: 'enrollment' }],
    ['retry', {}],
    ['mark-sent', {}],
    ['mark-as', { outcome: 'x' }],
    ['assign', { assigneeId: null }],
  ];

  test.each(['enrollment', 'sequence'] as const)(
    'a paused %s: its rows leave the default queue, every action answers 409, and they return unchanged',
    async (what) => {
      const rows = [
        await api.row({ steps: [call()] }),
        await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] }),
      ];
      for (const row of rows) {
        const path =
          what === 'enrollment' ? `/v1/enrollments/${row.enrollmentId}` : `/v1/sequences/${row.sequenceId}`;
        const query = `customerId=${row.customerId}`;
        const [before, stored] = [
          await api.ok('GET', `/v1/queue/${row.executionId}`),
          await api.execution(row.executionId),
        ];
        await api.ok('POST', `${path}/pause`, { body: { reason: 'wait' } });
        await api.look(row.enrollmentId);
        expect([await list(query), (await count(query)).total]).toEqual([[], 0]);
        expect(await list(`${query}&include=paused`)).toEqual([row.executionId]);
        for (const [action, body] of actions) {
          const answer = await api.act(row.executionId, action, body);
          expect([action, answer.status, answer.body.heldReason]).toEqual([
            action,
            409,
            expect.stringContaining('paused'),
          ]);
        }
        const edit = await api.call('PATCH', `/v1/queue/${row.executionId}`, { body: { subject: 'x' } });
        expect(edit.status).toBe(409);
        await api.ok('POST', `${path}/resume`, {});
        await api.look(row.enrollmentId);
        expect(await list(query)).toEqual([row.executionId]);
        expect(await api.execution(row.executionId)).toEqual(stored);
        // The thread around it tells of the pause; the row is what it was.
        const { communications } = await api.ok('GET', `/v1/queue/${row.executionId}`);
        expect(communications.length).toBe(before.communications.length + 2);
        expect(await api.ok('GET', `/v1/queue/${row.executionId}`)).toEqual({ ...before, communications });
      }
    },
  );
});
