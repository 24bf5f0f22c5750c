import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import { MAIL, MailingWorld } from '../../support/worlds/mailing-world.ts';

const world = new MailingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 08:00');
  world.mail.mails.length = 0;
  world.mail.refuse.recipient = () => null;
  // Each test has its own audience.
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const TELL = {
  kind: 'email_user',
  key: 'tell',
  words: { subject: 'Look at {{customer.name}}', bodyText: null, bodyHtml: '<p>Look</p>' },
} as const;

describe('A4: what a pass tells our own people', () => {
  test('25 mails to one user are one digest, whose delivery the end of the pass wakes: nobody asks each minute', async () => {
    await world.crowd(25);
    const id = await world.automation({ actions: [{ ...TELL, to: { userId: world.adminId } }] });
    world.at('06-03 09:00');
    let looks = 0;
    const { parts } = world;
    world.replace('email_user', async (deps, tx, input) => {
      if ((looks += 1) === 20) world.lifecycle.started.length = 0;
      return parts.applyAction(deps, tx, input);
    });
    await world.tick(id);
    const passId = await world.lastPass(id);
    expect(world.lifecycle.started).toContain(`messages ${passId}`);
    await world.deliver(passId);
    expect(world.addressed).toEqual(['ada@example.com']);
    expect(world.mail.mails[0]!.parsed.subject).toContain('25 customers');
    expect(await world.counts(id, passId)).toMatchObject({ done: 25, failed: 0 });
    const { db } = world.deps;
    expect(await db.automationEffect.count({ where: { passId, status: 'done' } })).toBe(25);
  });

  test('while its pass is at work they wait for its end, an hour at most, and no minute wakes them', async () => {
    await world.crowd(2);
    const id = await world.automation({ actions: [{ ...TELL, to: { userId: world.adminId } }] });
    world.at('06-03 09:00');
    await world.tick(id);
    const passId = await world.lastPass(id);
    await world.deps.db.automationPass.update({
      where: { id: passId },
      data: { status: 'running', isFilled: false },
    });
    expect(await world.deliver(passId)).toMatchObject({
      kind: 'wait',
      until: Date.parse('2030-06-03T08:00:00Z'),
    });
    await world.deps.db.automationPass.update({
      where: { id: passId },
      data: { status: 'done', isFilled: true },
    });
    expect(await world.deliver(passId)).toEqual({ kind: 'ended' });
    expect(world.addressed).toEqual(['ada@example.com', 'ada@example.com']);
  });

  test('O5: one that is refused fails its effect, and is told as an event that names no customer', async () => {
    await world.crowd(1);
    const id = await world.automation({ actions: [{ ...TELL, to: { address: 'desk@acme.example' } }] });
    world.at('06-03 09:00');
    await world.tick(id);
    world.mail.refuse.recipient = () => ({ code: 554, text: '5.6.0 not like this' });
    await world.deliverLast(id);
    const passId = await world.lastPass(id);
    expect(await world.counts(id, passId)).toMatchObject({ done: 0, failed: 1 });
    const [message] = await world.messages(id);
    const told = await world.deps.db.change.findMany({
      where: { entity: 'message', kind: 'failed' },
      orderBy: { seq: 'asc' },
    });
    expect(told).toMatchObject([
      { customerId: null, data: { source: 'automation', sourceId: message!.id, channel: 'email' } },
    ]);
  });

  test('U5: nothing is mailed to a person who was forgotten, whose address an action names', async () => {
    const [customerId] = (await world.crowd(1)) as [string];
    const address = 'gone@forgotten.example';
    const contactId = await world.contact(customerId, address);
    const id = await world.automation({ actions: [{ ...TELL, to: { address } }] });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
    await world.deliverLast(id);
    world.at('06-04 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    expect(world.mail.mails).toEqual([]);
    expect(await world.effects(id, customerId)).toEqual([
      'tell skipped erased',
      expect.stringMatching(/^tell failed .*suppressed/),
    ]);
  });
});

describe('case 24: its mails are mails', () => {
  test('after two mails of today it waits for the contact policy, is not counted as failed, and leaves tomorrow at 09:00, once', async () => {
    const [zoe] = (await world.crowd(1)) as [string];
    await world.contact(zoe, 'zoe@case.example');
    const ids: string[] = [];
    for (const key of ['one', 'two', 'three'])
      ids.push(await world.automation({ actions: [{ ...MAIL, key }], every: { amount: 1, unit: 'week' } }));
    world.at('06-03 10:00');
    for (const id of ids) {
      await world.tick(id);
      await world.deliverLast(id);
    }
    const third = ids[2]!;
    expect(world.mail.mails).toHaveLength(2);
    const [waiting] = await world.messages(third);
    expect(waiting).toMatchObject({ heldReason: 'contact_policy', heldUntil: '2030-06-04T07:00:00.000Z' });
    const passId = await world.lastPass(third);
    expect(await world.counts(third, passId)).toMatchObject({ done: 1, failed: 0 });
    world.at('06-04 08:59');
    await world.deliver(passId);
    expect(world.mail.mails).toHaveLength(2);
    world.at('06-04 09:00');
    await Promise.all([world.deliver(passId), world.deliver(passId)]);
    expect(world.mail.mails).toHaveLength(3);
    expect(await world.effects(third, zoe)).toEqual(['three done']);
  });

  test('a suppressed address gets nothing, with the reason; collections skip who is in credit', async () => {
    const [poor, rich] = (await world.crowd(2)) as [string, string];
    await world.contact(poor, 'poor@case.example');
    await world.contact(rich, 'rich@case.example');
    await world.ok('POST', '/v1/suppressions', {
      body: { channel: 'email', address: 'poor@case.example', reason: 'manual' },
    });
    for (const customerId of [poor, rich]) await world.owes(customerId, '20.00');
    await world.ok('POST', `/v1/customers/${rich}/payments`, {
      body: { amount: '50.00', currency: 'EUR', allocations: [] },
    });
    const id = await world.automation({ actions: [{ ...MAIL, purpose: 'collections' }] });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    expect(world.mail.mails).toEqual([]);
    expect(await world.effects(id, rich)).toEqual(['mail skipped in_credit']);
    expect(await world.effects(id, poor)).toEqual(['mail failed all_suppressed']);
  });

  test('A7: what a mail that leaves changes is what its automation did, not a person', async () => {
    const [customerId] = (await world.crowd(1)) as [string];
    await world.contact(customerId, 'cause@case.example');
    const id = await world.automation({ actions: [MAIL] });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.look();
    await world.deliverLast(id);
    const touches = await world.deps.db.customerTouch.findMany({
      where: { customerId },
      orderBy: { seq: 'asc' },
    });
    expect(touches.length).toBeGreaterThan(0);
    expect(new Set(touches.map(({ automationId, depth }) => `${automationId} ${depth}`))).toEqual(
      new Set([`${id} 1`]),
    );
  });
});
