import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { figuresOf } from '../../support/worlds/result-world.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

/** Results of sequences through which customers walk by the engine's own transactions, not by rows that a test wrote. */
const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const results = (query: string): Promise<Json> => api.ok('GET', `/v1/results?limit=200&${query}`);
const openedInto = async (figure: string, query: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/results/rows?limit=200&figure=${figure}&${query}`)).items;

/** Figures that do not open into as many rows as they say. */
async function ajar(numbers: Json, query: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [figure, count] of figuresOf(numbers)) {
    const rows = await openedInto(figure, query);
    if (rows.length !== count) wrong.push(`${figure}: ${count}, ${rows.length} rows`);
  }
  return wrong;
}

const steps = [
  { timing: onDay(0, '08:00'), cc: ['cc@acme.example'] },
  { type: 'call' as const, timing: onDay(2, '08:00') },
];

describe('S20: what the engine and people did', () => {
  let member: { id: string; key: string };
  let sequenceId = '';
  const rows: Row[] = [];
  const event = (row: Row, body: object) =>
    api.ok('POST', `/v1/enrollments/${row.enrollmentId}/events`, { body });

  beforeAll(async () => {
    member = await api.user('agent');
    ({ sequenceId } = await api.sequence({ steps, stopRules: { onReply: false, onBounce: false } }));
    for (let n = 0; n < 6; n += 1) rows.push(await api.row({ sequenceId }));
  });

  test('sent, uncertain, marked as sent, cancelled: what left counts, each once, for whose step it was', async () => {
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { memberIds: [member.id] } });
    const { version } = await api.ok('GET', `/v1/sequences/${sequenceId}`);
    for (const row of rows.slice(0, 3)) await api.sent(row);
    await api.uncertain(rows[3]!);
    await api.uncertain(rows[4]!);
    await api.act(rows[4]!.executionId, 'mark-sent');
    await api.act(rows[5]!.executionId, 'cancel', {});
    const { items } = await results(`groupBy=user&sequenceId=${sequenceId}`);
    expect(items.map(({ key, mail }: Json) => [key, mail.sent])).toContainEqual([api.adminId, 4]);
    const byVersion = await results(`groupBy=version&sequenceId=${sequenceId}`);
    expect(byVersion.items.map(({ key, mail }: Json) => [key, mail.sent])).toEqual([
      [`${sequenceId}/${version}`, 4],
    ]);
    expect(await ajar(byVersion.totals, `sequenceId=${sequenceId}`)).toEqual([]);
  });

  test('opened by a person and then bounced is both, a copy’s bounce is none, an answer to nothing named is the last mail’s', async () => {
    const [first, second, third] = rows as [Row, Row, Row];
    const messageOf = async ({ executionId }: Row) =>
      (await api.db.message.findFirstOrThrow({ where: { sourceId: executionId } })).id;
    const messageId = await messageOf(first);
    await event(first, { kind: 'opened', messageId });
    await event(first, { kind: 'opened', messageId });
    await event(first, { kind: 'bounce', messageId });
    await event(second, { kind: 'bounce', messageId: await messageOf(second), address: 'cc@acme.example' });
    await event(third, { kind: 'reply' });
    await event(third, { kind: 'auto_reply' });
    const { totals } = await results(`sequenceId=${sequenceId}`);
    expect(totals.mail).toMatchObject({
      sent: 4,
      delivered: { count: 3, percent: 75 },
      opened: { count: 1, percent: 25 },
      replied: { count: 1 },
      bounced: { count: 1 },
    });
    expect((await openedInto('mail.replied', `sequenceId=${sequenceId}`)).map(({ id }) => id)).toEqual([
      third.executionId,
    ]);
  });

  test('a call done by somebody else than its assignee is its assignee’s, also when they are changed afterwards', async () => {
    api.now += 3 * 86_400_000;
    const row = rows[0]!;
    await api.look(row.enrollmentId);
    const executionId = await api.executionOf(row.enrollmentId, 1);
    await api.act(executionId, 'complete', {}, member.key);
    const users = async () =>
      (await results(`groupBy=user&sequenceId=${sequenceId}`)).items
        .filter(({ tasks }: Json) => tasks.completed > 0)
        .map(({ key, tasks }: Json) => [key, tasks.completed]);
    expect(await users()).toEqual([[api.adminId, 1]]);
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { primaryUserId: member.id } });
    expect(await users()).toEqual([[api.adminId, 1]]);
  });

  test('whom a customer belongs to later, and how labels are called and kept later, changes no sum but theirs', async () => {
    const before = await results(`sequenceId=${sequenceId}`);
    const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Region' } });
    const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'South' } });
    const [row] = rows as [Row];
    await api.ok('PUT', `/v1/customers/${row.customerId}/labels/${label.id}`);
    const byLabel = async () =>
      (await results(`groupBy=label&sequenceId=${sequenceId}`)).items.map(({ name, mail }: Json) => [
        name,
        mail.sent,
      ]);
    expect(await byLabel()).toEqual([
      [null, 3],
      ['South', 1],
    ]);
    await api.ok('PATCH', `/v1/labels/${label.id}`, { body: { name: 'North', isArchived: true } });
    expect(await byLabel()).toEqual([
      [null, 3],
      ['North', 1],
    ]);
    await api.ok('DELETE', `/v1/customers/${row.customerId}/labels/${label.id}`);
    expect(await byLabel()).toEqual([[null, 4]]);
    expect((await results(`sequenceId=${sequenceId}`)).totals).toEqual(before.totals);
  });

  test('a step that was removed and a sequence that was archived keep their figures, by name', async () => {
    const { steps: shown, name } = await api.ok('GET', `/v1/sequences/${sequenceId}`);
    const before = (await results(`groupBy=step&sequenceId=${sequenceId}`)).items;
    await api.ok('DELETE', `/v1/sequences/${sequenceId}/steps/${shown[1].id}`);
    await api.ok('POST', `/v1/sequences/${sequenceId}/archive`, { body: { enrollments: 'stop' } });
    const after = (await results(`groupBy=step&sequenceId=${sequenceId}`)).items;
    const figures = (items: Json[]) =>
      items.map((item) => [item.key, item.name, item.mail.sent, item.tasks.completed]);
    expect(figures(after)).toEqual(figures(before));
    const search = new URLSearchParams({ search: name }).toString();
    expect((await api.ok('GET', `/v1/sequences?${search}`)).items).toEqual([]);
    const { items } = await api.ok('GET', `/v1/sequences?status=archived&${search}`);
    expect(items.map(({ id, mail, tasks }: Json) => [id, mail.sent, tasks])).toEqual([
      [sequenceId, 4, { toDo: 0, completed: 1 }],
    ]);
    const { totals } = await results(`sequenceId=${sequenceId}`);
    expect(await ajar(totals, `sequenceId=${sequenceId}`)).toEqual([]);
  });
});

describe('S20: enrollments and tasks as they stand', () => {
  test('a pause of the sequence, of a person and by a switch: paused, or only held; what is to do follows', async () => {
    const { sequenceId } = await api.sequence({
      steps: [{ type: 'call', timing: onDay(0, '08:00') }],
    });
    const [one, two] = [await api.row({ sequenceId }), await api.row({ sequenceId })];
    const now = async () => {
      const { totals } = await results(`sequenceId=${sequenceId}`);
      expect(await ajar(totals, `sequenceId=${sequenceId}`)).toEqual([]);
      const { enrollments, tasks } = await api.ok('GET', `/v1/sequences/${sequenceId}/overview`);
      expect([enrollments, tasks.toDo]).toEqual([totals.enrollments, totals.tasks.toDo]);
      return [enrollments.active, enrollments.paused, tasks.toDo];
    };
    expect(await now()).toEqual([2, 0, 2]);
    await api.ok('POST', `/v1/enrollments/${one.enrollmentId}/pause`, { body: {} });
    expect(await now()).toEqual([1, 1, 1]);
    await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: {} });
    expect(await now()).toEqual([0, 2, 0]);
    await api.ok('POST', `/v1/sequences/${sequenceId}/resume`, { body: {} });
    await api.ok('POST', '/v1/holds', {
      body: { scope: 'customer', customerId: two.customerId, reason: 'wait' },
    });
    expect(await now()).toEqual([1, 1, 1]);
    await api.ok('POST', `/v1/enrollments/${two.enrollmentId}/stop`, { body: {} });
    expect(await now()).toEqual([0, 1, 0]);
  });
});
