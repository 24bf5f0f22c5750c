import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let other: { id: string; key: string };
beforeAll(async () => {
  await api.open();
  other = await api.user('manager');
});
afterAll(() => api.close());

const codeOf = (answer: { body: { type: string } }) => answer.body.type.split(':').at(-1);
const email = (isManual = true) =>
  api.row({ steps: [{ timing: onDay(0, '08:00'), isManual }, { timing: onDay(4) }] });
const audited = async (id: string) =>
  (await api.auditActions(id)).map((action) => action.replace('stepExecution.', ''));

describe('Q2: editing an email', () => {
  const edit = (id: string, body: object, key?: string) =>
    api.call('PATCH', `/v1/queue/${id}`, { body, ...(key && { key }) });

  test('pins the content for an email that waits, is planned or in error, and shows it as the draft', async () => {
    const row = await api.row({ steps: [{ timing: onDay(5), cc: ['team@acme.example'] }] });
    const body = {
      subject: 'Dear {{contact.name}}',
      body: '<p>Now {{balance.total}}</p>',
      to: ['cfo@customer.example'],
    };
    const answer = await edit(row.executionId, body);
    expect(answer.status).toBe(200);
    expect(answer.body.draft).toMatchObject({
      subject: 'Dear Pat Payer',
      to: ['cfo@customer.example'],
      cc: ['team@acme.example'],
      isEdited: true,
    });
    expect(answer.body.draft.html).toContain('$1,250.00');
    expect((await edit(row.executionId, { cc: [] })).body.draft).toMatchObject({
      subject: 'Dear Pat Payer',
      cc: [],
    });
    expect(await audited(row.executionId)).toEqual(['edit', 'edit']);
  });

  test('U4: the audit keeps the words before and after an edit', async () => {
    const row = await email();
    await edit(row.executionId, {
      subject: 'First',
      to: ['cfo@customer.example'],
      cc: ['a@customer.example'],
    });
    await edit(row.executionId, { subject: 'Second', cc: [] });
    const { items } = await api.ok('GET', `/v1/audit?entity=stepExecution&entityId=${row.executionId}`);
    expect(items).toMatchObject([
      {
        before: { subject: 'First', to: ['cfo@customer.example'], cc: ['a@customer.example'] },
        after: { subject: 'Second', to: ['cfo@customer.example'], cc: [] },
      },
      { before: { to: null, cc: [] }, after: { subject: 'First', cc: ['a@customer.example'] } },
    ]);
    expect(items[1].before.subject).not.toBe('First');
  });

  test('D7: when the balance moves after the edit, the email comes back to a person; retry takes it as it is now', async () => {
    const row = await email();
    await edit(row.executionId, { subject: 'You owe 1,250' });
    await api.ok('POST', `/v1/invoices/${row.invoiceId}/payments`, { body: { amount: '250.00' } });
    await api.act(row.executionId, 'send');
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    expect(await api.execution(row.executionId)).toMatchObject({ status: 'error', errorCode: 'facts_moved' });
    expect((await api.act(row.executionId, 'retry')).status).toBe(202);
    expect((await api.claim(row)).mail.subject).toBe('You owe 1,250');
  });

  test('broken templates, unknown variables, line breaks and bad addresses are refused with field and place', async () => {
    const row = await email();
    const before = await api.execution(row.executionId);
    const problems: [object, string, RegExp?][] = [
      [{ subject: 'Hi {{customer.nmae}}' }, 'subject', /customer\.nmae.*line 1, column 4/],
      [{ body: '<p>\n{{#invoices}}</p>' }, 'body', /line 2/],
      [{ subject: 'Hello\r\nBcc: x@y.example' }, 'subject'],
      [{ subject: '   ' }, 'subject'],
      [{ body: '' }, 'body'],
      [{ to: [] }, 'to'],
      [{ to: ['nobody'] }, 'to[0]'],
      [{ cc: ['a@b.example\nBcc: c@d.example'] }, 'cc[0]'],
      [{ colour: 'red' }, 'colour'],
      [{}, 'body'],
    ];
    for (const [body, field, message] of problems) {
      const answer = await edit(row.executionId, body);
      expect([answer.status, answer.body.errors?.[0].field]).toEqual([422, field]);
      if (message) expect(answer.body.errors[0].message).toMatch(message);
    }
    expect(await api.execution(row.executionId)).toEqual(before);
  });

  test('an email on its way, done or of an ended enrollment cannot be edited', async () => {
    const [leaving, over] = [await email(false), await email()];
    await api.claim(leaving);
    await api.ok('POST', `/v1/enrollments/${over.enrollmentId}/stop`, { body: {} });
    for (const { executionId } of [leaving, over]) {
      const answer = await edit(executionId, { subject: 'x' }, other.key);
      expect([answer.status, codeOf(answer)]).toEqual([409, 'already_acted']);
    }
  });
});
