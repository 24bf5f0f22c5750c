import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
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

let made = 0;
/** Customers of the audience, each with a contact; answers their addresses by id. */
async function reachable(count: number): Promise<Map<string, string>> {
  const ids = await world.crowd(count);
  const addresses = new Map(ids.map((id) => [id, `pat-${(made += 1)}@payer.example`]));
  for (const [id, email] of addresses) await world.contact(id, email);
  return addresses;
}

describe('case 12: process once, and one mail fails', () => {
  test('only the mail is tried again, once a contact is there; processed nobody is acted on any more', async () => {
    const [vera, wim] = (await world.crowd(2)) as [string, string];
    await world.contact(wim, 'wim@twelve.example');
    const id = await world.automation({
      isOnce: true,
      actions: [
        { kind: 'add_label', key: 'asked', labelId: world.hit },
        MAIL,
        { kind: 'add_score', key: 'after', value: 5 },
      ],
    });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    const first = await world.lastPass(id);
    expect(world.addressed).toEqual(['wim@twelve.example']);
    // M1: it keeps no worker slot from anybody.
    expect(world.lined).toBe(0);
    expect(await world.effects(id, wim)).toEqual(['asked done', 'mail done', 'after done']);
    // No recipient is found only when it is written: what follows a message that waits does not wait for it.
    expect(await world.effects(id, vera)).toEqual(['asked done', 'mail failed no_recipient', 'after done']);
    expect(await world.counts(id, first)).toMatchObject({ done: 1, failed: 1 });
    world.at('06-03 12:00');
    await world.contact(vera, 'vera@twelve.example');
    await world.look();
    await world.work(id);
    world.at('06-04 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    expect(world.addressed).toEqual(['vera@twelve.example', 'wim@twelve.example']);
    expect((await world.effects(id, vera)).filter((effect) => effect.startsWith('asked'))).toHaveLength(1);
    expect((await world.effects(id, vera)).at(-1)).toBe('mail done');
    world.at('06-05 09:00');
    await world.tick(id);
    const passes = await world.passes(id);
    expect(passes.at(-1)).toMatchObject({ at: '06-05 09:00', status: 'done', records: 0 });
    expect(world.mail.mails).toHaveLength(2);
  });

  test('A2: what the server refuses for good opens the customer again, and the next pass sends it', async () => {
    const addresses = await reachable(1);
    const [customerId, email] = [...addresses][0]!;
    const id = await world.automation({ isOnce: true, actions: [MAIL] });
    world.at('06-03 09:00');
    await world.tick(id);
    expect(await world.effects(id, customerId)).toEqual(['mail waiting']);
    world.mail.refuse.recipient = () => ({ code: 554, text: '5.6.0 not like this' });
    await world.deliverLast(id);
    const first = await world.lastPass(id);
    expect(await world.counts(id, first)).toMatchObject({ done: 0, failed: 1 });
    world.mail.refuse.recipient = () => null;
    world.at('06-04 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    expect(world.addressed).toEqual([email]);
    world.at('06-05 09:00');
    await world.tick(id);
    expect((await world.passes(id)).at(-1)).toMatchObject({ records: 0 });
  });
});

describe('case 19: retry of the failed', () => {
  test('two of three get an address: no address gets two mails, though two people ask in the same second', async () => {
    const addresses = await reachable(20);
    const ids = [...addresses.keys()];
    const poor = ids.slice(0, 3);
    await world.deps.db.contact.deleteMany({ where: { customerId: { in: poor } } });
    const id = await world.automation({ actions: [MAIL] });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.deliverLast(id);
    const passId = await world.lastPass(id);
    expect(await world.counts(id, passId)).toMatchObject({ done: 17, failed: 3 });
    const failed = await world.ok('GET', `/v1/automations/${id}/passes/${passId}/records?status=failed`);
    expect(failed.items.map((row: Json) => row.effects[0].reason)).toEqual(Array(3).fill('no_recipient'));
    expect(world.mail.mails).toHaveLength(17);
    for (const customerId of poor.slice(0, 2)) await world.contact(customerId, addresses.get(customerId)!);
    const retry = () => world.call('POST', `/v1/automations/${id}/passes/${passId}/retry`);
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await Promise.all([world.go(passId), world.go(passId)]);
    await world.work(id);
    await Promise.all([world.deliver(passId), world.deliver(passId)]);
    await world.deliver(passId);
    expect(await world.counts(id, passId)).toMatchObject({ done: 19, failed: 1 });
    expect(world.addressed).toEqual(
      ids
        .filter((one) => one !== poor[2])
        .map((one) => addresses.get(one)!)
        .sort(),
    );
    // It is the same message that was tried again, not another one.
    expect(await world.deps.db.automationMessage.count({ where: { passId } })).toBe(20);
  });
});

describe('A1, D9: while it is to be quiet', () => {
  const switched = (id: string, isOn: boolean) =>
    world.ok('PUT', '/v1/switches', {
      body: { scope: 'automation', id, isOn, ...(isOn && { reason: 'Wrong words' }) },
    });

  test('its switch holds its messages with the reason, those of others leave, and off again they follow', async () => {
    const addresses = await reachable(2);
    const [id, other] = [
      await world.automation({ actions: [MAIL] }),
      await world.automation({ actions: [{ ...MAIL, key: 'other' }] }),
    ];
    world.at('06-03 09:00');
    await world.tick(id);
    await switched(id, true);
    await world.deliverLast(id);
    expect(world.mail.mails).toEqual([]);
    const [message] = await world.messages(id);
    expect(message).toMatchObject({
      heldReason: 'switched_off',
      heldDetail: expect.stringContaining('Wrong words'),
    });
    const explained = await world.ok('GET', `/v1/customers/${[...addresses.keys()][0]}/explanation`);
    expect(JSON.stringify(explained)).toContain('switched off');
    await world.tick(other);
    await world.deliverLast(other);
    expect(world.mail.mails).toHaveLength(2);
    const before = world.lifecycle.started.length;
    await switched(id, false);
    expect(world.lifecycle.started.slice(before)).toContain(`messages ${await world.lastPass(id)}`);
    world.at('06-04 09:00');
    await world.deliverLast(id);
    expect(world.addressed).toHaveLength(4);
  });

  test('its switch stops the pass after the record in hand; off again it goes on with the next', async () => {
    await world.crowd(40);
    const id = await world.automation();
    let acted = 0;
    let begunBy = 0;
    world.replace('add_label', async () => {
      if ((acted += 1) === 10) {
        await switched(id, true);
        begunBy = acted;
      }
      return { status: 'done' };
    });
    world.at('06-03 09:00');
    expect(await world.tick(id)).toMatchObject({ kind: 'wait', reason: 'switched_off' });
    expect(acted).toBeLessThanOrEqual(begunBy + 7);
    const passId = await world.lastPass(id);
    expect(await world.counts(id, passId)).toMatchObject({ done: acted, open: 40 - acted });
    const before = world.lifecycle.started.length;
    await switched(id, false);
    expect(world.lifecycle.started.slice(before)).toContain(`pass ${passId}`);
    await world.work(id);
    expect(acted).toBe(40);
    expect(await world.counts(id, passId)).toMatchObject({ done: 40, open: 0 });
  });

  test('paused, what it wants to say waits; resumed it leaves', async () => {
    const addresses = await reachable(2);
    const id = await world.automation({ actions: [MAIL] });
    world.at('06-03 09:00');
    await world.tick(id);
    await world.act(id, 'pause');
    await world.deliverLast(id);
    expect(world.mail.mails).toEqual([]);
    expect((await world.messages(id))[0]).toMatchObject({ heldReason: 'paused' });
    const before = world.lifecycle.started.length;
    await world.act(id, 'resume');
    expect(world.lifecycle.started.slice(before)).toContain(`messages ${await world.lastPass(id)}`);
    await world.deliverLast(id);
    expect(world.addressed).toEqual([...addresses.values()].sort());
  });

  test.each(['deactivate', 'complete'])(
    '%s calls off what it has not said, and never sends it',
    async (what) => {
      const [customerId] = [...(await reachable(1)).keys()] as [string];
      const id = await world.automation({ isOnce: true, actions: [MAIL] });
      world.at('06-03 09:00');
      await world.tick(id);
      await world.act(id, what);
      await world.deliverLast(id);
      expect(world.mail.mails).toEqual([]);
      expect((await world.messages(id))[0]).toMatchObject({
        status: 'cancelled',
        skipReason: 'automation_ended',
      });
      expect(await world.effects(id, customerId)).toEqual(['mail skipped automation_ended']);
      if (what !== 'deactivate') return;
      // With its memory (A1): what was not said is said when it runs again.
      world.at('06-03 10:00');
      await world.act(id, 'start', { sight: 'all' });
      world.at('06-04 09:00');
      await world.tick(id);
      await world.deliverLast(id);
      expect(world.mail.mails).toHaveLength(1);
    },
  );

  test('A2: what the end date completes is still said', async () => {
    const addresses = await reachable(1);
    const id = await world.automation({ actions: [MAIL], endsAt: '2030-06-03T16:00:00.000Z' });
    world.at('06-03 09:00');
    await world.tick(id);
    world.at('06-04 09:00');
    await world.tick(id);
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
    await world.deliverLast(id);
    expect(world.addressed).toEqual([...addresses.values()]);
  });
});
