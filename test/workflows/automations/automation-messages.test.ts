import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cancelMessage,
  markMessageSent,
  retryMessage,
} from '../../../commands/automations/messages/answer-message.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { EMAIL, type AutomationMessageWorld } from '../../support/worlds/automation-message-world.ts';
import { DeliveryWorld } from '../../support/worlds/delivery-world.ts';
import { ENGINE_START_MS, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';

describe('the messages of a pass', () => {
  let engine: Engine;
  let world: AutomationMessageWorld;
  let smtp: ScriptedSmtp;
  const deliveries = new DeliveryWorld();
  const { now, customer, becomes, ended } = deliveries;
  beforeAll(async () => {
    ({ engine, world, smtp } = await deliveries.open());
  }, ENGINE_START_MS);
  beforeEach(() => deliveries.begin());
  afterEach(() => deliveries.reset());
  afterAll(() => deliveries.close());

  it('A4, D1: an email leaves once, its effect is done, and it stands in the thread', async () => {
    const pass = await world.pass([EMAIL]);
    const { customerId, email, contactId } = await customer();
    expect(await world.apply(pass, customerId)).toMatchObject([{ status: 'waiting' }]);
    await ended(pass);
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[email]]);
    const message = (await world.message(pass, customerId))!;
    expect(message).toMatchObject({ sendStatus: 'sent', wakeAt: null });
    expect(await world.ledger(message.id)).toMatchObject({
      status: 'sent',
      attempts: 1,
      customerId,
      contactId,
    });
    expect(await world.outcome(pass, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
    const data = { automationId: pass.automationId, passId: pass.passId, automationMessageId: message.id };
    const thread = await world.db.communication.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    expect(thread).toMatchObject([{ kind: 'email', direction: 'outbound', contactId, data }]);
    // A late wake-up finds nothing to do.
    await engine.deps.lifecycle.wakeAutomationMessages(pass);
    await ended(pass);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D1: a connection lost after the hand-over is in doubt, is not sent again, and is marked as sent', async () => {
    smtp.dropAt('accepted');
    const pass = await world.pass([EMAIL], { isOnce: true });
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await becomes(pass, customerId, 'uncertain');
    await ended(pass);
    expect(await world.outcome(pass, customerId)).toMatchObject({ effects: [['waiting', null]] });
    // Another pass of what is said once says nothing while nobody knows.
    const next = await world.pass([EMAIL], { isOnce: true, automationId: pass.automationId });
    expect(await world.apply(next, customerId)).toMatchObject([
      { status: 'skipped', reason: 'waits_already' },
    ]);
    const messageId = (await world.message(pass, customerId))!.id;
    await expect(retryMessage(engine.deps, world.actor, { messageId })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await markMessageSent(engine.deps, world.actor, { messageId })).toMatchObject({ status: 'sent' });
    expect(await world.outcome(pass, customerId)).toMatchObject({ effects: [['done', null]] });
    expect(smtp.messages).toHaveLength(1);
    // Said once, for good.
    const last = await world.pass([EMAIL], { isOnce: true, automationId: pass.automationId });
    expect(await world.apply(last, customerId)).toMatchObject([{ status: 'done' }]);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D1: a claim whose owner vanished after the fence is in doubt; the late result still settles it', async () => {
    const standing = smtp.hold('accepted');
    const pass = await world.pass([EMAIL]);
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    const at = await now();
    const report = await reconcile({ ...engine.deps, now: () => Promise.resolve(at + 20 * 60_000) });
    expect(report.uncertain).toBe(1);
    expect((await world.message(pass, customerId))!.sendStatus).toBe('uncertain');
    standing.release();
    await becomes(pass, customerId, 'sent');
    expect(await world.outcome(pass, customerId)).toMatchObject({ effects: [['done', null]] });
    expect(smtp.messages).toHaveLength(1);
  });

  it('D7: who pays between claim and hand-over gets nothing of purpose collections', async () => {
    const standing = smtp.hold('data');
    const pass = await world.pass([{ ...EMAIL, purpose: 'collections' }]);
    const { customerId, invoiceId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    await recordPayment(engine.deps, world.actor, { invoiceId, amount: '1250.00' });
    standing.release();
    await ended(pass);
    expect(await world.outcome(pass, customerId)).toEqual({
      effects: [['skipped', 'nothing_owed']],
      record: 'skipped',
    });
    expect(smtp.messages).toEqual([]);
  });

  it('D7: a part payment between claim and hand-over changes what it says', async () => {
    const standing = smtp.hold('data');
    const pass = await world.pass([EMAIL]);
    const { customerId, invoiceId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    await recordPayment(engine.deps, world.actor, { invoiceId, amount: '250.00' });
    standing.release();
    await ended(pass);
    expect(smtp.messages).toHaveLength(1);
    const { id } = (await world.message(pass, customerId))!;
    expect((await world.ledger(id))?.bodyText).toContain('1,000.00');
  });

  it('Q2: cancelled while the server is awaited, no body starts', async () => {
    const standing = smtp.hold('data');
    const pass = await world.pass([EMAIL]);
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    const messageId = (await world.message(pass, customerId))!.id;
    expect(await cancelMessage(engine.deps, world.actor, { messageId })).toMatchObject({
      status: 'cancelled',
    });
    standing.release();
    await ended(pass);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.outcome(pass, customerId)).toMatchObject({ effects: [['skipped', 'cancelled']] });
  });

  it('A1: paused while the server is awaited, it waits with the reason, and leaves when it runs again', async () => {
    const standing = smtp.hold('data');
    const pass = await world.pass([EMAIL]);
    const { automationId: id } = pass;
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    await world.db.automation.update({ where: { id }, data: { status: 'paused' } });
    standing.release();
    const waits = async () => (await world.message(pass, customerId))?.heldReason === 'paused';
    await engine.until(waits, 'a message that waits for its automation');
    expect(smtp.messages).toEqual([]);
    await world.db.automation.update({ where: { id }, data: { status: 'running' } });
    for (const release of engine.deps.hooks.releasers) {
      const at = await now();
      const wake = await world.db.$transaction((tx) =>
        release(engine.deps, tx, { release: { of: 'automation', id }, now: at }),
      );
      await wake();
    }
    await ended(pass);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D8: a hold that comes between claim and hand-over keeps it back, with the reason', async () => {
    const standing = smtp.hold('data');
    const pass = await world.pass([EMAIL]);
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await standing.reached;
    await openHold(engine.deps, world.actor, { scope: 'customer', kind: 'manual', customerId });
    standing.release();
    const isHeld = async () => (await world.message(pass, customerId))?.heldReason === 'customer_hold';
    await engine.until(isHeld, 'a message that is held');
    expect(smtp.messages).toEqual([]);
    const messageId = (await world.message(pass, customerId))!.id;
    await cancelMessage(engine.deps, world.actor, { messageId });
    await ended(pass);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
