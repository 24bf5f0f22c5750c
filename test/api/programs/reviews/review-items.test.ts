import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { returnForReply } from '../../../../commands/programs/reviews/return-for-reply.ts';
import { newId } from '../../../../infra/ids.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { claimTouchpoint, settleTouchpoint } from '../../../support/worlds/claims.ts';
import { ACCEPTED } from '../../../support/worlds/queue-world.ts';
import { ReviewWorld, type Item, type Proposal } from '../../../support/worlds/review-world.ts';
import { hideCustomer } from '../../../support/worlds/touchpoint-rows.ts';
import { stillEngine } from '../../../support/worlds/still-engine.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const debtor = (balance = '100.00', more: object = {}) => ({
  invoices: [{ daysOverdue: 10, balance }],
  ...more,
});
const lines = (of: Pick<Proposal, 'batchId'>, query = '', key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/review-batches/${of.batchId}/lines${query}`, { key });
const idsOf = (rows: Json[]) => rows.map((row) => row.id);
const get = (of: Proposal, { itemId }: Item): Promise<Json> =>
  api.ok('GET', `/v1/review-batches/${of.batchId}/items/${itemId}`);
const approve = (of: Proposal, items: Json[], options: object = {}) =>
  api.call('POST', `/v1/review-batches/${of.batchId}/approve-items`, { body: { items }, ...options });
const seenOf = async (of: Proposal, key = api.adminKey): Promise<Json[]> =>
  (await lines(of, '', key)).items.map(({ id: itemId, contentHash }: Json) => ({ itemId, contentHash }));

describe('P7: a batch in short form', () => {
  it('lists what to look at first, then the largest; sums by currency are those of its items', async () => {
    const of = await api.propose({
      debtors: [
        debtor('100.00'),
        debtor('900.00'),
        debtor('50.00'),
        debtor('70.50', { currency: 'USD' }),
        debtor('20.00', { email: null }),
      ],
    });
    const [small, large, edited, dollars, unwritten] = of.items;
    await api.edit(of, edited!, { subject: 'By hand' });
    await api.pay(small!, '30.00');
    const { contentHash } = await get(of, small!);
    const first = await approve(of, [{ itemId: small!.itemId, contentHash }]);
    expect(first.body).toMatchObject({ approved: 0, returned: [{ itemId: small!.itemId }] });
    const { items } = await lines(of, '?sort=attention');
    expect(items.map((line: Json) => [line.id, line.attention, line.amount])).toEqual([
      [small!.itemId, ['returned'], '70.00'],
      [edited!.itemId, ['edited'], '50.00'],
      [unwritten!.itemId, ['unwritten'], null],
      [large!.itemId, [], '900.00'],
      [dollars!.itemId, [], '70.50'],
    ]);
    expect(JSON.stringify(items)).not.toContain('<p>');
    expect(items[1]).toMatchObject({ subject: 'By hand', editedById: api.adminId, errorCode: null });
    expect(items[2]).toMatchObject({ status: 'failed', errorCode: 'no_recipient', subject: null });
    expect((await api.batch(of)).money).toEqual([
      { currency: 'EUR', items: 3, amount: '1020.00', credit: '0.00', net: '1020.00' },
      { currency: 'USD', items: 1, amount: '70.50', credit: '0.00', net: '70.50' },
    ]);
    for (const sort of ['attention', 'amount', 'overdue']) {
      const page = await lines(of, `?sort=${sort}&limit=2`);
      const rest = await lines(of, `?sort=${sort}&cursor=${page.nextCursor}`);
      const whole = await lines(of, `?sort=${sort}`);
      expect([...idsOf(page.items), ...idsOf(rest.items)]).toEqual(idsOf(whole.items));
    }
    expect(idsOf((await lines(of, '?attention=edited')).items)).toEqual([edited!.itemId]);
    expect(idsOf((await lines(of, '?status=failed')).items)).toEqual([unwritten!.itemId]);
  });

  it('P14: one that came back shows facts and words before and now', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const was = await get(of, item!);
    expect(was).toMatchObject({ amount: '100.00', before: null });
    await api.pay(item!, '30.00');
    await api.approve(of);
    const now = await get(of, item!);
    expect(now).toMatchObject({ amount: '70.00', returnedFor: { balance: { after: '70.00' } } });
    const { subject, html, text, to, cc, bcc, amount, credit, net, invoices } = was;
    expect(now.before).toEqual({ subject, html, text, to, cc, bcc, amount, credit, net, invoices });
    expect(now.html).not.toBe(html);
  });

  it('U5: what it said before is gone with the person it was to', async () => {
    const of = await api.propose({ debtors: [debtor('100.00', { email: 'before@review.example' })] });
    const [item] = of.items;
    await api.pay(item!, '30.00');
    await api.approve(of);
    expect((await get(of, item!)).before.to).toEqual(['before@review.example']);
    await api.ok('POST', `/v1/contacts/${item!.contactId}/erasures`, { body: { dryRun: false } });
    expect((await get(of, item!)).before).toBeNull();
  });

  it('U3: items of hidden customers are in no list, sum or reply, and are not found', async () => {
    const { key } = await api.user('manager');
    const of = await api.propose({ debtors: [debtor(), debtor('40.00')] });
    const [hidden, open] = of.items;
    const seen = await seenOf(of, key);
    await hideCustomer(api, hidden!.customerId);
    expect(idsOf((await lines(of, '?sort=amount', key)).items)).toEqual([open!.itemId]);
    expect((await api.batch(of, key)).money).toMatchObject([{ items: 1, amount: '40.00' }]);
    const path = `/v1/review-batches/${of.batchId}/items/${hidden!.itemId}`;
    expect((await api.call('GET', path, { key })).status).toBe(404);
    const { body } = await approve(of, seen, { key });
    expect(body).toMatchObject({ approved: 1, status: 'approved' });
    expect(body.refused).toEqual([
      { itemId: hidden!.itemId, why: 'not_there', contentHash: null, happened: null },
    ]);
    const recalled = await api.ok('POST', `/v1/review-batches/${of.batchId}/recall`, { key });
    expect(recalled).toMatchObject({ recalled: 1, inFlight: [], gone: 0 });
    expect(await api.statuses(of)).toEqual(['proposed', 'proposed']);
  });
});

describe('P14: an approval by name', () => {
  it('refuses what changed or was decided by itself, and approves, returns and skips the rest', async () => {
    const of = await api.propose({ debtors: Array.from({ length: 6 }, () => debtor()) });
    const [fits, edited, dropped, partly, paid, left] = of.items;
    const seen = (await seenOf(of)).filter(({ itemId }) => itemId !== left!.itemId);
    const now = (await api.edit(of, edited!, { subject: 'Other' })).body.contentHash;
    await api.ok('POST', `/v1/review-batches/${of.batchId}/items/${dropped!.itemId}/drop`, { body: {} });
    await api.pay(partly!, '30.00');
    await api.pay(paid!, '100.00');
    const foreign = newId('scheduledTouchpoint');
    const headers = { 'Idempotency-Key': newId('claim') };
    const items = [...seen, { itemId: foreign, contentHash: 'x' }];
    const { status, body } = await approve(of, items, { headers });
    const at = new Date(api.now).toISOString();
    expect([status, body]).toEqual([
      200,
      {
        batchId: of.batchId,
        status: 'proposed',
        approved: 1,
        returned: [{ itemId: partly!.itemId, changes: expect.anything(), errorCode: null }],
        skipped: [{ itemId: paid!.itemId, reason: 'nothing_owed' }],
        refused: expect.arrayContaining([
          {
            itemId: edited!.itemId,
            why: 'changed',
            contentHash: now,
            happened: { status: 'proposed', action: 'edited', at, by: api.adminId },
          },
          {
            itemId: dropped!.itemId,
            why: 'decided',
            contentHash: expect.any(String),
            happened: { status: 'cancelled', action: 'dropped', at, by: api.adminId },
          },
          { itemId: foreign, why: 'not_there', contentHash: null, happened: null },
        ]),
      },
    ]);
    expect(body.refused).toHaveLength(3);
    expect(await api.row(fits!)).toMatchObject({ status: 'approved', decidedById: api.adminId });
    expect((await api.row(left!)).status).toBe('proposed');
    expect(api.lifecycle.started).toContain(`batch ${of.batchId}`);
    expect((await approve(of, items, { headers })).body).toEqual(body);
    const twice = await approve(of, [seen[0], seen[0]]);
    expect([twice.status, twice.body.errors[0].field]).toEqual([422, 'items[1].itemId']);
  });

  it('I4: a reply that came since is to be seen first', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const seen = await seenOf(of);
    const reply = { at: new Date(api.now).toISOString(), messageId: null, mailId: null };
    await returnForReply(api.deps, { customerId: item!.customerId, reply });
    expect((await approve(of, seen)).body.refused).toMatchObject([
      { why: 'changed', happened: { action: 'returned', by: 'system' } },
    ]);
    expect((await api.edit(of, item!, { seen: seen[0].contentHash, subject: 'x' })).status).toBe(409);
    expect((await approve(of, await seenOf(of))).body).toMatchObject({ approved: 1, refused: [] });
  });
});

describe('P7: calling a batch back', () => {
  const engine = () => stillEngine(api.deps);
  async function claimed({ programId }: Proposal, { itemId: scheduledTouchpointId }: Item) {
    const claim = await claimTouchpoint(engine(), { scheduledTouchpointId, programId });
    if (claim.kind !== 'claimed') throw new Error('not claimed');
    const input = { messageId: claim.mail.messageId, token: claim.token, now: api.now };
    return {
      fence: () => api.db.$transaction((tx) => api.deps.store.touchpointSends.passFence(tx, input)),
      settle: (result: Parameters<typeof settleTouchpoint>[1]['result']) =>
        settleTouchpoint(engine(), { scheduledTouchpointId, programId, claim, result }),
    };
  }
  const recall = (of: Proposal, options: object = {}) =>
    api.call('POST', `/v1/review-batches/${of.batchId}/recall`, options);

  it('brings back what was not handed over, word for word, and names what was on its way or gone', async () => {
    const of = await api.propose({ debtors: Array.from({ length: 5 }, () => debtor()) });
    const [waits, taken, gone, unsure, putOff] = of.items;
    const { contentHash } = await get(of, waits!);
    await api.approve(of);
    const sent = await claimed(of, gone!);
    expect(await sent.fence()).toBe(true);
    await sent.settle(ACCEPTED);
    const lost = await claimed(of, unsure!);
    expect(await lost.fence()).toBe(true);
    await lost.settle({ kind: 'unknown', phase: 'body', reply: 'connection lost' });
    const early = await claimed(of, taken!);
    const late = await claimed(of, putOff!);
    expect(await late.fence()).toBe(true);
    const asked = recall(of, { body: { reason: 'Wrong account' } });
    while (!(await api.auditActions(of.batchId)).includes('batch.recalled'));
    await late.settle({ kind: 'temporary', code: 451, reply: 'later', isMarked: true });
    const { status, body } = await asked;
    expect([status, body]).toEqual([
      200,
      {
        batchId: of.batchId,
        status: 'proposed',
        recalled: 3,
        inFlight: [{ itemId: unsure!.itemId, messageId: expect.any(String), outcome: 'uncertain' }],
        gone: 1,
      },
    ]);
    expect(await api.statuses(of)).toEqual(['proposed', 'proposed', 'completed', 'uncertain', 'proposed']);
    expect(await early.fence()).toBe(false);
    const row = await api.row(waits!);
    expect(row).toMatchObject({ decision: null, decidedById: null, wakeAt: null });
    expect((row.history as Json[]).at(-1)).toMatchObject({ reason: 'recalled', note: 'Wrong account' });
    expect((await get(of, waits!)).contentHash).toBe(contentHash);
    expect(await api.runStatus(of)).toBe('open');
    expect((await api.approve(of)).body).toMatchObject({ approved: 3, returned: [] });
    const again = await claimed(of, taken!);
    expect(await again.fence()).toBe(true);
  });

  it('names what was tried once more meanwhile, and refuses nobody because another was faster', async () => {
    const of = await api.propose();
    const [item] = of.items;
    const { store } = api.deps;
    const { inFlight } = store;
    const recallLate = async (meanwhile: () => Promise<unknown>) => {
      await api.approve(of);
      const claim = await claimed(of, item!);
      expect(await claim.fence()).toBe(true);
      const readStatuses: typeof inFlight.readStatuses = async (...args) => {
        api.deps.store = store;
        await claim.settle({ kind: 'temporary', code: 451, reply: 'later', isMarked: true });
        const statuses = await inFlight.readStatuses(...args);
        await meanwhile();
        return statuses;
      };
      api.deps.store = { ...store, inFlight: { ...inFlight, readStatuses } };
      return recall(of);
    };
    const { status, body } = await recallLate(() => recall(of));
    expect([status, body]).toMatchObject([200, { status: 'proposed', recalled: 0, inFlight: [] }]);
    const where = { sourceId: item!.itemId };
    const late = await recallLate(() =>
      api.db.message.updateMany({ where, data: { status: 'handed_over' } }),
    );
    const inFlightStill = [{ itemId: item!.itemId, outcome: 'handed_over' }];
    expect(late.body).toMatchObject({ recalled: 0, inFlight: inFlightStill });
  });

  it('is refused where nothing was approved, where nobody reviews, and without the permission', async () => {
    const of = await api.propose();
    const { key } = await api.user('viewer');
    expect((await recall(of, { key })).status).toBe(403);
    expect((await recall(of)).body).toMatchObject({ status: 409, happened: { status: 'proposed' } });
    await api.approve(of);
    const where = { id: of.batchId };
    await api.db.reviewBatch.update({ where, data: { delivery: 'auto' } });
    expect((await recall(of)).body.detail).toContain('without review');
    await api.db.reviewBatch.update({ where, data: { delivery: 'review' } });
    const archived = { archivedAt: new Date(api.now) };
    await api.db.touchpoint.update({ where: { id: of.touchpointId }, data: archived });
    expect((await recall(of)).body.detail).toContain('archived');
    expect(await api.statuses(of)).toEqual(['approved']);
  });

  it('U3: who has nothing to call back hears how the batch stands without what is hidden', async () => {
    const { key } = await api.user('manager');
    const of = await api.propose({ debtors: [debtor(), debtor()] });
    const [hidden, open] = of.items;
    await hideCustomer(api, hidden!.customerId);
    await api.ok('POST', `/v1/review-batches/${of.batchId}/items/${open!.itemId}/drop`, { key, body: {} });
    const { status, body } = await recall(of, { key });
    expect([status, body.happened.status]).toEqual([409, 'rejected']);
    expect((await api.batch(of)).status).toBe('proposed');
  });
});
