import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { actorOf } from '../../../commands/automations/effects/actor-of.ts';
import { EffectWorld } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

const scoreOf = async (customerId: string) => (await api.shown(customerId)).score;

test('A1: an owner who lacks the right by now is refused, whatever it is, and nothing is written; one who has left acts no more', async () => {
  const manager = await api.user('manager');
  const [pass, { id }, group] = [
    await api.pass({ ownerId: manager.id }),
    await api.customer(),
    await api.hide(),
  ];
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'set_groups', mode: 'add', groupIds: [group] })).toEqual({
    status: 'failed',
    reason: 'forbidden',
    detail: 'The permission visibility.manage is needed.',
  });
  expect(await api.written()).toEqual(before);
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toMatchObject({ status: 'done' });
  await api.ok('PATCH', `/v1/users/${manager.id}`, { body: { taken: ['customers.save'] } });
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toMatchObject({ reason: 'forbidden' });
  expect(await scoreOf(id)).toBe(5);
  await api.ok('PATCH', `/v1/users/${manager.id}`, { body: { isActive: false } });
  const automation = await api.stored(pass.automationId);
  expect(await actorOf(api.deps, api.deps.db, { automation, depth: 1 })).toBeNull();
});

test('A1, U3, case 23: it acts on whom its owner may see, or on all where an admin said so', async () => {
  const mia = await api.user('manager');
  const { id } = await api.customer();
  await api.hide(id);
  const [own, all] = [await api.pass({ ownerId: mia.id }), await api.pass({ ownerId: mia.id, sight: 'all' })];
  expect(await api.act(own, id, { kind: 'add_score', value: 5 })).toEqual({
    status: 'skipped',
    reason: 'hidden',
    detail: null,
  });
  expect(await scoreOf(id)).toBeNull();
  expect(await api.act(all, id, { kind: 'add_score', value: 5 })).toMatchObject({ status: 'done' });
  expect(await scoreOf(id)).toBe(5);
  // Owning the customer is sight too.
  await api.ok('PATCH', `/v1/customers/${id}`, { body: { arOwnerId: mia.id } });
  expect(await api.act(own, id, { kind: 'add_score', value: 5 })).toMatchObject({ status: 'done' });
});

test('U4, A7: the audit entry names the owner, and the automation as what caused it', async () => {
  const manager = await api.user('manager');
  const [pass, { id }] = [await api.pass({ ownerId: manager.id }), await api.customer()];
  await api.act(pass, id, { kind: 'add_score', value: 5 }, { depth: 4 });
  const { items } = await api.ok('GET', `/v1/audit?entityId=${id}`);
  expect(items[0]).toMatchObject({
    action: 'customer.updated',
    actorId: manager.id,
    origin: 'automation',
    originId: pass.automationId,
  });
  expect(items.at(-1)).toMatchObject({ action: 'customer.created', origin: null, originId: null });
  expect(await api.changesOf(id)).toContainEqual({
    kind: 'customer.updated',
    originId: pass.automationId,
    depth: 4,
  });
});

test('A7: triggers that note who was touched hear which automation it is, and how deep it lies', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  await api.database.db.$executeRawUnsafe(`CREATE FUNCTION heard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE customer SET zone = current_setting('followthrough.automation', true) || '/' ||
        current_setting('followthrough.depth', true) WHERE id = NEW.id;
      RETURN NULL;
    END $$`);
  await api.database.db.$executeRawUnsafe(`CREATE TRIGGER heard AFTER UPDATE OF score ON customer
    FOR EACH ROW EXECUTE FUNCTION heard()`);
  await api.act(pass, id, { kind: 'add_score', value: 5 }, { depth: 3 });
  expect((await api.database.db.customer.findUniqueOrThrow({ where: { id } })).zone).toBe(
    `${pass.automationId}/3`,
  );
  await api.database.db.customer.update({ where: { id }, data: { score: 6 } });
  expect((await api.database.db.customer.findUniqueOrThrow({ where: { id } })).zone).not.toContain('aut_');
});
