import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  // Least amounts are only named in currencies in which a customer is.
  for (const currency of ['USD', 'EUR']) await api.customer({ currency });
});
afterAll(() => api.close());
beforeEach(async () => {
  api.now = START;
  await api.ok('PATCH', '/v1/organisation', { body: { credit: 'net', minimumAmounts: {} } });
});

const onAccount = ({ customerId }: Pick<Row, 'customerId'>, amount: string) =>
  api.ok('POST', `/v1/customers/${customerId}/payments`, { body: { amount, allocations: [] } });
const pay = ({ invoiceId }: Pick<Row, 'invoiceId'>, amount: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount } });
const organisation = (body: object) => api.ok('PATCH', '/v1/organisation', { body });
const explain = ({ enrollmentId }: Row) => api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
const claim = ({ enrollmentId, executionId }: Row) =>
  claimStep(api.engine, { enrollmentId, stepExecutionId: executionId });
const two = [{ timing: onDay(0, '08:00') }, { timing: onDay(1, '08:00') }];

describe('C19: small balances in a sequence', () => {
  const small = async (left: string) => {
    const row = await api.row({ steps: two });
    await pay(row, (1250 - Number(left)).toFixed(2));
    return row;
  };

  it('case 2b, C19: less than the minimum is not asked for; the reason names both, the balance stays', async () => {
    await organisation({ minimumAmounts: { USD: '5.00', EUR: '9.00' } });
    const row = await small('3.20');
    expect((await claim(row)).kind).toBe('not_now');
    const text = 'What is left to ask for, 3.20 USD, is less than the least amount worth a letter, 5.00 USD.';
    expect(await api.execution(row.executionId)).toMatchObject({
      status: 'skipped',
      skipReason: 'below_minimum',
      skipDetail: text,
    });
    expect((await explain(row)).reasons[0]).toMatchObject({
      code: 'below_minimum',
      text: expect.stringContaining(text),
    });
    expect((await api.ok('GET', `/v1/invoices/${row.invoiceId}`)).balance).toBe('3.20');
  });

  it('case 2c, C19: exactly the minimum is asked for', async () => {
    await organisation({ minimumAmounts: { USD: '5.00' } });
    expect((await api.claim(await small('5.00'))).mail.text).toContain('$5.00');
  });

  it('case 2, C19: without a minimum 3.20 is asked for', async () => {
    expect((await api.claim(await small('3.20'))).mail.text).toContain('$3.20');
  });

  it('C19: a minimum is asked at the moment of sending: one that came meanwhile holds, and is explained', async () => {
    const row = await small('3.20');
    expect((await explain(row)).reasons).toEqual([]);
    await organisation({ minimumAmounts: { USD: '10.00' } });
    expect((await explain(row)).reasons[0].text).toContain('10.00 USD');
    await organisation({ minimumAmounts: {} });
    expect((await claim(row)).kind).toBe('claimed');
  });

  it('C18, C19: the minimum is compared with what credit leaves', async () => {
    await organisation({ minimumAmounts: { USD: '5.00' } });
    const row = await api.row({ steps: two });
    await onAccount(row, '1246.80');
    expect((await claim(row)).kind).toBe('not_now');
    expect((await api.execution(row.executionId)).skipDetail).toBe(
      'What is left to ask for, 3.20 USD (1250.00 USD less 1246.80 USD of credit), is less than the least amount worth a letter, 5.00 USD.',
    );
  });

  it('case 2a, C19: a residue of before is nothing owed: it is not asked for, nor named beside what is', async () => {
    const row = await api.row({ steps: two });
    await api.db.invoice.update({ where: { id: row.invoiceId }, data: { balance: '0.004' } });
    expect((await claim(row)).kind).toBe('not_now');
    expect(await api.execution(row.executionId)).toMatchObject({
      skipReason: 'below_minimum',
      skipDetail: 'What is open, 0.004 USD, is below the smallest unit of the currency: nobody can pay it.',
    });
    const body = '<p>{{#invoices}}{{number}} {{balance}};{{/invoices}}</p>';
    const owing = await api.row({ steps: [{ timing: onDay(0, '08:00'), body }] });
    const { number } = await api.invoice(owing.customerId, { amount: '10.00' });
    await api.db.invoice.update({ where: { id: owing.invoiceId }, data: { balance: '0.004' } });
    expect((await api.claim(owing)).mail.text).toMatch(new RegExp(`^${number} US\\$10.00;\n`));
  });

  it('S19, C18: a preview says that the step would be skipped for this customer', async () => {
    const row = await api.row({ steps: two });
    const preview = async () => {
      const { stepId } = await api.execution(row.executionId);
      const { customerId } = row;
      return api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, { body: { stepId, customerId } });
    };
    expect((await preview()).preview.notAsked).toBeNull();
    await onAccount(row, '1500.00');
    expect((await preview()).preview.notAsked).toMatchObject({ code: 'in_credit' });
  });
});
