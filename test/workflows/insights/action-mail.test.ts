import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { dismissAction, snoozeAction } from '../../../commands/insights/actions/answer-action.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { markActionSent, sendAction } from '../../../commands/insights/actions/send-action.ts';
import { actionMailWorkflowId } from '../../../workflows/insights/action-mail.messages.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { ActionWorld } from '../../support/worlds/action-world.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { PASSWORD, ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';

const WORKING = { status: 'working', probeAt: null, failures: 0 };

describe('the mail of a recommended action', () => {
  let engine: Engine;
  let world: ActionWorld;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  let isDeaf = false;
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: (deps) => ({
        ...deps,
        lifecycle: {
          ...deps.lifecycle,
          wakeAction: (action) =>
            isDeaf ? Promise.reject(new Error('cut off')) : deps.lifecycle.wakeAction(action),
        },
      }),
    });
    world = new ActionWorld(engine);
    await world.open();
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  beforeEach(() => mailbox.setPassword(PASSWORD, WORKING));
  afterEach(() => {
    mailbox.reset();
    isDeaf = false;
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  const send = (actionId: string) => sendAction(engine.deps, world.actor, { actionId });

  it('Q6, D1: it is sent once, completes the action and stands in the thread', async () => {
    const reminder = await world.reminder();
    expect(await send(reminder.actionId)).toMatchObject({ status: 'open', send: { status: 'requested' } });
    await world.ended(reminder);
    const { customerId, actionId, contactId, email } = reminder;
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[email]]);
    const { userId } = engine.world;
    expect(await world.action(reminder)).toMatchObject({
      status: 'completed',
      sendStatus: 'sent',
      actedById: userId,
      wakeAt: null,
    });
    const message = await world.message(reminder);
    expect(message).toMatchObject({ status: 'sent', attempts: 1, approvedById: userId });
    expect(
      await engine.database.db.communication.findMany({ where: { customerId }, orderBy: { id: 'asc' } }),
    ).toMatchObject([
      { kind: 'email', direction: 'outbound', messageId: message!.id, contactId, data: { actionId } },
    ]);
    // A late wake-up finds nothing to do.
    await engine.deps.lifecycle.wakeAction(reminder);
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
    const history = await engine.client.workflow.getHandle(actionMailWorkflowId(actionId)).fetchHistory();
    expect(history.events?.filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(1);
  });

  it('Q3: two people send at once, one mail leaves', async () => {
    // It stays on its way until both are answered.
    const standing = smtp.hold('data');
    const reminder = await world.reminder();
    const [one, other] = await Promise.allSettled([send(reminder.actionId), send(reminder.actionId)]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    const refusal = (one.status === 'rejected' ? one : other) as PromiseRejectedResult;
    expect(refusal.reason).toMatchObject({
      code: 'already_acted',
      extra: { happened: { action: 'send', by: engine.world.userId } },
    });
    standing.release();
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D7: a payment between claim and hand-over changes what it says', async () => {
    const standing = smtp.hold('data');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await standing.reached;
    const { invoiceId } = reminder;
    await recordPayment(engine.deps, world.actor, { invoiceId, amount: '250.00' });
    standing.release();
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
    expect((await world.message(reminder))?.bodyText).toContain('1,000.00');
    expect((await world.message(reminder))?.bodyText).not.toContain('1,250.00');
  });

  it('D7: the payment that clears the balance between claim and hand-over closes it, and nothing leaves', async () => {
    const standing = smtp.hold('data');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await standing.reached;
    const { invoiceId } = reminder;
    await recordPayment(engine.deps, world.actor, { invoiceId, amount: '1250.00' });
    standing.release();
    await world.ended(reminder);
    expect(await world.action(reminder)).toMatchObject({ status: 'closed', skipReason: 'nothing_owed' });
    expect(smtp.messages).toEqual([]);
  });

  it('Q6: dismissed while the server is awaited, no body starts', async () => {
    const standing = smtp.hold('data');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    const { actionId } = reminder;
    expect(await dismissAction(engine.deps, world.actor, { actionId })).toMatchObject({
      status: 'dismissed',
      send: null,
    });
    standing.release();
    await world.ended(reminder);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.action(reminder)).toMatchObject({ status: 'dismissed', wakeAt: null });
  });

  it('D1: a connection lost after the hand-over is uncertain, is not sent again, and is marked as sent', async () => {
    smtp.dropAt('accepted');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await world.becomes(reminder, 'uncertain');
    await world.ended(reminder);
    const { actionId, customerId } = reminder;
    await expect(snoozeAction(engine.deps, world.actor, { actionId, until: '2999-01-01' })).rejects.toThrow(
      'uncertain',
    );
    expect(await markActionSent(engine.deps, world.actor, { actionId })).toMatchObject({
      status: 'completed',
      send: { status: 'sent' },
    });
    expect((await world.message(reminder))?.status).toBe('sent');
    expect(await engine.database.db.communication.count({ where: { customerId } })).toBe(1);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D1: a claim whose owner vanished after the fence becomes uncertain; the late result still settles it', async () => {
    const standing = smtp.hold('accepted');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await standing.reached;
    // Somebody else looks, as after a lost heartbeat: the mark stands, nobody knows more.
    const now = await engine.now();
    const report = await reconcile({ ...engine.deps, now: () => Promise.resolve(now + 20 * 60_000) });
    expect(report.uncertain).toBe(1);
    expect((await world.action(reminder)).sendStatus).toBe('uncertain');
    standing.release();
    await world.becomes(reminder, 'sent');
    expect(smtp.messages).toHaveLength(1);
  });

  it('S3, D3: where the only address is suppressed nothing leaves, and the action waits in error', async () => {
    const reminder = await world.reminder();
    const suppression = { channel: 'email', address: reminder.email!, reason: 'manual' } as const;
    await addSuppression(engine.deps, world.actor, suppression);
    await send(reminder.actionId);
    await world.ended(reminder);
    const { status, sendStatus, errorCode } = await world.action(reminder);
    expect([status, sendStatus, errorCode]).toEqual(['open', 'error', 'all_suppressed']);
    expect(smtp.messages).toEqual([]);
  });

  it('D2: with a wrong password it waits, and leaves at once when the mailbox works again', async () => {
    await mailbox.setPassword('wrong', WORKING);
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await engine.until(
      async () => (await world.action(reminder)).heldReason === 'mailbox_failing',
      'a send that waits for its mailbox',
    );
    expect(smtp.messages).toEqual([]);
    await mailbox.setPassword(PASSWORD);
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
    expect((await world.action(reminder)).sendStatus).toBe('sent');
  });

  it('I6: while its mailbox has to be signed in again it waits, and leaves at once when it is', async () => {
    await mailbox.setPassword(PASSWORD, { ...WORKING, status: 'reconnect' });
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await engine.until(
      async () => (await world.action(reminder)).heldReason === 'mailbox_reconnect',
      'a send that waits for a sign-in',
    );
    await mailbox.setPassword(PASSWORD, { status: 'unverified', probeAt: new Date(await engine.now()) });
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D8: a hold that comes between claim and hand-over keeps it back, with the reason', async () => {
    const standing = smtp.hold('data');
    const reminder = await world.reminder();
    await send(reminder.actionId);
    await standing.reached;
    const { customerId } = reminder;
    await openHold(engine.deps, world.actor, { scope: 'customer', kind: 'manual', customerId });
    standing.release();
    await engine.until(
      async () => (await world.action(reminder)).heldReason === 'customer_hold',
      'a send that is held',
    );
    expect(smtp.messages).toEqual([]);
    await dismissAction(engine.deps, world.actor, { actionId: reminder.actionId });
    await world.ended(reminder);
  });

  it('O9: a send whose start was lost is started by the reconciler', async () => {
    isDeaf = true;
    const reminder = await world.reminder();
    await send(reminder.actionId);
    isDeaf = false;
    const now = await engine.now();
    const report = await reconcile({ ...engine.deps, now: () => Promise.resolve(now + 11_000) });
    expect(report.actions).toBe(1);
    await world.ended(reminder);
    expect(smtp.messages).toHaveLength(1);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
