import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { editReviewItem } from '../../../commands/programs/reviews/edit-review-item.ts';
import { endHold } from '../../../commands/holds/end-hold.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { freshLimits } from '../../support/rows/send-limits.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';

const HOUR = 3_600_000;

describe('the delivery of a batch', () => {
  let engine: Engine;
  let world: ProgramWorld;
  beforeAll(async () => {
    engine = await startEngine();
    world = new ProgramWorld(engine);
    await world.open();
  }, ENGINE_START_MS);
  afterEach(async () => {
    engine.mail.mails.length = 0;
    engine.mail.refuse.recipient = () => null;
    await setPolicy(NO_CONTACT_POLICY);
    await setMailbox({ dailyCap: null, minIntervalSeconds: 0 });
  });
  afterAll(() => engine?.close());

  async function setPolicy(contactPolicy: object): Promise<void> {
    await updateOrganisation(engine.deps, world.actor, { contactPolicy });
  }

  async function setMailbox(data: { dailyCap: number | null; minIntervalSeconds: number }): Promise<void> {
    await engine.database.db.mailbox.update({ where: { id: engine.world.mailboxId }, data });
  }

  const recipients = () => engine.mail.mails.flatMap((mail) => mail.to).sort();

  it('D1, P7: what is approved leaves once, word for word, and stands in thread, feed and ledger', async () => {
    const { batch, debtors } = await world.approved(3);
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
    const [debtor] = debtors;
    const item = await world.item(batch, debtor!);
    const content = item.content as { subject: string; text: string };
    expect(item).toMatchObject({
      status: 'completed',
      decision: 'approved',
      decidedById: world.actor.userId,
      wakeAt: null,
    });
    expect(item.history).toMatchObject([{ to: 'proposed' }, { to: 'approved' }, { to: 'completed' }]);
    const message = await world.message(batch, debtor!);
    expect(message).toMatchObject({
      id: item.messageId,
      runId: batch.runId,
      status: 'sent',
      subject: content.subject,
      bodyText: content.text,
      approvedById: world.actor.userId,
    });
    const { customerId, contactId, invoiceId } = debtor!;
    expect(
      await world.db.communication.findMany({ where: { customerId }, orderBy: { id: 'asc' } }),
    ).toMatchObject([
      {
        kind: 'email',
        direction: 'outbound',
        contactId,
        messageId: message!.id,
        data: { invoiceIds: [invoiceId] },
      },
    ]);
    expect(
      await world.db.change.findMany({ where: { entityId: message!.id }, orderBy: { seq: 'asc' } }),
    ).toMatchObject([{ entity: 'message', kind: 'sent', data: { customerId } }]);
    expect(await world.db.reviewBatch.findUniqueOrThrow({ where: { id: batch.batchId } })).toMatchObject({
      status: 'approved',
      wakeAt: null,
    });
    // A late wake-up finds nothing to do.
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    expect(engine.mail.mails).toHaveLength(3);
  });

  it('temporal.md: the history of a batch does not grow with its messages', async () => {
    const small = await world.approved(1);
    const large = await world.approved(60);
    await world.delivered(small.batch);
    await world.delivered(large.batch);
    const [few, many] = [await world.events(small.batch), await world.events(large.batch)];
    expect(engine.mail.mails).toHaveLength(61);
    expect(many.filter((event) => event === 'activityTaskScheduledEventAttributes')).toHaveLength(1);
    expect(many).toEqual(few);
    expect(many.length).toBeLessThan(15);
  });

  it('P3, D7: auto delivery renders at the send, from what is true then', async () => {
    const program = await world.program({ delivery: 'auto' });
    const [debtor] = await world.debtors(1, program);
    await openHold(engine.deps, world.actor, {
      scope: 'customer',
      kind: 'manual',
      customerId: debtor!.customerId,
    });
    const batch = await world.run(program);
    await world.becomes(batch, debtor!, 'customer_hold');
    await recordPayment(engine.deps, world.actor, { invoiceId: debtor!.invoiceId, amount: '60.00' });
    const { id: holdId } = await world.db.hold.findFirstOrThrow({
      where: { customerId: debtor!.customerId },
    });
    await endHold(engine.deps, world.actor, { holdId });
    await world.delivered(batch);
    expect((await world.message(batch, debtor!))?.subject).toContain('40.00');
    expect((await world.item(batch, debtor!)).content).toBeNull();
  });

  it('D2, D9: while its mailbox fails all of a batch waits without being tried one by one', async () => {
    const data = { status: 'failing', probeAt: new Date((await engine.now()) + HOUR), failures: 9 };
    const program = await world.program();
    const debtors = await world.debtors(20, program);
    const batch = await world.run(program);
    await world.db.mailbox.update({ where: { id: engine.world.mailboxId }, data });
    await world.approve(batch);
    await world.asleep(batch);
    const waiting = await world.standing(batch);
    expect(waiting).toEqual(Array.from({ length: 20 }, () => 'approved mailbox_failing'));
    expect(await world.db.message.count({ where: { runId: batch.runId } })).toBe(0);
    await engine.pass('2 hours');
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
  });

  it('M1, P8: what waits for a cap stays approved when the next run comes, which leaves it out', async () => {
    await setMailbox({ dailyCap: 2, minIntervalSeconds: 0 });
    await freshLimits(world.db, engine.world.mailboxId);
    const program = await world.program();
    const debtors = await world.debtors(5, program);
    const batch = await world.run(program);
    await world.approve(batch);
    await world.asleep(batch);
    const waiting = ['approved mailbox_limit', 'approved mailbox_limit', 'approved mailbox_limit'];
    expect(await world.standing(batch)).toEqual([...waiting, 'completed', 'completed']);
    const next = await world.run(program);
    expect(await world.standing(batch)).toEqual([...waiting, 'completed', 'completed']);
    const sent = debtors.filter(({ email }) => recipients().includes(email));
    expect([...next.items.keys()].sort()).toEqual(sent.map(({ customerId }) => customerId).sort());
    // Two working days, and a weekend at most.
    await engine.pass('96 hours');
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
  });

  it('D2: a temporary refusal is tried again by itself, shown meanwhile', async () => {
    engine.mail.refuse.recipient = () => ({ code: 451, text: 'try later' });
    const { batch, debtors } = await world.approved(1);
    await world.becomes(batch, debtors[0]!, 'retrying');
    await world.asleep(batch);
    engine.mail.refuse.recipient = () => null;
    await engine.pass('6 minutes');
    await world.delivered(batch);
    expect(engine.mail.mails).toHaveLength(1);
    expect((await world.message(batch, debtors[0]!))?.attempts).toBe(2);
  });

  it('D1: with the main recipient refused it failed and no copy left; after the retry both have it', async () => {
    engine.mail.refuse.recipient = (address) =>
      address === 'copy@acme.example' ? null : { code: 550, text: '5.2.1 mailbox disabled' };
    const { batch, debtors } = await world.approved(1, { cc: ['copy@acme.example'] });
    await world.delivered(batch);
    expect(await world.item(batch, debtors[0]!)).toMatchObject({
      status: 'failed',
      errorCode: 'refused',
      errorDetail: expect.stringContaining('mailbox disabled'),
    });
    expect(recipients()).toEqual([]);
    engine.mail.refuse.recipient = () => null;
    const scheduledTouchpointId = world.itemId(batch, debtors[0]!);
    const { status } = await retryTouchpoint(engine.deps, world.actor, { scheduledTouchpointId });
    expect(status).toBe('approved');
    await world.becomes(batch, debtors[0]!, 'completed');
    await engine.until(async () => recipients().length === 2, 'the copy');
    expect(recipients()).toEqual([debtors[0]!.email, 'copy@acme.example'].sort());
    expect(await world.db.communication.count({ where: { customerId: debtors[0]!.customerId } })).toBe(1);
  });

  it('D3, M5: the unsubscribe link of a mail works, and the next message to that address is skipped', async () => {
    const program = await world.program();
    const debtors = await world.debtors(1, program);
    const batch = await world.run(program);
    await world.approve(batch);
    await world.delivered(batch);
    const mail = engine.mail.mails[0]!;
    const link = mail.parsed.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    expect(link).toContain('https://followthrough.example/');
    expect(await unsubscribe(engine.deps, { messageId: mail.ledgerId, n: 1 })).toBe(true);
    expect(await world.db.suppression.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { addressKey: debtors[0]!.email.toLowerCase(), reason: 'unsubscribed' },
    ]);
    const next = await world.run(program);
    expect(await world.standing(next)).toEqual(['skipped all_suppressed']);
  });

  it('P7, P14: an edit meets an approval: what leaves is what was approved, or the approval is refused', async () => {
    for (let round = 0; round < 4; round++) {
      const program = await world.program();
      const [debtor] = await world.debtors(1, program);
      const batch = await world.run(program);
      const { batchId } = batch;
      const contentHash = await engine.deps.store.batchDecisions.readOpenHash(world.db, world.actor, batchId);
      const item = await world.item(batch, debtor!);
      const edit = { batchId, itemId: item.id, contentHash: item.contentHash!, subject: 'Edited by hand' };
      const [edited, approved] = await Promise.allSettled([
        editReviewItem(engine.deps, world.actor, edit),
        approveBatch(engine.deps, world.actor, { batchId, contentHash }),
      ]);
      expect([edited.status, approved.status].sort()).toEqual(['fulfilled', 'rejected']);
      if (approved.status === 'fulfilled') {
        await world.delivered(batch);
        expect((await world.message(batch, debtor!))?.subject).toBe(
          (item.content as { subject: string }).subject,
        );
      } else {
        expect(await world.standing(batch)).toEqual(['proposed']);
        expect(await world.message(batch, debtor!)).toBeNull();
      }
    }
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
