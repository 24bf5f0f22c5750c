import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../../contracts/kinds.ts';
import { refreshMarked } from '../../../commands/insights/refresh-customers.ts';
import { claimAction } from '../../support/worlds/claims.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
});
afterAll(() => api.close());
beforeEach(async () => {
  api.now = START;
  await api.ok('PATCH', '/v1/organisation', { body: { credit: 'net', minimumAmounts: {} } });
});

/** A payment for which no invoice is named. */
const onAccount = (customerId: string, amount: string) =>
  api.ok('POST', `/v1/customers/${customerId}/payments`, { body: { amount, allocations: [] } });
const late = (customerId: string, days: number, amount: string) =>
  api.invoice(customerId, {
    amount,
    issuedOn: '2025-10-01',
    dueOn: new Date(START - days * DAY_MS).toISOString().slice(0, 10),
  });
const refresh = (customerId: string) => api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
const insights = (customerId: string) => api.ok('GET', `/v1/customers/${customerId}/insights`);
const actions = async (customerId: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/actions?customerId=${customerId}`)).items;
const signals = async (customerId: string): Promise<string[]> =>
  (await insights(customerId)).signals.map(({ rule, text }: Json) => `${rule}: ${text}`);

/** A customer that owes 1250.00 USD, 10 days late, with the reminder that is recommended. */
async function reminder() {
  const payer = await api.payer();
  await refresh(payer.customerId);
  const [action] = await actions(payer.customerId);
  return { ...payer, actionId: action.id as string, action };
}

describe('C18, C12: signals of who has credit', () => {
  it('C12, C18: overdue counts what credit leaves, the oldest covered first', async () => {
    const { id } = await api.customer();
    await late(id, 100, '300.00');
    await late(id, 95, '200.00');
    await late(id, 40, '50.00');
    await refresh(id);
    expect((await signals(id))[0]).toMatch(/^overdue_91: 2 invoices over 500.00 EUR/);
    await onAccount(id, '350.00');
    expect((await signals(id)).sort()).toEqual([
      'overdue_31: 1 invoice over 50.00 EUR 31 to 90 days overdue, the oldest due on 2026-01-21.',
      'overdue_91: 1 invoice over 150.00 EUR 91 or more days overdue, the oldest due on 2025-11-27.',
    ]);
    expect((await api.ok('GET', `/v1/customers/${id}`)).id).toBe(id);
  });

  it('C12, C18: who is wholly covered is healthy, and is so again no more when the payment comes back', async () => {
    const { id } = await api.customer();
    await late(id, 100, '300.00');
    await refresh(id);
    const payment = await onAccount(id, '300.00');
    expect(await signals(id)).toEqual([
      'healthy: What the customer has to its credit covers what is overdue.',
    ]);
    await api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body: { reason: 'bounced' } });
    expect((await signals(id))[0]).toMatch(/^overdue_91: 1 invoice over 300.00 EUR/);
  });

  it('C12, C18: with `credit: ignore` it counts for nothing', async () => {
    const { id } = await api.customer();
    await late(id, 100, '300.00');
    await onAccount(id, '300.00');
    await api.ok('PATCH', '/v1/organisation', { body: { credit: 'ignore' } });
    await refresh(id);
    expect((await signals(id))[0]).toMatch(/^overdue_91: 1 invoice over 300.00 EUR/);
  });

  it('C12, C19: a residue of before counts nothing', async () => {
    const { id } = await api.customer();
    const invoice = await late(id, 100, '300.00');
    await api.database.db.invoice.update({ where: { id: invoice.id }, data: { balance: '0.004' } });
    await refresh(id);
    expect(await signals(id)).toEqual([expect.stringMatching(/^no_data/)]);
    expect(await actions(id)).toEqual([]);
  });

  it('C12, C18: a broken promise about what credit covers is none any more, and nobody is called about it', async () => {
    const { id } = await api.customer();
    const invoice = await late(id, 5, '300.00');
    const body = { promisedOn: '2026-03-03', invoiceIds: [invoice.id] };
    await api.ok('POST', `/v1/customers/${id}/promises`, { body });
    api.now = START + 2 * DAY_MS;
    await refresh(id);
    expect((await actions(id)).map(({ kind }) => kind)).toEqual(['call']);
    await onAccount(id, '300.00');
    expect(await signals(id)).toEqual([expect.stringMatching(/^healthy/)]);
    await refresh(id);
    expect(await actions(id)).toEqual([]);
  });
});

describe('C18, C19: what is recommended', () => {
  it('Q6, C18: a reminder to who is in credit closes by itself; with less credit it names both', async () => {
    const { customerId, actionId, action } = await reminder();
    expect(action.reason).toMatch(/^1250.00 USD is overdue, invoice/);
    expect(action.credit).toBe('0.00');
    const first = await onAccount(customerId, '400.00');
    await refresh(customerId);
    const [asks] = await actions(customerId);
    expect(asks).toMatchObject({ id: actionId, overdue: '1250.00', credit: '400.00' });
    expect(asks!.reason).toMatch(/^1250.00 USD is overdue, 400.00 USD is to the customer’s credit, invoice/);
    const second = await onAccount(customerId, '850.00');
    await refresh(customerId);
    expect(await actions(customerId)).toEqual([]);
    expect((await api.ok('GET', `/v1/actions/${actionId}`)).status).toBe('closed');
    for (const { id } of [first, second])
      await api.ok('POST', `/v1/payments/${id}/reversals`, { body: { reason: 'charged back' } });
    await refresh(customerId);
    expect(await actions(customerId)).toMatchObject([{ id: actionId, status: 'open' }]);
  });

  it('Q6, C19: nobody is reminded or called about less than the minimum', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts: { EUR: '5.00' } } });
    const [small, enough] = [await api.customer(), await api.customer()];
    for (const [{ id }, amount] of [
      [small, '4.99'],
      [enough, '5.00'],
    ] as const) {
      await late(id, 100, amount);
      await refresh(id);
    }
    expect(await actions(small.id)).toEqual([]);
    expect((await actions(enough.id)).map(({ kind }) => kind)).toEqual(['call']);
  });

  it('C18, C19, Q6: another rule of the organisation reaches actions and signals soon, not only at night', async () => {
    const { customerId } = await reminder();
    const bystander = await api.customer();
    await onAccount(customerId, '1250.00');
    await refreshMarked(api.deps, { chunks: 10 });
    expect(await actions(customerId)).toEqual([]);
    const reaches = async (body: object, kinds: string[]) => {
      await api.ok('PATCH', '/v1/organisation', { body });
      expect(await api.db.customerRefresh.count({ where: { customerId: bystander.id } })).toBe(0);
      await refreshMarked(api.deps, { chunks: 10 });
      expect((await actions(customerId)).map(({ kind }) => kind)).toEqual(kinds);
    };
    await reaches({ credit: 'ignore' }, ['email']);
    await reaches({ minimumAmounts: { USD: '1250.01' } }, []);
    await reaches({ minimumAmounts: { USD: '1250.00' } }, ['email']);
    await reaches({ credit: 'net' }, []);
  });

  it.each([
    [
      'in_credit',
      '1250.00',
      'The customer owes 1250.00 USD and has 1250.00 USD to its credit: nothing is left to ask for.',
    ],
    [
      'below_minimum',
      '1247.00',
      'What is left to ask for, 3.00 USD (1250.00 USD less 1247.00 USD of credit), is less than the least amount worth a letter, 5.00 USD.',
    ],
  ])(
    'D7, Q6: a mail that a person asked for is not sent when nothing is left to ask for: %s',
    async (code, amount, text) => {
      await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts: { USD: '5.00' } } });
      const { customerId, actionId } = await reminder();
      const asked = await api.call('POST', `/v1/actions/${actionId}/send`, { body: {} });
      expect(asked.status).toBeLessThan(300);
      await onAccount(customerId, amount);
      expect((await claimAction(api.engine, { actionId })).kind).toBe('not_now');
      expect(await api.ok('GET', `/v1/actions/${actionId}`)).toMatchObject({
        status: 'closed',
        skipReason: code,
        skipDetail: text,
      });
    },
  );

  it('D7, C18: credit between claim and hand-over stops the mail of an action', async () => {
    const { customerId, actionId } = await reminder();
    await api.call('POST', `/v1/actions/${actionId}/send`, { body: {} });
    const claimed = await claimAction(api.engine, { actionId });
    if (claimed.kind !== 'claimed') throw new Error('not claimed');
    await onAccount(customerId, '10.00');
    const { messageId } = claimed.mail;
    const passed = await api.db.$transaction((tx) =>
      api.deps.store.actionSends.passFence(tx, { messageId, token: claimed.token, now: api.now }),
    );
    expect(passed).toBe(false);
  });

  it('Q6, C18: the draft of an action nobody is asked by says why there is none', async () => {
    const { customerId, actionId } = await reminder();
    await api.call('POST', `/v1/actions/${actionId}/send`, { body: {} });
    await onAccount(customerId, '1250.00');
    expect(await api.ok('GET', `/v1/actions/${actionId}`)).toMatchObject({
      draft: null,
      draftProblem: expect.stringContaining('1250.00 USD to its credit'),
    });
  });

  it.each(LANGUAGES)(
    'case 1c, M6: the draft in %s names what is overdue, the credit and what they leave',
    async (locale) => {
      const { customerId, actionId } = await reminder();
      await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { locale } });
      await onAccount(customerId, '400.00');
      const { draft } = await api.ok('GET', `/v1/actions/${actionId}`);
      expect(draft.language).toBe(locale);
      const money = (amount: string) =>
        new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(amount as `${number}`);
      for (const amount of ['1250.00', '400.00', '850.00']) expect(draft.text).toContain(money(amount));
    },
  );

  it.each(LANGUAGES)(
    'C18, M6: where something is not due yet, the draft in %s names what the credit counts against: it adds up',
    async (locale) => {
      const { customerId, actionId } = await reminder();
      await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { locale } });
      await api.invoice(customerId, { amount: '500.00', issuedOn: '2026-02-01', dueOn: '2026-04-01' });
      await onAccount(customerId, '400.00');
      const { draft } = await api.ok('GET', `/v1/actions/${actionId}`);
      const money = (amount: string) =>
        new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(amount as `${number}`);
      // 1250 of 1750 are overdue; 1750 - 400 = 1350.
      for (const amount of ['1250.00', '1750.00', '400.00', '1350.00'])
        expect(draft.text).toContain(money(amount));
    },
  );
});

describe('C14, O7: what is said of a customer who has credit', () => {
  it('C14, C18: the summary names what is owed, the credit and what they leave', async () => {
    const { id } = await api.customer();
    await late(id, 10, '1000.00');
    await onAccount(id, '400.00');
    const first = async () => (await insights(id)).summary[0].text;
    expect(await first()).toBe(
      'Owes 1000.00 EUR on 1 open invoice, 1000.00 EUR of it overdue. Has 400.00 EUR to its credit: 600.00 EUR net.',
    );
    const idle = await api.customer();
    await onAccount(idle.id, '400.00');
    expect((await insights(idle.id)).summary[0].text).toBe('Owes nothing. Has 400.00 EUR to its credit.');
  });

  it.each([
    ['in_credit', '1250.00', 'has 1250.00 USD to its credit'],
    ['below_minimum', '1247.00', 'less than the least amount worth a letter, 5.00 USD'],
  ])('O7, C18, C19: explaining a customer says %s with the amounts', async (code, amount, words) => {
    await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts: { USD: '5.00' } } });
    const { customerId } = await api.payer();
    await onAccount(customerId, amount);
    const { reasons } = await api.ok('GET', `/v1/customers/${customerId}/explanation`);
    expect(reasons).toMatchObject([{ code, text: expect.stringContaining(words) }]);
  });
});
