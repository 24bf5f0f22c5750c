import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { disputeInvoice } from '../../../commands/receivables/dispute-invoice.ts';
import { recordMailEvent } from '../../../commands/enrollments/record-mail-event.ts';
import { adjustInvoice } from '../../../commands/receivables/adjust-invoice.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { undisputeInvoice } from '../../../commands/receivables/undispute-invoice.ts';
import { updateCustomer } from '../../../commands/customers/update-customer.ts';
import type { MailEventKind } from '../../../contracts/enrollments/kinds.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk, type WalkInput } from '../../support/worlds/story.ts';

describe('what stops an enrollment', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  /** A walk whose first mail has left and whose second is days away. */
  async function underWay(change: Partial<WalkInput> = {}): Promise<Walk> {
    const walk = await story.walk({
      steps: [{ timing: onDay(0, '00:00') }, { timing: onDay(4) }],
      ...change,
    });
    await engine.until(async () => (await story.left(walk.enrollmentId)).length === 1, 'the first mail');
    return walk;
  }

  const report = async (walk: Walk, kind: MailEventKind) => {
    const { effect } = await recordMailEvent(engine.deps, story.actor, {
      enrollmentId: walk.enrollmentId,
      kind,
    });
    await story.settled();
    return effect;
  };

  async function leavesNothingMore(walk: Walk): Promise<void> {
    await engine.pass('8 days');
    expect(await story.left(walk.enrollmentId)).toHaveLength(1);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done', 'Step 2 cancelled']);
  }

  it.each(['reply', 'bounce', 'unsubscribe'] as const)('S16: a %s stops at once', async (kind) => {
    const walk = await underWay();
    expect(await report(walk, kind)).toBe('stopped');
    expect(await story.status(walk.enrollmentId)).toBe(`stopped: ${kind}`);
    await leavesNothingMore(walk);
  });

  it('D3: an address that unsubscribed or bounced gets nothing from another sequence either', async () => {
    const walk = await underWay();
    await report(walk, 'unsubscribe');
    const other = await story.join(await story.walk({ steps: [{ timing: onDay(1) }] }));
    await engine.database.db.contact.updateMany({
      where: { customerId: other.customerId },
      data: { email: walk.email },
    });
    await engine.pass('3 days');
    expect(await story.steps(other.enrollmentId)).toEqual(['Step 1 all_suppressed']);
  });

  it('S16: a reply is only recorded where the sequence does not stop on replies', async () => {
    const walk = await underWay({ stopRules: { onReply: false } });
    expect(await report(walk, 'reply')).toBe('recorded');
    await engine.pass('8 days');
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S16: an automatic reply never stops, it holds until the date it names', async () => {
    const walk = await underWay();
    const until = new Date((await engine.now()) + 6 * 86_400_000);
    const event = {
      enrollmentId: walk.enrollmentId,
      kind: 'auto_reply' as const,
      until: until.toISOString(),
    };
    const { effect } = await recordMailEvent(engine.deps, story.actor, event);
    await story.settled();
    expect(effect).toBe('held');
    await engine.pass('5 days');
    expect(await story.left(walk.enrollmentId)).toHaveLength(1);
    await engine.pass('4 days');
    const [, second] = await story.left(walk.enrollmentId);
    expect(second! >= until.toISOString().slice(0, 16).replace('T', ' ')).toBe(true);
  });

  it('S16: the payment that clears the balance stops; a part payment does not', async () => {
    const walk = await underWay();
    const { invoiceId } = walk;
    await recordPayment(engine.deps, story.actor, { invoiceId, amount: '250.00' });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('active');
    await recordPayment(engine.deps, story.actor, { invoiceId, amount: '1000.00' });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('stopped: paid');
    await leavesNothingMore(walk);
  });

  it('S16: what is written off is owed no more, and stops as paid', async () => {
    const walk = await underWay();
    const { invoiceId } = walk;
    const writeOff = { direction: 'lower', cause: 'write_off', reason: 'Not worth chasing' } as const;
    await adjustInvoice(engine.deps, story.actor, { ...writeOff, invoiceId, amount: '1250.00' });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('stopped: paid');
    await leavesNothingMore(walk);
  });

  it('S16: when every invoice is disputed it holds, and goes on once one is not', async () => {
    const walk = await underWay();
    await disputeInvoice(engine.deps, story.actor, {
      invoiceId: walk.invoiceId,
      reason: 'hours are not agreed',
    });
    await story.settled();
    await engine.pass('8 days');
    expect(await story.status(walk.enrollmentId)).toBe('active');
    expect(await story.left(walk.enrollmentId)).toHaveLength(1);
    await undisputeInvoice(engine.deps, story.actor, { invoiceId: walk.invoiceId });
    await story.settled();
    await engine.pass('5 days');
    expect(await story.left(walk.enrollmentId)).toHaveLength(2);
  });

  it('S16: where the sequence says so, it stops when every invoice is disputed', async () => {
    const walk = await underWay({ stopRules: { onAllDisputed: true } });
    await disputeInvoice(engine.deps, story.actor, {
      invoiceId: walk.invoiceId,
      reason: 'hours are not agreed',
    });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('stopped: all_disputed');
    await leavesNothingMore(walk);
  });

  it('S16: a customer that leaves `active` stops', async () => {
    const walk = await underWay();
    await updateCustomer(engine.deps, story.actor, { customerId: walk.customerId, status: 'suspended' });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('stopped: customer_not_active');
    await leavesNothingMore(walk);
  });

  it('S12: at its end a sequence ends by itself, and its enrollments with it', async () => {
    const endAt = (await engine.now()) + 2 * 86_400_000;
    const walk = await underWay({ endAt });
    await engine.pass('3 days');
    expect((await reconcile(engine.deps)).ended).toBe(1);
    await story.settled();
    const sequence = await engine.database.db.sequence.findUniqueOrThrow({ where: { id: walk.sequenceId } });
    expect(sequence.status).toBe('ended');
    expect(await story.status(walk.enrollmentId)).toBe('stopped: sequence_ended');
    await leavesNothingMore(walk);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
