import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { countStatements } from '../../../../bench/statements.ts';
import { newId } from '../../../../infra/ids.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const call = { type: 'call' as const, timing: onDay(0, '08:00'), outcomeLabels: ['spoke'] };
let sequenceId: string;
beforeEach(async () => {
  ({ sequenceId } = await api.sequence({ steps: [call] }));
});

/** Rows of one sequence in the order of the list. */
async function rows(count: number, input: { key?: string } = {}): Promise<string[]> {
  for (let n = 0; n < count; n += 1) await api.row({ sequenceId });
  const { items } = await api.ok('GET', `/v1/queue?sequenceId=${sequenceId}`, {
    key: input.key ?? api.adminKey,
  });
  return items.map(({ id }: Json) => id);
}
const act = (id: string, action: string, body: object = {}, query = `sequenceId=${sequenceId}`) =>
  api.call('POST', `/v1/queue/${id}/${action}?${query}`, { body });
const next = async (query: string, key = api.adminKey): Promise<string | null> =>
  (await api.ok('GET', `/v1/queue/next?sequenceId=${sequenceId}&${query}`, { key })).row?.id ?? null;

describe('Q7: each reply names the row to go on with', () => {
  test('in the order of the list, under the same filters; behind the last the first that is left; then none', async () => {
    const [first, second, third] = (await rows(3)) as [string, string, string];
    const nextOf = async (id: string, action: string, body?: object) => {
      const answer = await act(id, action, body);
      expect([answer.status, answer.body.id]).toEqual([200, id]);
      return answer.body.next?.id ?? null;
    };
    expect(await nextOf(second, 'complete')).toBe(third);
    expect(await nextOf(third, 'mark-as', { outcome: 'spoke' })).toBe(first);
    expect(await nextOf(third, 'cancel')).toBe(first);
    expect(await nextOf(first, 'complete')).toBeNull();
    expect(await next('')).toBeNull();
  });

  test('names it with its customer and sequence; another filter, another row', async () => {
    const [first] = (await rows(1)) as [string];
    const other = await api.row({ steps: [call], name: 'Next Ltd' });
    const { body } = await act(first, 'complete', {}, `customerId=${other.customerId}`);
    expect(body.next).toEqual({
      id: other.executionId,
      label: 'Step 1',
      type: 'call',
      sequence: { id: other.sequenceId, name: expect.any(String) },
      customer: { id: other.customerId, name: 'Next Ltd' },
    });
    expect((await act(other.executionId, 'assign', { assigneeId: null }, 'type=sms')).body.next).toBeNull();
    expect((await act(other.executionId, 'complete', {}, 'priority=urgent')).status).toBe(422);
  });

  test('never a row of a customer the caller may not see, nor somebody else’s task', async () => {
    const agent = await api.user('agent');
    const [first, second, third] = (await rows(3)) as [string, string, string];
    await api.db.stepExecution.updateMany({
      where: { id: { in: [first, third] } },
      data: { assigneeId: agent.id },
    });
    expect(await next(`after=${first}`, agent.key)).toBe(third);
    const { customerId } = await api.execution(third);
    const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name: `Group ${third}` } });
    await api.ok('PUT', `/v1/customers/${customerId}/visibility-groups`, { body: { groupIds: [id] } });
    expect(await next(`after=${first}`, agent.key)).toBeNull();
    expect(await next(`after=${first}`)).toBe(second);
  });

  test('Q8: under each filter, behind the last, from a row that is gone, and for somebody without tasks', async () => {
    const [first, second, third] = (await rows(3)) as [string, string, string];
    const { customerId } = await api.execution(second);
    await api.ok('POST', '/v1/holds', { body: { scope: 'customer', customerId } });
    expect(await next('held=true')).toBe(second);
    expect(await next(`held=true&after=${second}`)).toBeNull();
    expect(await next(`held=false&after=${first}`)).toBe(third);
    expect(await next(`held=false&after=${third}`)).toBe(first);
    const invoice = await api.db.invoice.findFirstOrThrow({
      where: { customerId: (await api.execution(third)).customerId },
    });
    await api.db.invoice.update({ where: { id: invoice.id }, data: { isDisputed: true } });
    expect(await next(`held=true&after=${second}`)).toBe(third);
    await api.db.stepExecution.update({ where: { id: first }, data: { status: 'error', errorCode: 'x' } });
    expect(await next(`error=true&after=${third}`)).toBe(first);
    expect(await next(`error=true&after=${first}`)).toBeNull();
    expect(await next('priority=normal&type=call&error=false')).toBe(second);
    expect(await next('type=social')).toBeNull();
    expect(await next(`after=${newId('stepExecution')}`)).toBe(first);
    const agent = await api.user('agent');
    expect(await next('', agent.key)).toBeNull();
    await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { salesOwnerId: agent.id } });
    expect(await next('', agent.key)).toBe(second);
    await api.ok('POST', `/v1/enrollments/${(await api.execution(second)).enrollmentId}/pause`, { body: {} });
    expect(await next('', agent.key)).toBeNull();
    expect(await next('include=paused', agent.key)).toBe(second);
  });

  test('an email that is on its way is passed over, one that is held back is not', async () => {
    ({ sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] }));
    const [first, second, third] = (await rows(3)) as [string, string, string];
    expect((await act(first, 'send')).body.next.id).toBe(second);
    expect((await act(second, 'send')).body.next.id).toBe(third);
    const edited = await api.call('PATCH', `/v1/queue/${third}?sequenceId=${sequenceId}`, {
      body: { subject: 'Another' },
    });
    expect([edited.status, edited.body.draft.subject, edited.body.next]).toEqual([200, 'Another', null]);
    await api.db.stepExecution.update({ where: { id: first }, data: { heldReason: 'contact_policy' } });
    expect(await next(`after=${third}`)).toBe(first);
  });
});

