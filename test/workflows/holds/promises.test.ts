import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createInvoice } from '../../../commands/receivables/create-invoice.ts';
import { disputeInvoice } from '../../../commands/receivables/dispute-invoice.ts';
import { endHold } from '../../../commands/holds/end-hold.ts';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { makePromise } from '../../../commands/receivables/make-promise.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { undisputeInvoice } from '../../../commands/receivables/undispute-invoice.ts';
import { withdrawPromise } from '../../../commands/receivables/withdraw-promise.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import type { SignalsResult } from '../../../workflows/insights/signals.messages.ts';
import { startEngine, type Engine } from '../../support/worlds/engine.ts';
import { byHand } from '../../support/rows/by-hand.ts';
import { after, createCustomer, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('promises and holds keep mail back', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  });
  afterAll(() => engine?.close());

  const dayIn = async (days: number) =>
    new Date((await engine.now()) + days * DAY_MS).toISOString().slice(0, 10);
  const promise = async (walk: Walk, days: number) => {
    const { customerId, invoiceId } = walk;
    const made = await makePromise(engine.deps, story.actor, {
      customerId,
      promisedOn: await dayIn(days),
      invoiceIds: [invoiceId],
    });
    await story.settled();
    return made;
  };
  const explain = ({ enrollmentId }: Walk) => explainEnrollment(engine.deps, story.actor, { enrollmentId });
  const left = async (walk: Walk) => (await story.left(walk.enrollmentId)).map((when) => when.slice(0, 10));

  it('C13, D8: a promise keeps its invoice out of the mail until its day is over; then it goes on by itself', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }], stopRules: { onAllDisputed: true } });
    const made = await promise(walk, 4);
    const explained = await explain(walk);
    expect(explained.keptBack).toEqual([
      {
        invoiceId: walk.invoiceId,
        number: made.invoices[0]!.number,
        kind: 'promise',
        reason: null,
        author: 'Ada Admin',
        until: `${await dayIn(5)}T00:00:00.000Z`,
      },
    ]);
    expect(explained.reasons.map((reason) => reason.code)).toEqual(['all_disputed', 'invoice_hold']);
    expect(explained.nextSendAt).toBe(`${await dayIn(5)}T00:00:00.000Z`);
    const released = await dayIn(5);
    await engine.pass('4 days');
    expect(await left(walk)).toEqual([]);
    expect(await story.status(walk.enrollmentId)).toBe('active');
    await engine.pass('2 days');
    expect(await left(walk)).toEqual([released]);
  });

  it('C13: withdrawn, the mail leaves at once', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    const { id } = await promise(walk, 20);
    await engine.pass('2 days');
    expect(await left(walk)).toEqual([]);
    await withdrawPromise(engine.deps, story.actor, { promiseId: id });
    await engine.until(async () => (await left(walk)).length === 1, 'the mail');
    expect((await explain(walk)).keptBack).toEqual([]);
  });

  it('C13: kept by a part payment, what is left is asked for at once', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1), body: '<p>{{balance.total}}</p>' }] });
    const { customerId, invoiceId } = walk;
    const promisedOn = await dayIn(20);
    await makePromise(engine.deps, story.actor, {
      customerId,
      promisedOn,
      amount: '1000.00',
      invoiceIds: [invoiceId],
    });
    await story.settled();
    await engine.pass('2 days');
    await recordPayment(engine.deps, story.actor, { invoiceId, amount: '999.99' });
    await story.settled();
    expect(await left(walk)).toEqual([]);
    await recordPayment(engine.deps, story.actor, { invoiceId, amount: '0.01' });
    await engine.until(async () => (await left(walk)).length === 1, 'the mail');
    const { bodyText } = await engine.database.db.message.findFirstOrThrow({ where: { customerId } });
    expect(bodyText).toContain('250.00');
  });

  it('D8: of two holds of one invoice the last to end releases it, by itself', async () => {
    const body = '<p>{{balance.total}}</p>';
    const walk = await story.walk({ steps: [{ timing: onDay(1), body }] });
    await promise(walk, 3);
    const expiresAt = `${await dayIn(7)}T12:00:00.000Z`;
    await openHold(engine.deps, story.actor, {
      scope: 'invoice',
      invoiceId: walk.invoiceId,
      kind: 'manual',
      expiresAt,
    });
    await story.settled();
    expect((await explain(walk)).nextSendAt).toBe(expiresAt);
    await engine.pass('6 days');
    expect(await left(walk)).toEqual([]);
    const released = expiresAt.slice(0, 10);
    await engine.pass('2 days');
    expect(await left(walk)).toEqual([released]);
  });

  it('D8, S11: a promise of everything stops the clock of a delay, and a new invoice starts it again', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(0, '00:00') }, { timing: after(5, 'days') }] });
    await engine.until(async () => (await left(walk)).length === 1, 'the first mail');
    const sentAt = await engine.now();
    await engine.pass('1 day');
    await promise(walk, 20);
    await engine.pass('3 days');
    const { customerId } = walk;
    const body = {
      number: `NEW-${customerId}`,
      issuedOn: await dayIn(-1),
      dueOn: await dayIn(1),
      amount: '10.00',
    };
    await createInvoice(engine.deps, story.actor, { customerId, ...body });
    await story.settled();
    const { nextSendAt } = await explain(walk);
    // A minute of slack: the clock of the test runs while commands do.
    expect(Math.abs(Date.parse(nextSendAt!) - sentAt - 8 * DAY_MS)).toBeLessThan(60_000);
    await engine.pass('3 days');
    expect(await left(walk)).toHaveLength(1);
    await engine.pass('2 days');
    expect(await left(walk)).toHaveLength(2);
  });

  it('D8, S11: after a dispute of everything a delay keeps its remaining time', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(0, '00:00') }, { timing: after(2, 'days') }] });
    await engine.until(async () => (await left(walk)).length === 1, 'the first mail');
    await engine.pass('1 day');
    const { invoiceId } = walk;
    await disputeInvoice(engine.deps, story.actor, { invoiceId, reason: 'Hours' });
    await story.settled();
    await engine.pass('10 days');
    await undisputeInvoice(engine.deps, story.actor, { invoiceId });
    await story.settled();
    const endedAt = await engine.now();
    const { nextSendAt } = await explain(walk);
    expect(Math.abs(Date.parse(nextSendAt!) - endedAt - DAY_MS)).toBeLessThan(60_000);
    expect(await left(walk)).toHaveLength(1);
    await engine.pass('2 days');
    expect(await left(walk)).toHaveLength(2);
  });

  it('D8: of two invoices the one that is held is not in the mail', async () => {
    const body = '<p>{{#invoices}}{{number}} {{/invoices}}</p>';
    const walk = await story.walk({ steps: [{ timing: onDay(1), body }] });
    const { customerId, invoiceId } = walk;
    const { id: _id, ...row } = await engine.database.db.invoice.findUniqueOrThrow({
      where: { id: invoiceId },
    });
    const second = { ...row, id: engine.deps.newId('invoice'), number: 'SECOND-1' };
    await engine.database.db.invoice.create({ data: { ...second, dueOn: dayToDate(await dayIn(-5)) } });
    const hold = { scope: 'invoice', invoiceId, kind: 'manual' } as const;
    await openHold(engine.deps, story.actor, hold);
    await story.settled();
    await engine.pass('2 days');
    const message = await engine.database.db.message.findFirstOrThrow({ where: { customerId } });
    expect(message.bodyText).toContain('SECOND-1');
    expect(message.bodyText).not.toContain(row.number);
  });

  it('D8: a held customer gets nothing until the hold is ended; the explanation names it', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    const hold = { scope: 'customer', customerId: walk.customerId, kind: 'manual', reason: 'Talks' } as const;
    const { id } = await openHold(engine.deps, story.actor, hold);
    await story.settled();
    await engine.pass('3 days');
    expect(await left(walk)).toEqual([]);
    expect((await explain(walk)).reasons).toContainEqual({
      code: 'customer_hold',
      text: 'Held by Ada Admin (customer, manual): Talks.',
      until: null,
    });
    await endHold(engine.deps, story.actor, { holdId: id });
    await engine.until(async () => (await left(walk)).length === 1, 'the mail');
  });

  it('D8: a customer hold that opens between claim and hand-over is seen by the fence', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    await engine.pass('2 days');
    const sent = await engine.database.db.message.findFirstOrThrow({
      where: { customerId: walk.customerId },
    });
    const { db } = engine.database;
    const again = { status: 'claimed', settledAt: null, handedOverAt: null };
    const where = { id: walk.enrollmentId };
    await byHand(db, (tx) => tx.enrollment.update({ where, data: { status: 'active', isLive: true } }));
    const hold = { scope: 'customer', customerId: walk.customerId, kind: 'manual' } as const;
    const { id } = await openHold(engine.deps, story.actor, hold);
    const { arVersion } = await db.customer.findUniqueOrThrow({ where: { id: walk.customerId } });
    const claimed = { where: { id: sent.id }, data: { ...again, arVersion } };
    await byHand(db, (tx) => tx.message.update(claimed));
    const fence = { messageId: sent.id, token: sent.token, now: await engine.now() };
    expect(await engine.deps.store.stepSends.passFence(db, fence)).toBe(false);
    await db.hold.update({ where: { id }, data: { endedAt: new Date(fence.now) } });
    expect(await engine.deps.store.stepSends.passFence(db, fence)).toBe(true);
    await db.message.update({
      where: { id: sent.id },
      data: { ...sent, facts: sent.facts as object, leftOut: [], tracking: undefined, places: undefined },
    });
    await db.enrollment.update({
      where: { id: walk.enrollmentId },
      data: { status: 'completed', isLive: false },
    });
  });

  it('C12, C13: the nightly workflow looks at every customer: promises break, signals begin', async () => {
    const customer = await createCustomer(engine.database.db, { now: await engine.now() });
    const { customerId, invoiceId } = customer;
    const made = await makePromise(engine.deps, story.actor, {
      customerId,
      promisedOn: await dayIn(1),
      invoiceIds: [invoiceId],
    });
    await engine.pass('2 days');
    const run = await engine.client.workflow.start('signals', {
      workflowId: `signals-${customerId}`,
      taskQueue: TASK_QUEUES.enrollments,
    });
    const result = (await run.result()) as SignalsResult;
    const { db } = engine.database;
    expect(result.customers).toBe(await db.customer.count());
    expect((await db.paymentPromise.findUniqueOrThrow({ where: { id: made.id } })).status).toBe('broken');
    const active = await db.signal.findMany({
      where: { customerId, isActive: true },
      orderBy: { id: 'asc' },
    });
    expect(active.map((signal) => signal.rule)).toEqual(['broken_promise']);
    expect(await db.change.count({ where: { entityId: made.id, kind: 'broken' } })).toBe(1);
    expect(await db.customerRefresh.count()).toBe(0);
  });

  it('O6: the histories hold ids and times only', async () => {
    await expectQuietHistories(engine);
  });
});
