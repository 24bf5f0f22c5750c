import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.now = START;
  await api.ok('PATCH', '/v1/organisation', { body: { credit: 'net', minimumAmounts: {} } });
});

let notes = 0;
/** A credit note that is applied to nothing. */
const note = async ({ customerId }: Pick<Row, 'customerId'>, amount: string, change: object = {}) =>
  api.ok('PUT', `/v1/customers/${customerId}/related-records`, {
    body: {
      kind: 'credit_note',
      externalId: `CN-${++notes}`,
      status: 'open',
      amount,
      currency: 'USD',
      occurredOn: '2026-02-01',
      ...change,
    },
  });
/** A payment for which no invoice is named. */
const onAccount = ({ customerId }: Pick<Row, 'customerId'>, amount: string) =>
  api.ok('POST', `/v1/customers/${customerId}/payments`, { body: { amount, allocations: [] } });
const pay = ({ invoiceId }: Pick<Row, 'invoiceId'>, amount: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount } });
const organisation = (body: object) => api.ok('PATCH', '/v1/organisation', { body });
const explain = ({ enrollmentId }: Row) => api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
const claim = ({ enrollmentId, executionId }: Row) =>
  claimStep(api.engine, { enrollmentId, stepExecutionId: executionId });
const standing = async ({ executionId }: Row) => {
  const { status, skipReason, errorCode } = await api.execution(executionId);
  return `${status} ${skipReason ?? errorCode ?? ''}`.trim();
};
const two = [{ timing: onDay(0, '08:00') }, { timing: onDay(1, '08:00') }];
const nextOf = async (row: Row): Promise<Row> => ({
  ...row,
  executionId: await api.executionOf(row.enrollmentId, 1),
});

const COVERED =
  'The customer owes 1250.00 USD and has 1500.00 USD to its credit: nothing is left to ask for.';

