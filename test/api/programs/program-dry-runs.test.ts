import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { DryRunWorld } from '../../support/worlds/dry-run-world.ts';
import { hideCustomer } from '../../support/worlds/touchpoint-rows.ts';

const api = new DryRunWorld();
beforeAll(() => api.open());
beforeEach(() => api.begin());
afterAll(() => api.close());

const dryRun = (programId: string, query = '', key = api.adminKey): Promise<Json> =>
  api.ok('POST', `/v1/programs/${programId}/dry-run?${query}`, { key });
const lineOf = (item: Json): string =>
  [
    item.touchpoint.offsetDays,
    item.customer.name,
    item.verdict,
    item.reason,
    item.change,
    item.daysOverdue,
    item.amount,
  ]
    .filter((part) => part !== null)
    .join(' ');

describe('P12: a dry run tells what a run now would do', () => {
  test('who gets what, per touchpoint, with what is left out and why, and the other matching', async () => {
    const programId = await api.programWith([1, 7]);
    const acme = await api.debtor('Acme', [
      { daysOverdue: 12 },
      { daysOverdue: 3 },
      { daysOverdue: 2, isDisputed: true },
    ]);
    await api.debtor('Beta', [{ daysOverdue: 2, balance: '40.5' }]);
    await api.debtor('Cesar', [{ daysOverdue: -3 }]);
    const result = await dryRun(programId);
    expect(result.items.map(lineOf)).toEqual([
      '7 Acme produced new 12 200.00',
      '10 Acme produced new 12 100.00',
      '7 Acme left_out disputed 2 100.00',
      '1 Beta produced new 2 40.50',
    ]);
    expect(result).toMatchObject({
      day: '2026-03-02',
      matching: 'highest',
      produced: 3,
      leftOut: 1,
      lastRun: null,
      changes: { again: 0, new: 3, droppedOut: 0 },
      reasons: [{ reason: 'disputed', count: 1 }],
      otherMatching: { matching: 'all', produced: 4 },
      proposals: { replaced: 0, open: 0, confirmation: null },
    });
    expect(result.touchpoints).toMatchObject([
      { offsetDays: 1, produced: 1, leftOut: 0, new: 1 },
      { offsetDays: 7, produced: 1, leftOut: 1, new: 1 },
      { offsetDays: 10, produced: 1, leftOut: 0, new: 1 },
    ]);
    expect(result.items[0].customer.id).toBe(acme.customerId);
  });

  test('against the last run: who is new, who gets it again, who dropped out and why; and what it would replace', async () => {
    const programId = await api.programWith([1, 7]);
    await api.debtor('Again', [{ daysOverdue: 3 }]);
    const paid = await api.debtor('Paid', [{ daysOverdue: 3 }]);
    const disputed = await api.debtor('Disputed', [{ daysOverdue: 8 }]);
    await api.run(programId);
    const { db } = api.database;
    await db.invoice.update({ where: { id: paid.invoiceIds[0]! }, data: { status: 'paid', balance: '0' } });
    await db.invoice.update({ where: { id: disputed.invoiceIds[0]! }, data: { isDisputed: true } });
    await api.debtor('New', [{ daysOverdue: 1 }]);
    const result = await dryRun(programId);
    expect(result.items.map(lineOf)).toEqual([
      '7 Disputed left_out disputed dropped_out 8 100.00',
      '7 Disputed left_out disputed 8 100.00',
      '1 Again produced again 3 100.00',
      '1 Paid left_out nothing_owed dropped_out 3 0.00',
      '1 New produced new 1 100.00',
    ]);
    expect(result.lastRun).toMatchObject({ kind: 'scheduled', localDate: '2026-03-02' });
    expect(result.changes).toEqual({ again: 1, new: 1, droppedOut: 2 });
    expect(result.proposals).toMatchObject({ replaced: 1, open: 3, confirmation: expect.any(String) });
    expect((await dryRun(programId, 'change=dropped_out')).items).toHaveLength(2);
    expect((await dryRun(programId, 'verdict=produced')).items.map(lineOf)).toEqual([
      '1 Again produced again 3 100.00',
      '1 New produced new 1 100.00',
    ]);
  });

  test('which cap binds: messages to one customer, the daily cap of the mailbox, the size of the run', async () => {
    const programId = await api.programWith([1]);
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perRun: 2 } } });
    await api.debtor('Acme', [{ daysOverdue: 12 }, { daysOverdue: 11 }, { daysOverdue: 10 }]);
    expect((await dryRun(programId)).caps).toEqual({
      perRun: { most: 2, leftOut: 2 },
      mailbox: { id: api.mailboxId, name: 'AR', dailyCap: 2, isBinding: false },
      surge: { factor: 0, isHeld: false },
    });
    await api.debtor('Beta', [{ daysOverdue: 2 }]);
    expect((await dryRun(programId)).caps.mailbox.isBinding).toBe(true);
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perRun: 5 } } });
  });

  test('nothing is written', async () => {
    const programId = await api.programWith([1]);
    await api.debtor('Acme', [{ daysOverdue: 12 }]);
    await dryRun(programId);
    const { db } = api.database;
    expect(await db.scheduledTouchpoint.count()).toBe(0);
    expect(await db.programEnrollment.count()).toBe(0);
    expect(await db.programRun.count({ where: { kind: 'manual' } })).toBe(0);
  });

  test('its pages join without gaps or doubles', async () => {
    const programId = await api.programWith([1]);
    for (let n = 0; n < 7; n += 1) await api.debtor(`Debtor ${n}`, [{ daysOverdue: 3 + (n % 2) }]);
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Json = await dryRun(programId, `limit=3${cursor && `&cursor=${cursor}`}`);
      names.push(...page.items.map((item: Json) => item.customer.name));
      cursor = page.nextCursor;
    }
    expect(names).toHaveLength(7);
    expect(new Set(names).size).toBe(7);
  });

  test('U3: of hidden customers nothing is told, not even their number', async () => {
    const programId = await api.programWith([1]);
    await api.debtor('Acme', [{ daysOverdue: 12 }]);
    const { customerId } = await api.debtor('Secret', [
      { daysOverdue: 12 },
      { daysOverdue: 3, isDisputed: true },
    ]);
    await hideCustomer(api, customerId);
    const agent = await api.user('agent');
    const result = await dryRun(programId, '', agent.key);
    expect(result).toMatchObject({ produced: 2, leftOut: 0, otherMatching: { produced: 2 } });
    expect(JSON.stringify(result)).not.toContain('hidden');
    expect(JSON.stringify(result)).not.toContain('Secret');
    const asked = await api.call('GET', `/v1/programs/${programId}/verdicts/${customerId}`, {
      key: agent.key,
    });
    expect(asked.status).toBe(404);
  });

  test('a program that is not there answers 404', async () => {
    expect((await api.call('POST', `/v1/programs/${newId('program')}/dry-run`)).status).toBe(404);
  });
});

