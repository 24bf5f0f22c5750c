import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = START;
});

const hold = (body: object) => api.ok('POST', '/v1/holds', { body });
const promise = ({ customerId, invoiceId }: Row, promisedOn: string) =>
  api.ok('POST', `/v1/customers/${customerId}/promises`, { body: { promisedOn, invoiceIds: [invoiceId] } });
const explain = ({ enrollmentId }: Row) => api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
const codesOf = ({ reasons }: { reasons: { code: string }[] }) => reasons.map(({ code }) => code);
const claim = ({ enrollmentId, executionId }: Row) =>
  claimStep(api.engine, { enrollmentId, stepExecutionId: executionId });

describe('a hold that begins or ends in the middle of a send', () => {
  it.each([
    ['an invoice', (row: Row) => hold({ scope: 'invoice', invoiceId: row.invoiceId }), 'all_disputed'],
    ['a customer', (row: Row) => hold({ scope: 'customer', customerId: row.customerId }), 'customer_hold'],
    ['an enrollment', (row: Row) => hold({ scope: 'enrollment', enrollmentId: row.enrollmentId }), 'paused'],
    ['a promise', (row: Row) => promise(row, '2026-03-10'), 'all_disputed'],
    [
      'a dispute',
      ({ invoiceId }: Row) =>
        api.ok('POST', `/v1/invoices/${invoiceId}/dispute`, { body: { reason: 'Hours' } }),
      'all_disputed',
    ],
  ])(
    'D7, D8: the fence sees a hold of %s begun after the claim; the next claim waits',
    async (_, begin, reason) => {
      const row = await api.row();
      const claimed = await api.claim(row);
      await begin(row);
      expect(await api.passFence(claimed)).toBe(false);
      await api.settle(row, claimed, { kind: 'fenced_off' });
      expect(await claim(row)).toMatchObject({ kind: 'not_now', directive: { kind: 'wait', reason } });
    },
  );

  it('D7, D8: an invoice released between claim and fence is in the message that is rendered anew', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), body: '<p>{{balance.total}}</p>' }] });
    await api.invoice(row.customerId, { amount: '50.00' });
    const { id } = await hold({ scope: 'invoice', invoiceId: row.invoiceId });
    const first = await claim(row);
    if (first.kind !== 'claimed') throw new Error('not claimed');
    await api.ok('POST', `/v1/holds/${id}/end`);
    expect(await api.passFence(first)).toBe(false);
    await api.settle(row, first, { kind: 'fenced_off' });
    const second = await api.claim(row);
    expect(second.mail.text).not.toBe(first.mail.text);
    expect(await api.passFence(second)).toBe(true);
  });

  it('D8: a hold that has expired holds nothing, without anybody ending it', async () => {
    const row = await api.row();
    await hold({ scope: 'customer', customerId: row.customerId, expiresAt: '2026-03-02T09:00:00Z' });
    expect((await claim(row)).kind).toBe('not_now');
    api.now = Date.parse('2026-03-02T09:00:00Z');
    expect(await api.passFence(await api.claim(row))).toBe(true);
  });
});

