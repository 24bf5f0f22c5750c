import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { markMessageSent, retryMessage } from '../../../commands/automations/messages/answer-message.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { automationMessagesWorkflowId } from '../../../workflows/automations/automation-messages.messages.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import {
  EMAIL,
  TO_OWNER,
  type AutomationMessageWorld,
} from '../../support/worlds/automation-message-world.ts';
import { DeliveryWorld, WORKING } from '../../support/worlds/delivery-world.ts';
import { ENGINE_START_MS, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories, readRuns } from '../../support/worlds/histories.ts';
import { PASSWORD, type ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';

describe('many messages of a pass', () => {
  let engine: Engine;
  let world: AutomationMessageWorld;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  const deliveries = new DeliveryWorld();
  const { now, customer, becomes, ended } = deliveries;
  beforeAll(async () => {
    ({ engine, world, mailbox, smtp } = await deliveries.open());
  }, ENGINE_START_MS);
  beforeEach(() => deliveries.begin());
  afterEach(() => deliveries.reset());
  afterAll(() => deliveries.close());

  it('D3, S3: an address that is none is suppressed, and the next usable contact gets it at once', async () => {
    const pass = await world.pass([EMAIL]);
    const { customerId, email } = await customer();
    const at = new Date(await now());
    const second = `second-${email}`;
    const contact = { name: 'Sam', type: 'cfo', isPrimary: false, isActive: true, source: 'test' };
    const id = 'con_01h455vb4pex5vsknk084sn02q';
    await world.db.contact.create({
      data: { ...contact, id, customerId, email: second, createdAt: at, updatedAt: at },
    });
    smtp.replyAt('rcpt', '550 5.1.1 no such user');
    await world.apply(pass, customerId);
    await ended(pass);
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[second]]);
    expect(await world.outcome(pass, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
  });

  it('A2: refused for good, its record has failed; the retry leaves once, under the same row of the ledger', async () => {
    smtp.replyAt('data', '554 5.6.0 not like this');
    const pass = await world.pass([EMAIL]);
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    await becomes(pass, customerId, 'error');
    await ended(pass);
    expect(await world.outcome(pass, customerId)).toMatchObject({ record: 'failed' });
    smtp.reset();
    const messageId = (await world.message(pass, customerId))!.id;
    const [one, other] = await Promise.allSettled([
      retryMessage(engine.deps, world.actor, { messageId }),
      retryMessage(engine.deps, world.actor, { messageId }),
    ]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    await becomes(pass, customerId, 'sent');
    expect(smtp.messages).toHaveLength(1);
    expect(await world.outcome(pass, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
  });

  it('D2: with a wrong password all of them wait, and leave when the mailbox works again', async () => {
    await mailbox.setPassword('wrong', WORKING);
    const pass = await world.pass([EMAIL]);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await customer()).customerId);
    for (const customerId of ids) await world.apply(pass, customerId);
    const { passId } = pass;
    const failing = { passId, heldReason: 'mailbox_failing' };
    const wait = async () => (await world.db.automationMessage.count({ where: failing })) === 3;
    await engine.until(wait, 'three messages that wait for their mailbox');
    expect(smtp.messages).toEqual([]);
    await mailbox.setPassword(PASSWORD);
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await ended(pass);
    expect(smtp.messages).toHaveLength(3);
  });

  it('I6: while their mailbox has to be signed in again all of them wait, and leave at once when it is', async () => {
    await mailbox.setPassword(PASSWORD, { ...WORKING, status: 'reconnect' });
    const pass = await world.pass([EMAIL]);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await customer()).customerId);
    for (const customerId of ids) await world.apply(pass, customerId);
    const signedOut = { passId: pass.passId, heldReason: 'mailbox_reconnect' };
    const wait = async () => (await world.db.automationMessage.count({ where: signedOut })) === 3;
    await engine.until(wait, 'three messages that wait for a sign-in');
    await mailbox.setPassword(PASSWORD, { status: 'unverified', probeAt: new Date(await engine.now()) });
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await ended(pass);
    expect(smtp.messages).toHaveLength(3);
  });

  it('A4: a mail to an owner leaves without a link out, is no contact of the customer, and stands in no thread', async () => {
    const pass = await world.pass([TO_OWNER]);
    const { customerId } = await customer();
    const { userId } = engine.world;
    await world.db.customer.update({ where: { id: customerId }, data: { arOwnerId: userId } });
    const { email } = await world.db.user.findUniqueOrThrow({ where: { id: userId } });
    await world.apply(pass, customerId);
    await world.end(pass);
    await ended(pass);
    expect(smtp.messages.map((mail) => mail.recipients)).toEqual([[email]]);
    expect(String(smtp.messages[0]!.raw)).not.toMatch(/unsubscribe/i);
    const message = (await world.message(pass, customerId))!;
    expect(await world.ledger(message.id)).toMatchObject({ status: 'sent', customerId: null });
    expect(await world.db.communication.count({ where: { customerId } })).toBe(0);
    expect(await world.outcome(pass, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
  });

  it('A4: a pass that would mail a user 25 times sends one digest, once it has applied the action to everybody', async () => {
    const pass = await world.pass([TO_OWNER]);
    const { userId: arOwnerId } = engine.world;
    const ids: string[] = [];
    for (let n = 0; n < 25; n += 1) ids.push((await customer()).customerId);
    await world.db.customer.updateMany({ where: { id: { in: ids } }, data: { arOwnerId } });
    await world.fill(pass, ids);
    for (const customerId of ids) await world.apply(pass, customerId);
    await world.end(pass);
    await becomes(pass, null, 'sent');
    await ended(pass);
    expect(smtp.messages).toHaveLength(1);
    const digest = (await world.message(pass, null))!;
    const { bodyText, subject } = (await world.ledger(digest.id))!;
    expect(subject).toContain('25 customers');
    expect(bodyText.match(/overdue/g)).toHaveLength(25);
    const { passId } = pass;
    const sent = { passId, sendStatus: 'sent', digestId: digest.id };
    expect(await world.db.automationMessage.count({ where: sent })).toBe(25);
    expect(await world.db.automationEffect.count({ where: { passId, status: 'done' } })).toBe(25);
  });

  it('A4, D1: a digest lost after its hand-over is in doubt with all that it lists, and is never sent twice', async () => {
    smtp.dropAt('accepted');
    const pass = await world.pass([TO_OWNER]);
    const { userId: arOwnerId } = engine.world;
    const ids: string[] = [];
    for (let n = 0; n < 21; n += 1) ids.push((await customer()).customerId);
    await world.db.customer.updateMany({ where: { id: { in: ids } }, data: { arOwnerId } });
    await world.fill(pass, ids);
    for (const customerId of ids) await world.apply(pass, customerId);
    await world.end(pass);
    await becomes(pass, null, 'uncertain');
    const { passId } = pass;
    expect(await world.db.automationEffect.count({ where: { passId, status: 'waiting' } })).toBe(21);
    const messageId = (await world.message(pass, null))!.id;
    await markMessageSent(engine.deps, world.actor, { messageId });
    expect(await world.db.automationEffect.count({ where: { passId, status: 'done' } })).toBe(21);
    expect(smtp.messages).toHaveLength(1);
  });

  it('O9: messages whose start was lost are started by the reconciler', async () => {
    deliveries.isDeaf = true;
    const pass = await world.pass([EMAIL]);
    const { customerId } = await customer();
    await world.apply(pass, customerId);
    deliveries.isDeaf = false;
    const at = await now();
    const report = await reconcile({ ...engine.deps, now: () => Promise.resolve(at + 11_000) });
    expect(report.automationMessages).toBe(1);
    await ended(pass);
    expect(smtp.messages).toHaveLength(1);
  });

  it('A5: 200 messages of a pass are a handful of events', async () => {
    const pass = await world.pass([EMAIL]);
    const ids: string[] = [];
    for (let n = 0; n < 200; n += 1) ids.push((await customer()).customerId);
    deliveries.isDeaf = true;
    for (const customerId of ids) await world.apply(pass, customerId);
    deliveries.isDeaf = false;
    await engine.deps.lifecycle.wakeAutomationMessages(pass);
    await ended(pass);
    expect(smtp.messages).toHaveLength(200);
    const { automationId, passId } = pass;
    const [run] = await readRuns(engine, automationMessagesWorkflowId(automationId, passId));
    expect(run!.history.events!.length).toBeLessThan(20);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
