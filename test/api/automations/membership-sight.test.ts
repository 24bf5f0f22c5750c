import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compareMembers } from '../../../commands/automations/membership/compare-members.ts';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import { MemberWorld } from '../../support/worlds/member-world.ts';
import { all, field } from '../../support/rows/audience-rules.ts';

let world: MemberWorld;
beforeEach(async () => {
  world = new MemberWorld();
  await world.open();
});
afterEach(() => world.close());

const has = (name: string): AudienceGroup => all(field(`property:${name}`, 'is', 'yes'));
const pending = (id: string) => world.membersOf(id, { isPending: true });

test('A8: an edited tree, another sight, another group of the owner and another zone are compared with everybody', async () => {
  const mia = await world.user('manager');
  const customer = await world.add('Group', { properties: { mark: 'yes' } });
  const id = await world.automation('aut_a', has('mark'), { sight: 'owner', ownerId: mia.id });
  expect(await world.membersOf(id)).toEqual([customer]);
  const { db } = world.database;
  await db.visibilityGroup.create({
    data: { id: 'vgr_a', name: 'A', nameKey: 'a', createdAt: new Date(world.now) },
  });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_a', customerId: customer } });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([]);
  await db.visibilityGroupUser.create({ data: { groupId: 'vgr_a', userId: mia.id } });
  await world.follow();
  expect([await world.membersOf(id), await pending(id)]).toEqual([[customer], []]);
  await db.visibilityGroupUser.deleteMany();
  await db.automation.update({ where: { id }, data: { sight: 'all' } });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([customer]);
  await db.automation.update({
    where: { id },
    data: { audience: all(field('property:mark', 'is', 'no')) as object, audienceVersion: 2 },
  });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([]);
  const today = all(field('createdAt', 'on', '2030-06-03'));
  await db.automation.update({ where: { id }, data: { audience: today as object, audienceVersion: 3 } });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([customer]);
  await db.customer.update({
    where: { id: customer },
    data: { createdAt: new Date('2030-06-03T01:00:00Z') },
  });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([customer]);
  await db.organisation.updateMany({ data: { zone: 'America/New_York' } });
  await world.follow();
  expect(await world.membersOf(id)).toEqual([]);
});

test('A8, U3: another role of the owner is another sight: everybody is compared, and nobody came in by a change', async () => {
  const mia = await world.user('manager');
  const [open, hidden] = [
    await world.add('Open', { properties: { mark: 'yes' } }),
    await world.add('Hidden', { properties: { mark: 'yes' } }),
  ];
  const { db } = world.database;
  const at = new Date(world.now);
  await db.visibilityGroup.create({ data: { id: 'vgr_a', name: 'A', nameKey: 'a', createdAt: at } });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_a', customerId: hidden } });
  const id = await world.automation('aut_a', has('mark'), { sight: 'owner', ownerId: mia.id });
  expect(await world.membersOf(id)).toEqual([open]);
  await world.ok('PATCH', `/v1/users/${mia.id}`, { body: { role: 'admin' } });
  await world.follow();
  expect([await world.membersOf(id), await pending(id)]).toEqual([[open, hidden].sort(), []]);
  // A pass that begins before the next round asks anew itself.
  await world.ok('PATCH', `/v1/users/${mia.id}`, { body: { role: 'manager' } });
  await compareMembers(world.deps, { automationId: id });
  expect(await world.membersOf(id)).toEqual([open]);
});