describe('holds that overlap', () => {
  it('D8, O7: of two holds of one invoice the later end counts; one without an end is waited for', async () => {
    const row = await api.row();
    const { id } = await promise(row, '2026-03-05');
    expect((await explain(row)).nextSendAt).toBe('2026-03-05T23:00:00.000Z');
    const longer = { scope: 'invoice', invoiceId: row.invoiceId, expiresAt: '2026-03-09T08:00:00Z' };
    await hold(longer);
    const both = await explain(row);
    expect(both.nextSendAt).toBe('2026-03-09T08:00:00.000Z');
    expect(both.reasons).toMatchObject([
      { code: 'all_disputed', until: '2026-03-09T08:00:00.000Z' },
      { code: 'invoice_hold', until: '2026-03-05T23:00:00.000Z' },
      { code: 'invoice_hold', until: '2026-03-09T08:00:00.000Z' },
    ]);
    await api.ok('POST', `/v1/invoices/${row.invoiceId}/dispute`, { body: { reason: 'Hours' } });
    expect((await explain(row)).nextSendAt).toBeNull();
    await api.ok('POST', `/v1/promises/${id}/withdraw`);
    await api.ok('POST', `/v1/invoices/${row.invoiceId}/undispute`);
    expect((await explain(row)).nextSendAt).toBe('2026-03-09T08:00:00.000Z');
  });

  it('D8, O7: of two invoices the one that is released first can be asked for', async () => {
    const row = await api.row();
    const second = await api.invoice(row.customerId);
    await promise(row, '2026-03-09');
    await hold({ scope: 'invoice', invoiceId: second.id, expiresAt: '2026-03-04T08:00:00Z' });
    expect((await explain(row)).nextSendAt).toBe('2026-03-04T08:00:00.000Z');
  });

  it('D8, O7: a hold of the customer and a promise: both have to end', async () => {
    const row = await api.row();
    await promise(row, '2026-03-05');
    await hold({ scope: 'customer', customerId: row.customerId, expiresAt: '2026-03-03T08:00:00Z' });
    const explanation = await explain(row);
    expect(explanation.nextSendAt).toBe('2026-03-05T23:00:00.000Z');
    expect(codesOf(explanation)).toEqual(['customer_hold', 'all_disputed', 'invoice_hold']);
  });

  it('D8, S11: two overlapping holds of a customer keep what was left of a delay, once', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: after(3, 'days') }] });
    await api.sent(row);
    const customer = { scope: 'customer', customerId: row.customerId };
    api.now += 24 * 3_600_000;
    await hold({ ...customer, expiresAt: '2026-03-05T08:00:00Z' });
    api.now += 24 * 3_600_000;
    await hold({ ...customer, kind: 'out_of_office', expiresAt: '2026-03-06T08:00:00Z' });
    // Two of three days were left on 3 March; from 6 March on they go on.
    expect((await explain(row)).nextSendAt).toBe('2026-03-08T08:00:00.000Z');
  });
});

describe('what would keep a message from leaving is told before its day', () => {
  const steps = [{ timing: onDay(2, '09:00') }];

  it('O7, Q4, D3: no recipient, an address that cannot be used, one that is suppressed', async () => {
    const none = await api.row({ steps, email: null });
    expect(await explain(none)).toMatchObject({
      answer: '"Step 1" does not leave on 2026-03-04 09:00 (UTC): No contact with an email address matches.',
      nextSendAt: null,
      reasons: [{ code: 'no_recipient' }],
    });
    const row = await api.row({ steps, email: 'ap@blocked.example' });
    expect((await explain(row)).nextSendAt).toBe('2026-03-04T09:00:00.000Z');
    await api.ok('POST', '/v1/suppressions', { body: { address: 'AP@blocked.example' } });
    const text = 'The only address it may go to is suppressed.';
    expect(await explain(row)).toMatchObject({
      nextSendAt: null,
      reasons: [{ code: 'all_suppressed', text }],
    });
  });

  it('O7, M3: a variable that is empty for this customer', async () => {
    const body = '<p>{{contact.title}}</p>';
    const row = await api.row({ steps: [{ timing: onDay(2, '09:00'), body }] });
    const explanation = await explain(row);
    expect([explanation.nextSendAt, codesOf(explanation)]).toEqual([null, ['template']]);
    expect(explanation.reasons[0].text).toContain('contact.title');
  });

  it('O7, S13: what is due outside the window says so', async () => {
    const row = await api.row({
      steps: [{ timing: onDay(0, '08:00') }],
      windowStart: '10:00',
      windowStop: '11:00',
      sendDays: [5],
    });
    const until = '2026-03-06T10:00:00.000Z';
    const text = 'The sequence sends on its send days only from 10:00 to 11:00.';
    expect(await explain(row)).toMatchObject({
      nextSendAt: until,
      reasons: [{ code: 'window', text, until }],
    });
  });

  it('O7: an outreach sequence asks for nothing, so no dispute keeps it back', async () => {
    const row = await api.row({ steps, purpose: 'outreach' });
    await api.ok('POST', `/v1/invoices/${row.invoiceId}/dispute`, { body: { reason: 'Hours' } });
    const explanation = await explain(row);
    expect(explanation.nextSendAt).toBe('2026-03-04T09:00:00.000Z');
    expect(codesOf(explanation)).toEqual(['invoice_hold']);
  });
});