describe('O7: for one customer, what each touchpoint does, and why not', () => {
  const verdicts = async (programId: string, customerId: string, query = ''): Promise<string[]> => {
    const { items } = await api.ok('GET', `/v1/programs/${programId}/verdicts/${customerId}${query}`);
    return items.map((item: Json) =>
      [
        item.touchpoint.offsetDays,
        item.invoice?.number.split('-').at(-1),
        item.verdict,
        item.reason,
        item.daysOverdue,
      ]
        .filter((part) => part != null)
        .join(' '),
    );
  };

  test('every touchpoint and open invoice has its verdict', async () => {
    const programId = await api.programWith([1, 7, 30]);
    const { customerId, invoiceIds } = await api.debtor('Acme', [
      { daysOverdue: 12 },
      { daysOverdue: 3, isDisputed: true },
      { daysOverdue: -5 },
    ]);
    expect(await verdicts(programId, customerId)).toEqual([
      '1 left_out higher_touchpoint 12',
      '7 produced 12',
      '7 2 left_out disputed 3',
      '30 left_out not_due 12',
      '10 1 produced 12',
      '10 2 left_out not_due 3',
      '10 3 left_out not_due -5',
    ]);
    expect(await verdicts(programId, customerId, `?invoiceId=${invoiceIds[2]}`)).toEqual([
      '1 left_out higher_touchpoint 12',
      '7 produced 12',
      '30 left_out not_due 12',
      '10 3 left_out not_due -5',
    ]);
  });

  test.each([
    [
      'not_enrolled',
      async (customerId: string, programId: string) => {
        await api.ok('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, {
          body: { isEnrolled: false },
        });
      },
    ],
    [
      'customer_not_active',
      async (customerId: string) => {
        await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { status: 'inactive' } });
      },
    ],
    [
      'nothing_owed',
      async (customerId: string) => {
        await api.database.db.invoice.updateMany({
          where: { customerId },
          data: { status: 'paid', balance: '0' },
        });
      },
    ],
  ])('%s', async (reason, change) => {
    const programId = await api.programWith([1]);
    const { customerId, invoiceIds } = await api.debtor('Acme', [{ daysOverdue: 12 }]);
    await change(customerId, programId);
    const days = reason === 'nothing_owed' ? '' : ' 12';
    expect(await verdicts(programId, customerId, `?invoiceId=${invoiceIds[0]}`)).toEqual([
      `1 left_out ${reason}${days}`,
      `10 1 left_out ${reason} 12`,
    ]);
  });
});
