import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { returnToReview } from '../../../../commands/programs/reviews/return-to-review.ts';
import { startDueRun } from '../../../../commands/programs/runs/start-due-run.ts';
import type { TouchpointChanges } from '../../../../domain/programs/written-touchpoint.ts';
import type { ContentWriter } from '../../../../infra/llm/content-writer.ts';
import { NO_PROVIDER } from '../../../../infra/llm/no-provider.ts';
import type { Answer, Json } from '../../../support/servers/api-fixture.ts';
import { ReviewWorld, type Item, type Proposal } from '../../../support/worlds/review-world.ts';
import { createRunRow, hideCustomer } from '../../../support/worlds/touchpoint-rows.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DEBTOR = { invoices: [{ daysOverdue: 10 }] };
const CHANGES: TouchpointChanges = {
  balance: { before: '100.00', after: '70.00', currency: 'EUR' },
  credit: null,
  invoices: [],
  recipients: null,
};

/** As a delivery does when it finds out that the facts have moved. */
const comesBack = ({ itemId: scheduledTouchpointId }: Item) =>
  api.db.$transaction(async (tx) => {
    const { locks, scheduledTouchpoints } = api.deps.store;
    const row = await scheduledTouchpoints.read(tx, scheduledTouchpointId);
    await locks.passGates(tx, [{ kind: 'program', id: row!.programId }]);
    await scheduledTouchpoints.lock(tx, scheduledTouchpointId);
    return returnToReview(api.deps, tx, { scheduledTouchpointId, changes: CHANGES, now: api.now });
  });

/** The next scheduled run of the program begins: what is open is superseded. */
async function nextRun({ programId }: Proposal): Promise<string> {
  const id = await createRunRow(api, { programId, status: 'expected' });
  await api.db.programRun.update({ where: { id }, data: { nominalAt: new Date(api.now) } });
  await startDueRun(api.deps, { programId });
  return id;
}

const retry = ({ itemId }: Item, options: object = {}): Promise<Answer> =>
  api.call('POST', `/v1/scheduled-touchpoints/${itemId}/retry`, options);

describe('P14: an approved item whose facts moved before it left', () => {
  it('comes back to its own batch, which is open again with its run', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const [item, other] = of.items;
    await api.approve(of);
    await api.db.programRun.update({ where: { id: of.runId }, data: { status: 'completed' } });
    await api.pay(item!, '30.00');
    expect(await comesBack(item!)).toBe('returned');
    const row = await api.row(item!);
    expect(row).toMatchObject({
      status: 'proposed',
      decision: null,
      decidedById: null,
      wakeAt: null,
      slotAt: null,
      returnedAt: new Date(api.now),
      returnedFor: CHANGES,
    });
    expect((row.history as Json[]).at(-1)).toMatchObject({
      from: 'approved',
      to: 'proposed',
      reason: 'facts_moved',
      by: 'system',
    });
    expect((await api.show(of, item!)).subject).toContain('70.00');
    expect(await api.batch(of)).toMatchObject({ status: 'proposed', decidedById: null });
    expect(await api.runStatus(of)).toBe('open');
    expect((await api.row(other!)).status).toBe('approved');
    expect((await api.approve(of)).body).toMatchObject({ approved: 1, status: 'approved' });
  });

  it('after its run was superseded it joins the open batch of its touchpoint', async () => {
    const of = await api.propose({ localDate: '2026-02-23', debtors: [DEBTOR, DEBTOR] });
    const [item, left] = of.items;
    await api.approve(of, { except: [left!.itemId] });
    const runId = await nextRun(of);
    expect(await api.statuses(of)).toEqual(['approved', 'superseded']);
    const { programId, touchpointId } = of;
    const next = await api.propose({ of: { programId, touchpointId, runId } });
    await api.pay(item!, '30.00');
    expect(await comesBack(item!)).toBe('returned');
    expect(await api.row(item!)).toMatchObject({ status: 'proposed', batchId: next.batchId });
    expect(await api.batch(next)).toMatchObject({ items: { proposed: 2 } });
    expect(await api.batch(of)).toMatchObject({ items: { total: 1, superseded: 1 } });
    expect(await api.runStatus(next)).toBe('open');
    expect((await api.approve(next)).body).toMatchObject({ approved: 2 });
  });

  it('after a newer run produced its message it is superseded by that, and nobody is asked twice', async () => {
    const of = await api.propose({ localDate: '2026-02-23' });
    const [item] = of.items;
    await api.approve(of);
    await api.db.scheduledTouchpoint.update({ where: { id: item!.itemId }, data: { status: 'failed' } });
    const { programId, touchpointId } = of;
    api.now += 60_000;
    const runId = await nextRun(of);
    const next = await api.propose({ of: { programId, touchpointId, runId }, debtors: [] });
    const newer = await api.item(next, item!);
    const [done, again] = [{ status: 'completed' }, { status: 'approved' }];
    await api.db.scheduledTouchpoint.update({ where: { id: newer }, data: done });
    await api.db.scheduledTouchpoint.update({ where: { id: item!.itemId }, data: again });
    expect(await comesBack(item!)).toBe('superseded');
    expect(await api.row(item!)).toMatchObject({
      status: 'superseded',
      reason: 'newer_run',
      supersededById: newer,
      wakeAt: null,
    });
  });

  it('after its run was superseded without a new batch, its own is open until the next run', async () => {
    const of = await api.propose({ localDate: '2026-02-23' });
    const [item] = of.items;
    await api.approve(of);
    await nextRun(of);
    await api.db.programRun.update({ where: { id: of.runId }, data: { status: 'superseded' } });
    expect(await comesBack(item!)).toBe('returned');
    expect((await api.batch(of)).status).toBe('proposed');
    expect(await api.runStatus(of)).toBe('superseded');
    expect((await api.approve(of)).body).toMatchObject({ approved: 1 });
  });
});

