import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHitRows } from '../../support/rows/hits.ts';
import { ResultWorld } from '../../support/worlds/result-world.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';

const api = new ResultWorld();
let sequenceId: string;
const enrollments: { id: string; customerId: string; sequenceId: string }[] = [];
const messages: string[] = [];
beforeAll(async () => {
  await api.open();
  const made = await api.sequence('Files; "quoted"', { E1: 'email', K1: 'call' });
  sequenceId = made.id;
  const [mail, call] = [made.stepOf['E1']!, made.stepOf['K1']!];
  for (const _ of [1, 2, 3]) {
    const enrollment = await api.enrolled(sequenceId);
    enrollments.push(enrollment);
    messages.push((await api.sent(enrollment, mail)).id);
  }
  await api.execution(enrollments[0]!, call, { isManual: true, outcome: 'promised' });
  await createHitRows(api.database.db, {
    messageId: messages[0]!,
    at: api.now,
    events: [['opened', 1]],
    hits: [],
  });
  const { customerId } = enrollments[0]!;
  const invoice = await api.invoice(customerId, { amount: '1000.00' });
  api.now += 86_400_000;
  const paidOn = new Date(api.now).toISOString().slice(0, 10);
  const allocations = [{ invoiceId: invoice.id, amount: '120.50' }];
  await api.ok('POST', `/v1/customers/${customerId}/payments`, {
    body: { amount: '120.50', paidOn, allocations },
  });
}, 60_000);
afterAll(() => api.close());

/** A file as its head and lines of cells; nothing in it holds the tab that parts them. */
async function file(path: string, key = api.adminKey): Promise<Record<string, string>[]> {
  const response = await fetch(`${api.url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
  const [head, ...lines] = (await response.text()).replace(/\r?\n$/, '').split(/\r?\n/);
  const names = head!.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, at) => [names[at]!, cell])));
}

test('S20: the file of results has the figures of each group, beside the reply of the API', async () => {
  const rows = await file(`/v1/exports/results?groupBy=step&sequenceId=${sequenceId}&delimiter=tab`);
  const { items } = await api.results({ groupBy: 'step', sequenceId });
  expect(rows.map(({ key }) => key)).toEqual(items.map(({ key }: { key: string }) => key));
  expect(rows).toMatchObject([
    {
      emails_sent: '3',
      emails_opened: '1',
      emails_opened_percent: '33.3',
      emails_replied: '0',
      tasks_completed: '0',
      task_outcomes: '',
      enrollments_active: '',
      collected: 'EUR 120.50',
    },
    {
      emails_sent: '0',
      emails_opened_percent: '',
      tasks_completed: '1',
      task_outcomes: 'promised: 1',
      collected: 'EUR 120.50',
    },
  ]);
  const [whole] = await file(`/v1/exports/results?sequenceId=${sequenceId}&delimiter=tab`);
  expect(whole).toMatchObject({
    key: sequenceId,
    enrollments_active: '3',
    enrollments_started: '3',
    collected: 'EUR 120.50',
  });
});

test('S20, U3: the file of rows has exactly what the figure counts, for who sees less, too', async () => {
  const path = (figure: string) =>
    `/v1/exports/result-rows?figure=${figure}&sequenceId=${sequenceId}&delimiter=tab&decimalMark=comma`;
  const sent = await file(path('mail.sent'));
  expect(sent.map(({ message_id }) => message_id).sort()).toEqual([...messages].sort());
  expect(sent.map(({ customer_id }) => customer_id).sort()).toEqual(
    enrollments.map(({ customerId }) => customerId).sort(),
  );
  expect(await file(path('tasks.completed&outcome=promised'))).toMatchObject([
    { outcome: 'promised', channel: '' },
  ]);
  expect(await file(path('collected'))).toMatchObject([{ currency: 'EUR', amount: '120,50' }]);
  const { key } = await api.user('manager');
  await hideCustomer(api, enrollments[0]!.customerId);
  expect(await file(path('mail.sent'), key)).toHaveLength(2);
  expect(await file(path('collected'), key)).toEqual([]);
  const [whole] = await file(`/v1/exports/results?sequenceId=${sequenceId}&delimiter=tab`, key);
  expect(whole).toMatchObject({
    emails_sent: '2',
    emails_opened: '0',
    enrollments_started: '2',
    collected: '',
  });
});