describe('Q8: one call gives the next row with everything about it', () => {
  test('the detail of the row itself, in as many statements as are counted here', async () => {
    const [first, second] = (await rows(2)) as [string, string];
    await next(`after=${first}`);
    const counter = countStatements();
    const { row } = await api.ok('GET', `/v1/queue/next?sequenceId=${sequenceId}&after=${first}`);
    counter.stop();
    expect(row).toEqual(await api.ok('GET', `/v1/queue/${second}`));
    expect(counter.total()).toBeLessThanOrEqual(21);
  });

  test('Q7: card, documents, thread and notes stand in it; which fields, and in which order, each user chooses', async () => {
    const row: Row = await api.row({ steps: [call], name: 'Card Ltd' });
    const { customerId, contactId, executionId } = row;
    await api.ok('PATCH', `/v1/customers/${customerId}`, {
      body: { properties: { region: 'EMEA' }, arOwnerId: api.adminId },
    });
    await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { phone: '+61 (0)491 570 156' } });
    await api.ok('POST', `/v1/customers/${customerId}/notes`, { body: { content: 'Away on Mondays' } });
    await api.ok('POST', `/v1/customers/${customerId}/communications`, {
      body: { kind: 'call', direction: 'outbound', occurredAt: '2026-03-01T10:00:00Z', outcome: 'no answer' },
    });
    const agent = await api.user('agent');
    const fields = [
      'customer.properties.region',
      'customer.properties.absent',
      'balance.net',
      'customer.arOwner',
      'contact.phone',
    ];
    const saved = await api.call('PUT', '/v1/me/queue-card', { body: { fields }, key: agent.key });
    expect([saved.status, saved.body]).toEqual([200, { fields }]);
    await api.db.stepExecution.update({ where: { id: executionId }, data: { assigneeId: agent.id } });
    const detail = await api.ok('GET', `/v1/queue/${executionId}`, { key: agent.key });
    expect(detail.card).toEqual([
      { field: 'customer.properties.region', value: 'EMEA' },
      { field: 'customer.properties.absent', value: null },
      { field: 'balance.net', value: '1250.00' },
      { field: 'customer.arOwner', value: expect.any(String) },
      { field: 'contact.phone', value: '+61 (0)491 570 156' },
    ]);
    expect(detail.contact).toMatchObject({ phone: '+61 (0)491 570 156', tel: 'tel:+61491570156' });
    expect(detail.notes).toMatchObject([{ content: 'Away on Mondays' }]);
    expect(detail.communications).toContainEqual(
      expect.objectContaining({ kind: 'call', outcome: 'no answer' }),
    );
    expect([detail.balance, detail.credit, detail.net]).toEqual(['1250.00', '0.00', '1250.00']);
    const mine = await api.ok('GET', '/v1/me/queue-card');
    expect(mine.fields).toContain('balance.openInvoiceCount');
    expect((await api.ok('GET', `/v1/queue/${executionId}`)).card).toHaveLength(mine.fields.length);
    const catalogue = await api.ok('GET', '/v1/queue/card-fields', { key: agent.key });
    expect(catalogue.items).toContainEqual({ field: 'customer.properties.region', isProperty: true });
    const wrong = await api.call('PUT', '/v1/me/queue-card', {
      body: { fields: ['contact.name', 'secret'] },
    });
    expect([wrong.status, wrong.body.errors.map(({ field }: Json) => field)]).toEqual([422, ['fields[1]']]);
  });
});
