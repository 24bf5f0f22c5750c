import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { failAction, performAction } from '../../../commands/automations/effects/perform-action.ts';
import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { EffectWorld, type EffectPass } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

const ADD_FIVE = { kind: 'add_score', value: 5, key: 'a1' } as const satisfies AutomationAction;

async function work(pass: EffectPass, customerId: string, action: AutomationAction = ADD_FIVE) {
  await api.record(pass, customerId);
  const automation = await api.stored(pass.automationId);
  return { automation, action, ordinal: 0, passId: pass.passId, customerId, depth: 1 };
}
const scoreOf = async (customerId: string) => (await api.shown(customerId)).score;

test('A5: an action is applied once a pass, however often it is asked for, and again in the next pass', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const first = await api.act(pass, id, { kind: 'add_score', value: 5 });
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toEqual(first);
  expect(await scoreOf(id)).toBe(5);
  const next = { ...pass, passId: await api.nextPass(pass.automationId) };
  await api.act(next, id, { kind: 'add_score', value: 5 });
  expect(await scoreOf(id)).toBe(10);
});

test('A5: of several workers that apply it at once one does, and all answer the same', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const what = await work(pass, id);
  const answers = await Promise.all(Array.from({ length: 8 }, () => performAction(api.deps, what)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 'done', data: { before: null, score: 5 } });
  expect(await scoreOf(id)).toBe(5);
  expect(await api.database.db.automationEffect.count()).toBe(1);
});

/** The product with a store that dies in one function, as a killed worker would leave it. */
function dyingIn(wing: 'automationEffects' | 'audit', name: string): CommandDeps {
  const { store } = api.deps;
  const die = (): Promise<never> => Promise.reject(new Error('killed'));
  return { ...api.deps, store: { ...store, [wing]: { ...store[wing], [name]: die } } };
}

test.each([
  ['before the effect is taken', 'automationEffects', 'take'],
  ['between the change and its audit entry', 'audit', 'record'],
  ['between the change and what became of it', 'automationEffects', 'write'],
] as const)(
  'A5, case 17: a death %s leaves nothing, wakes nobody, and the next try applies it once',
  async (_when, wing, name) => {
    const [pass, { id }] = [await api.pass(), await api.customer()];
    const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: 'Watched' } });
    const enrollmentId = await api.enrollment(id);
    const before = await api.written();
    for (const action of [ADD_FIVE, { kind: 'add_to_list', listId, key: 'a2' }] as const) {
      const what = await work(pass, id, action);
      await expect(performAction(dyingIn(wing, name), what)).rejects.toThrow('killed');
    }
    expect(await api.written()).toEqual(before);
    expect(await scoreOf(id)).toBeNull();
    expect([api.lifecycle.woken, api.lifecycle.started]).toEqual([[], []]);
    const what = await work(pass, id);
    expect(await performAction(api.deps, what)).toMatchObject({ status: 'done' });
    expect(await performAction(api.deps, what)).toMatchObject({ status: 'done' });
    expect(await scoreOf(id)).toBe(5);
    expect(api.lifecycle.woken).toEqual([enrollmentId]);
  },
);

test('A5: a death after the commit, before anybody was woken, is no second application', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  await api.enrollment(id);
  const lifecycle = { ...api.lifecycle, wakeEnrollment: () => Promise.reject(new Error('killed')) };
  const what = await work(pass, id);
  await performAction({ ...api.deps, lifecycle }, what);
  await performAction(api.deps, what);
  expect(await scoreOf(id)).toBe(5);
});

test('A5: what is refused is undone whole, and written once as failed; what was applied stays so', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const labelId = 'lbl_00000000000000000000000000';
  const refused = { status: 'failed', reason: 'not_found', detail: 'No such label.', data: null };
  expect(await api.act(pass, id, { kind: 'add_label', labelId })).toEqual(refused);
  expect(await api.act(pass, id, { kind: 'add_label', labelId })).toEqual(refused);
  expect(await api.database.db.automationEffect.count()).toBe(1);
  const what = await work(pass, id, { ...ADD_FIVE, key: 'a2' });
  await performAction(api.deps, what);
  const late = await failAction(api.deps, what, { reason: 'internal', detail: null });
  expect(late).toMatchObject({ status: 'done' });
});

test('A1: an owner who lacks the right, or has left, applies nothing, and nothing is written', async () => {
  const manager = await api.user('manager');
  const [pass, { id }] = [await api.pass({ ownerId: manager.id }), await api.customer()];
  const group = await api.hide();
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'set_groups', mode: 'add', groupIds: [group] })).toEqual({
    status: 'not_allowed',
    reason: 'owner_lacks_right',
    detail: 'visibility.manage',
  });
  expect(await api.written()).toEqual(before);
  await api.ok('PATCH', `/v1/users/${manager.id}`, { body: { taken: ['customers.save'] } });
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toMatchObject({
    status: 'not_allowed',
    detail: 'customers.save',
  });
  await api.ok('PATCH', `/v1/users/${manager.id}`, { body: { isActive: false } });
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toEqual({
    status: 'not_allowed',
    reason: 'owner_deactivated',
    detail: null,
  });
  expect(await scoreOf(id)).toBeNull();
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
    data: null,
  });
  expect(await scoreOf(id)).toBeNull();
  expect(await api.act(all, id, { kind: 'add_score', value: 5 })).toMatchObject({ status: 'done' });
  expect(await scoreOf(id)).toBe(5);
  // Owning the customer is sight too.
  await api.ok('PATCH', `/v1/customers/${id}`, { body: { arOwnerId: mia.id } });
  const next = { ...own, passId: await api.nextPass(own.automationId) };
  expect(await api.act(next, id, { kind: 'add_score', value: 5 })).toMatchObject({ status: 'done' });
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
