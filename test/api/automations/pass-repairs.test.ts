import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { allReleased } from '../../support/worlds/all-released.ts';
import { MAIL, MailingWorld } from '../../support/worlds/mailing-world.ts';

const world = new MailingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 08:00');
  world.mail.mails.length = 0;
  const where = { status: { in: ['running', 'paused'] } };
  await world.deps.db.automation.updateMany({ where, data: { status: 'inactive' } });
  await reconcile(world.deps);
  // Each test has its own audience.
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const findings = async (kind: string): Promise<string[]> => {
  const rows = await world.deps.db.reconcileFinding.findMany({ where: { kind }, orderBy: { id: 'asc' } });
  return rows.map(({ entityId }) => entityId);
};

describe('O9: what was lost on the way', () => {
  test('a pass that is due and that no tick began is begun, once, and found', async () => {
    await world.crowd(2);
    const id = await world.automation();
    world.at('06-03 09:00');
    await reconcile(world.deps);
    expect(await world.passes(id)).toEqual([]);
    world.at('06-03 09:05');
    const reports = [await reconcile(world.deps), await reconcile(world.deps)];
    expect(reports[0]!.automationPasses).toBeGreaterThanOrEqual(1);
    expect(await world.passes(id)).toMatchObject([{ at: '06-03 09:00', status: 'running' }]);
    expect(await findings('pass_not_started')).toContain(id);
    await world.work(id);
    expect(await world.passes(id)).toMatchObject([{ status: 'done', records: 2 }]);
  });

  test('members who came in by a change, and whom no pass took, are acted on', async () => {
    const [customerId] = (await world.crowd(1)) as [string];
    const id = await world.automation();
    world.at('06-03 09:00');
    await world.tick(id);
    await world.deps.db.automationMember.updateMany({
      where: { automationId: id },
      data: { pendingSince: new Date(world.now) },
    });
    world.at('06-03 09:10');
    await reconcile(world.deps);
    await world.work(id);
    expect((await world.passes(id)).map(({ status, records }) => [status, records])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
    expect(await world.effects(id, customerId)).toHaveLength(2);
  });

  test('the end that no tick saw completes it', async () => {
    const id = await world.automation({ endsAt: '2030-06-03T07:30:00.000Z' });
    world.at('06-03 10:00');
    await reconcile(world.deps);
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
  });

  test('a schedule that Temporal was never shown is shown, one that is not to be is taken away', async () => {
    const { lifecycle, db } = world.deps;
    const id = await world.automation();
    const shown = async () => {
      const all: string[] = [];
      for await (const one of lifecycle.listAutomationSchedules()) all.push(one);
      return all;
    };
    expect(await shown()).toContain(id);
    await lifecycle.showAutomationSchedule({ automationId: id, moments: [] });
    await db.automation.update({ where: { id }, data: { shownVersion: null } });
    const report = await reconcile(world.deps);
    expect(report.automationPasses).toBe(1);
    expect(await shown()).toContain(id);
    expect(await findings('schedule_not_shown')).toContain(id);
    expect((await reconcile(world.deps)).automationPasses).toBe(0);
    await db.automation.update({
      where: { id },
      data: { status: 'inactive', scheduleVersion: { increment: 1 } },
    });
    await reconcile(world.deps);
    expect(await shown()).not.toContain(id);
  });

  test('a pass whose workflow was never woken is woken', async () => {
    await world.crowd(1);
    const id = await world.automation();
    // What its start released is released once more, which wakes its passes too.
    await allReleased(world.deps);
    world.at('06-03 09:00');
    await world.ok('POST', `/v1/automations/${id}/run`);
    const passId = await world.lastPass(id);
    const before = world.lifecycle.started.length;
    world.at('06-03 09:05');
    await reconcile(world.deps);
    expect(world.lifecycle.started.slice(before)).toContain(`pass ${passId}`);
    expect(await findings('pass_unattended')).toContain(passId);
  });

  test('A5: killed between the commit of a message and its wake-up: the reconciler starts the delivery, and it leaves once', async () => {
    const [customerId] = (await world.crowd(1)) as [string];
    await world.contact(customerId, 'killed@payer.example');
    const id = await world.automation({ actions: [MAIL] });
    const { lifecycle } = world.deps;
    const wake = lifecycle.wakeAutomationMessages;
    lifecycle.wakeAutomationMessages = () => Promise.reject(new Error('killed'));
    world.at('06-03 09:00');
    await world.tick(id);
    lifecycle.wakeAutomationMessages = wake;
    const passId = await world.lastPass(id);
    const before = world.lifecycle.started.length;
    world.at('06-03 09:01');
    expect((await reconcile(world.deps)).automationMessages).toBe(1);
    expect(world.lifecycle.started.slice(before)).toContain(`messages ${passId}`);
    await Promise.all([world.deliver(passId), world.deliver(passId)]);
    expect(world.addressed).toEqual(['killed@payer.example']);
  });
});
