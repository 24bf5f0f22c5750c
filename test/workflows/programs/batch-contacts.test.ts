import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { isWeekday, withinHours } from '../../../domain/sending/sending-hours.ts';
import { addDays, localDateOf, startOfDay } from '../../../domain/time/calendar.ts';
import { newId } from '../../../infra/ids.ts';
import { createSequence, NO_CONTACT_POLICY, onDay } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { contactPolicyChangeWorkflowId } from '../../../workflows/sending/contact-policy-change.messages.ts';
import { readRuns } from '../../support/worlds/histories.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';

const HOUR = 3_600_000;

describe('the delivery of a batch and the contact policy', () => {
  let engine: Engine;
  let world: ProgramWorld;
  beforeAll(async () => {
    engine = await startEngine();
    world = new ProgramWorld(engine);
    await world.open();
  }, ENGINE_START_MS);
  afterEach(async () => {
    engine.mail.mails.length = 0;
    await setPolicy(NO_CONTACT_POLICY);
  });
  afterAll(() => engine?.close());

  async function setPolicy(contactPolicy: object): Promise<void> {
    await updateOrganisation(engine.deps, world.actor, { contactPolicy });
  }

  it('D6: it waits for the contact policy with the reason, and leaves by itself when that ends', async () => {
    const debtors = await world.debtors(1);
    const [one, other] = [await world.program(), await world.program()];
    await world.enroll(one, debtors);
    await world.enroll(other, debtors);
    await setPolicy({ daysBetween: 1, perDay: 1 });
    const first = await world.run(one);
    await world.approve(first);
    await world.delivered(first);
    const second = await world.run(other);
    await world.approve(second);
    await world.becomes(second, debtors[0]!, 'contact_policy');
    const sentAt = (await world.message(first, debtors[0]!))!.handedOverAt!.getTime();
    // At the send time of the next day on which the program sends.
    const leavesAt = withinHours(
      { askedAt: sentAt, at: startOfDay(addDays(localDateOf(sentAt, 'UTC'), 1), 'UTC') },
      { zone: 'UTC', from: '09:00', to: '18:00', isOpen: isWeekday },
    );
    expect((await world.item(second, debtors[0]!)).heldUntil?.getTime()).toBe(leavesAt);
    await world.asleep(second);
    const { wakeAt } = await world.db.reviewBatch.findUniqueOrThrow({ where: { id: second.batchId } });
    expect(wakeAt?.getTime()).toBe(leavesAt);
    await engine.pass(leavesAt - HOUR - (await engine.now()));
    expect(engine.mail.mails).toHaveLength(1);
    await engine.pass('2 hours');
    await world.delivered(second);
    expect(engine.mail.mails).toHaveLength(2);
  });

  it('D6, S11: a step that the mail of a program defers leaves when that ends, and pushes the next one', async () => {
    await setPolicy({ daysBetween: 1, perDay: 1 });
    const { batch, debtors } = await world.approved(1);
    await world.delivered(batch);
    const steps = [{ timing: onDay(0, '00:00') }, { timing: onDay(1) }];
    const { sequenceId } = await createSequence(world.db, engine.world, {
      steps,
      now: await engine.now(),
    });
    const { customerId } = debtors[0]!;
    await enrollCustomer(engine.deps, world.actor, { sequenceId, customerId });
    const heldBack = { customerId, heldReason: 'contact_policy' };
    await engine.until(
      async () => (await world.db.stepExecution.count({ where: heldBack })) === 1,
      'a step that waits',
    );
    await engine.pass('4 days');
    const left = await world.db.message.findMany({ where: { customerId }, orderBy: { handedOverAt: 'asc' } });
    const times = left.map((message) => message.handedOverAt!.getTime());
    expect(times).toHaveLength(3);
    const days = times.map((time) => localDateOf(time, 'UTC'));
    expect(days).toEqual([days[0], addDays(days[0]!, 1), addDays(days[0]!, 2)]);
  });

  it('D6: a policy that is raised reaches who waits by a workflow, and lets them leave on the same day', async () => {
    await setPolicy({ daysBetween: 1, perDay: 1 });
    const { batch, debtors } = await world.approved(1);
    await world.delivered(batch);
    const steps = [{ timing: onDay(0, '00:00') }];
    const { sequenceId } = await createSequence(world.db, engine.world, { steps, now: await engine.now() });
    const { customerId } = debtors[0]!;
    await enrollCustomer(engine.deps, world.actor, { sequenceId, customerId });
    const held = { customerId, heldReason: 'contact_policy' };
    await engine.until(
      async () => (await world.db.stepExecution.count({ where: held })) === 1,
      'one that waits',
    );
    await setPolicy({ daysBetween: 1, perDay: 2 });
    const done = { customerId, status: 'done' };
    await engine.until(async () => (await world.db.stepExecution.count({ where: done })) === 1, 'its end');
    const latest = () => world.db.contactPolicyChange.findFirst({ orderBy: { n: 'desc' } });
    await engine.until(async () => (await latest())!.endedAt !== null, 'the last page');
    const change = await latest();
    expect(await readRuns(engine, contactPolicyChangeWorkflowId(change!.id))).toHaveLength(1);
  });

  it('D6: messages of one run to one customer are one contact, and all leave', async () => {
    await setPolicy({ daysBetween: 1, perDay: 1 });
    const program = await world.program({ level: 'invoice' });
    const debtors = await world.debtors(1, program);
    const { customerId } = debtors[0]!;
    const invoice = await world.db.invoice.findFirstOrThrow({ where: { customerId } });
    const more = [1, 2].map((n) => ({ ...invoice, id: newId('invoice'), number: `${invoice.number}/${n}` }));
    await world.db.invoice.createMany({ data: more });
    const batch = await world.run(program);
    await world.approve(batch);
    await world.delivered(batch);
    expect(await world.standing(batch)).toEqual(['completed', 'completed', 'completed']);
    expect(engine.mail.mails).toHaveLength(3);
  });
});
