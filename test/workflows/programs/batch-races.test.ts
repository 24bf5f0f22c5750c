import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cancelTouchpoint,
  completeTouchpoint,
  forceTouchpoint,
  markTouchpointSent,
} from '../../../commands/programs/touchpoints/answer-touchpoint.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { deafTo } from '../../support/worlds/deaf-batches.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, createSequence, NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { ProgramWorld, type Debtor, type WorldBatch } from '../../support/worlds/program-world.ts';
import { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';

/** What meets a delivery on its way: on the real server, since who comes first is the point. */
describe('a delivery that meets something else', () => {
  let engine: Engine;
  let world: ProgramWorld;
  let smtp: ScriptedSmtp;
  let isDeaf = false;
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: deafTo(() => isDeaf),
    });
    world = new ProgramWorld(engine);
    await world.open();
    smtp = await new ScriptedSmtp().start();
    const where = { id: engine.world.mailboxId };
    await world.db.mailbox.update({ where, data: { smtpPort: smtp.port } });
  }, ENGINE_START_MS);
  beforeEach(() => setPolicy(NO_CONTACT_POLICY));
  afterEach(() => {
    smtp.reset();
    smtp.messages.length = 0;
    isDeaf = false;
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  async function setPolicy(contactPolicy: object): Promise<void> {
    await updateOrganisation(engine.deps, world.actor, { contactPolicy });
  }

  const pay = ({ invoiceId }: Debtor, amount: string) =>
    recordPayment(engine.deps, world.actor, { invoiceId, amount });
  const recipients = () => smtp.messages.flatMap((mail) => mail.recipients).sort();
  const which = (batch: WorldBatch, debtor: Debtor) => ({
    scheduledTouchpointId: world.itemId(batch, debtor),
  });

  /** A batch that is approved and whose delivery has not heard of it. */
  async function unheard(count: number): Promise<{ batch: WorldBatch; debtors: Debtor[] }> {
    isDeaf = true;
    const approved = await world.approved(count);
    isDeaf = false;
    return approved;
  }

  it('D7: paid between approval and send, nothing leaves and it is skipped', async () => {
    const { batch, debtors } = await unheard(2);
    await pay(debtors[0]!, '100.00');
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    expect(await world.item(batch, debtors[0]!)).toMatchObject({
      status: 'skipped',
      reason: 'nothing_owed',
    });
    expect(recipients()).toEqual([debtors[1]!.email]);
  });

  it('D7: paid while the server is awaited, no body starts and it is skipped', async () => {
    const standing = smtp.hold('data');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    await pay(debtors[0]!, '100.00');
    standing.release();
    await world.delivered(batch);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.standing(batch)).toEqual(['skipped nothing_owed']);
  });

  it('P14: facts that move between approval and claim bring it back to review, the rest goes out', async () => {
    const { batch, debtors } = await unheard(3);
    await pay(debtors[0]!, '40.00');
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    const returned = await world.item(batch, debtors[0]!);
    expect(returned).toMatchObject({
      status: 'proposed',
      decision: null,
      returnedFor: { balance: { before: '100.00', after: '60.00' } },
    });
    expect((returned.content as { text: string }).text).toContain('60.00');
    expect(smtp.messages).toHaveLength(2);
    expect(await world.db.reviewBatch.findUniqueOrThrow({ where: { id: batch.batchId } })).toMatchObject({
      status: 'proposed',
    });
    // Approved as it is now, it leaves as it is now.
    await world.approve(batch);
    await world.delivered(batch);
    expect(smtp.messages.at(-1)?.raw).toContain('60.00');
    expect(smtp.messages).toHaveLength(3);
  });

  it('P14: facts that move while the server is awaited bring it back, and no body starts', async () => {
    const standing = smtp.hold('data');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    await pay(debtors[0]!, '40.00');
    standing.release();
    await world.becomes(batch, debtors[0]!, 'proposed');
    await world.delivered(batch);
    expect(smtp.messages).toEqual([]);
  });

  it('D3: unsubscribed between approval and send, it is skipped', async () => {
    const earlier = await world.approved(1);
    await world.delivered(earlier.batch);
    const program = await world.program();
    await world.enroll(program, earlier.debtors);
    isDeaf = true;
    const batch = await world.run(program);
    await world.approve(batch);
    isDeaf = false;
    const { id: messageId } = (await world.message(earlier.batch, earlier.debtors[0]!))!;
    expect(await unsubscribe(engine.deps, { messageId, n: 1 })).toBe(true);
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    expect(await world.standing(batch)).toEqual(['skipped all_suppressed']);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D9: once the switch of the program is acknowledged nothing of it leaves; switched on again, the rest does', async () => {
    const standing = Array.from({ length: 5 }, () => smtp.hold('data'));
    const { batch, debtors } = await world.approved(12);
    await Promise.all(standing.map((hold) => hold.reached));
    const bodies = smtp.bodyBytes;
    const target = { scope: 'program', id: batch.programId } as const;
    await setSwitch(engine.deps, world.actor, { ...target, isOn: true, reason: 'Wrong amounts' });
    for (const hold of standing) hold.release();
    await world.asleep(batch);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.standing(batch)).toEqual(Array.from({ length: 12 }, () => 'approved switched_off'));
    await setSwitch(engine.deps, world.actor, { ...target, isOn: false });
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
  });

  it('P9: cancelled while the server is awaited, no body starts', async () => {
    const standing = smtp.hold('data');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    const cancelled = await cancelTouchpoint(engine.deps, world.actor, {
      ...which(batch, debtors[0]!),
      reason: 'They called',
    });
    expect(cancelled).toMatchObject({ touchpoint: { status: 'cancelled' }, inFlight: [] });
    standing.release();
    await world.delivered(batch);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.standing(batch)).toEqual(['cancelled cancelled']);
  });

  it('P9: cancelled after the hand-over has begun, it is named with its outcome, and it was sent', async () => {
    const where = { action: 'scheduledTouchpoint.cancelled' };
    const before = await world.db.audit.count({ where });
    const standing = smtp.hold('accepted');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    const cancelling = cancelTouchpoint(engine.deps, world.actor, which(batch, debtors[0]!));
    await expect(
      completeTouchpoint(engine.deps, world.actor, which(batch, debtors[0]!)),
    ).rejects.toMatchObject({ code: 'already_acted' });
    await engine.until(async () => (await world.db.audit.count({ where })) > before, 'the cancel');
    standing.release();
    expect(await cancelling).toMatchObject({
      touchpoint: { status: 'completed' },
      inFlight: [{ outcome: 'sent' }],
    });
    expect(smtp.messages).toHaveLength(1);
  });

  it('D1: a connection lost after the hand-over is uncertain, is not sent again, and is marked as sent', async () => {
    smtp.dropAt('accepted');
    const { batch, debtors } = await world.approved(1);
    await world.delivered(batch);
    expect(await world.standing(batch)).toEqual(['uncertain uncertain']);
    const asked = which(batch, debtors[0]!);
    const tooEarly = { code: 'conflict', extra: { retryAt: expect.any(String) } };
    await expect(retryTouchpoint(engine.deps, world.actor, asked)).rejects.toMatchObject(tooEarly);
    await expect(completeTouchpoint(engine.deps, world.actor, asked)).rejects.toMatchObject(tooEarly);
    expect(await markTouchpointSent(engine.deps, world.actor, asked)).toMatchObject({
      status: 'completed',
      messageStatus: 'sent',
    });
    const { customerId } = debtors[0]!;
    expect(await world.db.communication.count({ where: { customerId } })).toBe(1);
    expect(smtp.messages).toHaveLength(1);
  });

  it('D1: an uncertain message is tried again ten minutes later, when a person says so', async () => {
    smtp.dropAt('dot');
    const { batch, debtors } = await world.approved(1);
    await world.delivered(batch);
    const asked = which(batch, debtors[0]!);
    const later = (await engine.now()) + 601_000;
    const then = { ...engine.deps, now: () => Promise.resolve(later) };
    expect(await retryTouchpoint(then, world.actor, asked)).toMatchObject({ status: 'approved' });
    const data = { wakeAt: new Date() };
    await world.db.scheduledTouchpoint.update({ where: { id: asked.scheduledTouchpointId }, data });
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    expect(await world.standing(batch)).toEqual(['completed']);
    expect(recipients()).toEqual([debtors[0]!.email]);
  });

  it('D1: a hand-over whose owner vanished becomes uncertain; the late result still settles it', async () => {
    const standing = smtp.hold('accepted');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    const now = await engine.now();
    await reconcile({ ...engine.deps, now: () => Promise.resolve(now + 20 * 60_000) });
    expect(await world.standing(batch)).toEqual(['uncertain uncertain']);
    standing.release();
    await world.becomes(batch, debtors[0]!, 'completed');
    expect(smtp.messages).toHaveLength(1);
  });

  it('D6: two programs and a sequence want the same customer: one message leaves, the others wait', async () => {
    await setPolicy({ daysBetween: 1, perDay: 1 });
    const programs = [await world.program(), await world.program()];
    const [debtor] = await world.debtors(1, ...programs);
    isDeaf = true;
    const batches: WorldBatch[] = [];
    for (const program of programs) {
      const batch = await world.run(program);
      await world.approve(batch);
      batches.push(batch);
    }
    isDeaf = false;
    const steps = [{ timing: after(0, 'minutes') }];
    const sequence = await createSequence(world.db, engine.world, { steps, now: await engine.now() });
    const { sequenceId } = sequence;
    const { customerId } = debtor!;
    await Promise.all([
      ...batches.map((batch) => engine.deps.lifecycle.wakeBatch(batch)),
      enrollCustomer(engine.deps, world.actor, { sequenceId, customerId }),
    ]);
    const held = async () => {
      const execution = await world.db.stepExecution.findFirst({ where: { customerId } });
      const items = await Promise.all(batches.map((batch) => world.item(batch, debtor!)));
      return [execution?.heldReason, ...items.map((item) => item.heldReason)];
    };
    await engine.until(
      async () => (await held()).filter((reason) => reason === 'contact_policy').length === 2,
      'two of three that wait',
    );
    await engine.until(() => Promise.resolve(smtp.messages.length > 0), 'the one that left');
    for (const batch of batches) await world.asleep(batch);
    expect(smtp.messages).toHaveLength(1);
    // A person lets one of them pass.
    const reasons = await held();
    const waiting = batches[reasons[1] === 'contact_policy' ? 0 : 1]!;
    const force = { reason: 'They asked for it' };
    await forceTouchpoint(engine.deps, world.actor, { ...which(waiting, debtor!), force });
    await world.becomes(waiting, debtor!, 'completed');
    expect(smtp.messages).toHaveLength(2);
    expect(await world.item(waiting, debtor!)).toMatchObject({ forceReason: force.reason });
  });

  it('O9: a delivery whose start was lost is started by the reconciler', async () => {
    const { batch, debtors } = await unheard(1);
    const now = await engine.now();
    await reconcile({ ...engine.deps, now: () => Promise.resolve(now + 11_000) });
    await world.delivered(batch);
    expect(recipients()).toContain(debtors[0]!.email);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