describe('C18: credit in a sequence', () => {
  it.each([
    ['a credit note', (row: Row) => note(row, '1500.00')],
    ['a payment on account', (row: Row) => onAccount(row, '1500.00')],
  ])('case 1, C18: %s of more than is owed: the step is skipped, and says why', async (_, give) => {
    const row = await api.row({ steps: two });
    await give(row);
    expect((await claim(row)).kind).toBe('not_now');
    expect(await standing(row)).toBe('skipped in_credit');
    const explanation = await explain(row);
    expect(explanation.steps[0]).toMatchObject({
      status: 'skipped',
      skipReason: 'in_credit',
      detail: COVERED,
    });
    expect(explanation.reasons).toEqual([
      { code: 'in_credit', text: `${COVERED} What comes due of this sequence is skipped.`, until: null },
    ]);
    expect(explanation).toMatchObject({
      nextSendAt: null,
      answer: `"Step 2" does not leave on 2026-03-03 08:00 (UTC): ${COVERED}`,
    });
    const enrollment = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`);
    expect(enrollment.status).toBe('active');
  });

  it('S21, C18: the skipped step stands in the thread with the amounts', async () => {
    const row = await api.row({ steps: two });
    await note(row, '1500.00');
    await claim(row);
    const where = { enrollmentId: row.enrollmentId, subject: 'Step skipped: Step 1' };
    expect(await api.db.communication.findFirstOrThrow({ where })).toMatchObject({
      outcome: 'in_credit',
      content: COVERED,
    });
  });

  it('case 1, C18: credit that is applied elsewhere is gone: what was skipped stays so, the next step leaves', async () => {
    const row = await api.row({ steps: two });
    const { id } = await note(row, '1500.00');
    await claim(row);
    const other = await api.invoice(row.customerId, { amount: '1500.00' });
    const applied = { invoiceId: other.id, amount: '1500.00' };
    await api.ok('POST', `/v1/related-records/${id}/applications`, { body: applied });
    api.now += 24 * 3_600_000;
    await api.look(row.enrollmentId);
    const next = await nextOf(row);
    expect(await api.passFence(await api.claim(next))).toBe(true);
    expect(await standing(row)).toBe('skipped in_credit');
  });

  it('case 1c, M2: who still owes is asked, with both amounts and what they leave; the ledger keeps them', async () => {
    const body = '<p>{{balance.total}} less {{balance.credit}}: {{balance.net}}</p>';
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), body }] });
    await note(row, '400.00');
    const claimed = await api.claim(row);
    expect(claimed.mail.text).toContain('$1,250.00 less US$400.00: US$850.00');
    const { facts } = await api.db.message.findUniqueOrThrow({ where: { id: claimed.mail.messageId } });
    expect(facts).toMatchObject({ owed: { gross: '1250', credit: '400', net: '850' } });
  });

  it('C18: with `credit: ignore` credit counts for nothing, from the next send on', async () => {
    const row = await api.row({ steps: two });
    await note(row, '1500.00');
    await organisation({ credit: 'ignore' });
    expect((await explain(row)).reasons).toEqual([]);
    const claimed = await api.claim(row);
    const { facts } = await api.db.message.findUniqueOrThrow({ where: { id: claimed.mail.messageId } });
    expect(facts).toMatchObject({ owed: { gross: '1250', credit: '0', net: '1250' } });
  });

  it('C18, S2: outreach asks for nothing and goes out', async () => {
    const row = await api.row({ steps: two, purpose: 'outreach' });
    await note(row, '1500.00');
    expect((await claim(row)).kind).toBe('claimed');
  });

  it('S16: in credit is not paid: a gross balance of zero stops, credit does not', async () => {
    const row = await api.row({ steps: two });
    await note(row, '5000.00');
    await api.look(row.enrollmentId);
    expect((await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`)).status).toBe('active');
    await pay(row, '1250.00');
    await api.look(row.enrollmentId);
    const ended = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`);
    expect(ended).toMatchObject({ status: 'stopped', stopReason: 'paid' });
  });

  it('C18, D8: credit counts against what can be asked for; with everything disputed it is a hold', async () => {
    const row = await api.row({ steps: two });
    await api.invoice(row.customerId, { amount: '600.00' });
    await api.ok('POST', `/v1/invoices/${row.invoiceId}/dispute`, { body: { reason: 'Hours' } });
    await note(row, '700.00');
    expect((await claim(row)).kind).toBe('not_now');
    expect(await standing(row)).toBe('skipped in_credit');
    const held = await api.row({ steps: two });
    await note(held, '5000.00');
    await api.ok('POST', `/v1/invoices/${held.invoiceId}/dispute`, { body: { reason: 'Hours' } });
    expect(await claim(held)).toMatchObject({ directive: { kind: 'wait', reason: 'all_disputed' } });
  });
});

describe('C18, D7: credit that arrives when something is ready', () => {
  const GIVEN = [
    ['a credit note', (row: Row) => note(row, '100.00')],
    ['a payment on account', (row: Row) => onAccount(row, '100.00')],
  ] as const;

  it.each(GIVEN)(
    'D7, C18: the fence stops a claim when %s arrives before the hand-over; the next one names it',
    async (_, give) => {
      const body = '<p>{{balance.net}}</p>';
      const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), body }] });
      const first = await api.claim(row);
      await give(row);
      expect(await api.passFence(first)).toBe(false);
      await api.settle(row, first, { kind: 'fenced_off' });
      const second = await api.claim(row);
      expect(second.mail.text).toContain('$1,150.00');
      expect(await api.passFence(second)).toBe(true);
    },
  );

  it('D7, C18: credit that covers everything between claim and hand-over: nothing leaves', async () => {
    const row = await api.row({ steps: two });
    const first = await api.claim(row);
    await onAccount(row, '1250.00');
    expect(await api.passFence(first)).toBe(false);
    await api.settle(row, first, { kind: 'fenced_off' });
    expect((await claim(row)).kind).toBe('not_now');
    expect(await standing(row)).toBe('skipped in_credit');
  });

  it.each([
    ['a', {}],
    ['a forced', { force: { reason: 'They asked for it' } }],
  ])('Q2, D7: %s send by a person never passes what is owed net', async (_, body) => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }, two[1]!] });
    await note(row, '1250.00');
    const detail = await api.ok('GET', `/v1/queue/${row.executionId}`);
    expect(detail).toMatchObject({
      balance: '1250.00',
      credit: '1250.00',
      draft: null,
      draftProblem: expect.stringContaining('1250.00 USD to its credit'),
      notAsked: { code: 'in_credit', text: expect.stringContaining('1250.00 USD') },
    });
    expect((await api.act(row.executionId, 'send', body)).status).toBe(202);
    expect((await claim(row)).kind).toBe('not_now');
    expect(await standing(row)).toBe('skipped in_credit');
  });

  it('D7: edited content whose credit moved goes back to the person, who retries it', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }, two[1]!] });
    await api.ok('PATCH', `/v1/queue/${row.executionId}`, { body: { body: '<p>{{balance.net}}</p>' } });
    await onAccount(row, '50.00');
    await api.act(row.executionId, 'send');
    expect((await claim(row)).kind).toBe('not_now');
    expect(await standing(row)).toBe('error facts_moved');
    await api.act(row.executionId, 'retry');
    expect((await api.claim(row)).mail.text).toContain('$1,200.00');
  });

  it('C18: a call that waits in the queue stays, says that nothing is to be asked, and can be completed', async () => {
    const row = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }, two[1]!] });
    await note(row, '2000.00');
    await api.look(row.enrollmentId);
    expect(await standing(row)).toBe('ready');
    expect((await api.ok('GET', `/v1/queue/${row.executionId}`)).notAsked.code).toBe('in_credit');
    expect((await api.act(row.executionId, 'complete')).status).toBe(200);
  });

  it.each(['call', 'task', 'social', 'email'] as const)(
    'C18: a %s that a person would do does not enter the queue while the customer is in credit',
    async (type) => {
      const { sequenceId } = await api.sequence({
        steps: [{ type, timing: onDay(0, '08:00'), isManual: true }, { timing: onDay(1, '08:00') }],
      });
      const customer = await api.payer();
      await note(customer, '2000.00');
      const { enrollment } = await api.enroll(sequenceId, customer.customerId);
      await api.look(enrollment.id);
      const executionId = await api.executionOf(enrollment.id);
      expect(await api.execution(executionId)).toMatchObject({
        status: 'skipped',
        skipReason: 'in_credit',
        skipDetail: expect.stringContaining('2000.00 USD'),
      });
    },
  );
});