describe('M3: retry of what could not be written', () => {
  const failing = (delivery: 'review' | 'auto' = 'review') =>
    api.propose({ touchpoint: { delivery }, debtors: [{ ...DEBTOR, email: null }] });
  async function repair({ contactId }: Item): Promise<string> {
    const email = `back-${contactId}@customer.example`;
    await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { email } });
    return email;
  }

  it('writes it anew: its batch and its run are open again', async () => {
    const of = await failing();
    const [item] = of.items;
    expect(await api.runStatus(of)).toBe('completed');
    const still = await retry(item!);
    expect([still.status, still.body.status, still.body.errorCode]).toEqual([200, 'failed', 'no_recipient']);
    const email = await repair(item!);
    const before = api.lifecycle.started.length;
    expect((await retry(item!)).body).toMatchObject({ status: 'proposed', batchId: of.batchId });
    expect(api.lifecycle.started.slice(before)).toEqual([`run ${of.runId}`]);
    expect(await api.show(of, item!)).toMatchObject({ to: [email], errorCode: null, errorDetail: null });
    expect([await api.runStatus(of), (await api.batch(of)).status]).toEqual(['open', 'proposed']);
    expect(await api.auditActions(item!.itemId)).toContain('scheduledTouchpoint.retried');
    const again = await retry(item!);
    expect([again.status, again.body.happened.status]).toEqual([409, 'proposed']);
  });

  it('of delivery auto it leaves without a person', async () => {
    const of = await failing('auto');
    const [item] = of.items;
    await api.db.reviewBatch.update({ where: { id: of.batchId }, data: { delivery: 'auto' } });
    await repair(item!);
    expect((await retry(item!)).body).toMatchObject({ status: 'approved', errorCode: null });
    expect(await api.row(item!)).toMatchObject({ decision: 'approved', decidedById: 'system' });
    expect(api.lifecycle.started.at(-1)).toBe(`batch ${of.batchId}`);
  });

  it('is refused when a newer run took its place, and for what is hidden', async () => {
    const of = await api.propose({ localDate: '2026-02-23', debtors: [{ ...DEBTOR, email: null }] });
    const [item] = of.items;
    await repair(item!);
    api.now += 60_000;
    const runId = await nextRun(of);
    const { programId, touchpointId } = of;
    const next = await api.propose({ of: { programId, touchpointId, runId }, debtors: [] });
    const newer = await api.item(next, item!);
    const answer = await retry(item!);
    expect([answer.status, answer.body.supersededById]).toEqual([409, newer]);
    const { key } = await api.user('manager');
    await hideCustomer(api, item!.customerId);
    expect((await retry(item!, { key })).status).toBe(404);
  });
});

describe('M4: messages that a language model writes', () => {
  /** What the model answers, in turn. */
  function writes(...subjects: (string | null)[]): Json[] {
    const asked: Json[] = [];
    const writer: ContentWriter = {
      isAvailable: true,
      write: (input) => {
        asked.push(input);
        const subject = subjects[asked.length - 1] ?? null;
        if (subject === null) return Promise.resolve({ kind: 'failed', code: 'prompt', detail: 'too slow' });
        const body = { bodyHtml: `<p>${subject}</p>`, bodyText: subject };
        return Promise.resolve({ kind: 'written', subject, ...body, factsHash: 'x' });
      },
    };
    api.deps.writer = writer;
    return asked;
  }
  const prompted = () => api.propose({ touchpoint: { contentMode: 'prompt', prompt: 'Be kind.' } });
  afterAll(() => {
    api.deps.writer = NO_PROVIDER;
  });

  it('are written when they are proposed, and go out word for word', async () => {
    const asked = writes('You owe us');
    const of = await prompted();
    const [item] = of.items;
    expect(asked).toMatchObject([
      {
        prompt: 'Be kind.',
        level: 'account',
        customerId: item!.customerId,
        source: {
          kind: 'touchpoint',
          id: item!.itemId,
        },
        facts: {
          today: '2026-03-02',
          listed: [{ balance: '100.0000' }],
        },
      },
    ]);
    const shown = await api.show(of, item!);
    expect(shown).toMatchObject({ subject: 'You owe us', to: [item!.email] });
    expect(shown.text).toMatch(/^You owe us\n\nUnsubscribe: /);
    expect((await api.approve(of)).body.approved).toBe(1);
  });

  it('fail when none is written; retry asks again', async () => {
    writes(null, 'At last');
    const of = await prompted();
    const [item] = of.items;
    expect(await api.show(of, item!)).toMatchObject({ errorCode: 'prompt', errorDetail: 'too slow' });
    expect((await retry(item!)).body).toMatchObject({ status: 'proposed' });
    expect((await api.show(of, item!)).subject).toBe('At last');
  });

  it('P14: whose facts moved they wait for a retry, that has them written from the new ones', async () => {
    const asked = writes('You owe 100', 'You owe 70');
    const of = await prompted();
    const [item] = of.items;
    await api.pay(item!, '30.00');
    const { body } = await api.approve(of);
    expect(body.returned).toMatchObject([{ errorCode: 'facts_moved', changes: { balance: {} } }]);
    expect(asked).toHaveLength(1);
    expect((await retry(item!)).body).toMatchObject({ status: 'proposed', errorCode: null });
    expect(asked[1].facts.invoices[0].balance).toBe('70.0000');
    expect((await api.show(of, item!)).subject).toBe('You owe 70');
    expect((await api.approve(of)).body.approved).toBe(1);
  });
});
