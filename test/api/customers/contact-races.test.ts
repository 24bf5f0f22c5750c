import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const contactsOf = async (customerId: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/customers/${customerId}/contacts`)).items;

describe('C6: the primary mark', () => {
  test('is held by exactly one contact, however many are made primary at once', async () => {
    const { id } = await api.customer();
    const create = (name: string) =>
      api.call('POST', `/v1/customers/${id}/contacts`, { body: { name, isPrimary: true } });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => create(`Contact ${index}`)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 201));
    const contacts = await contactsOf(id);
    expect(contacts.filter((contact) => contact.isPrimary)).toHaveLength(1);
    const marks = await Promise.all(
      contacts.map((contact) =>
        api.call('PATCH', `/v1/contacts/${contact.id}`, { body: { isPrimary: true } }),
      ),
    );
    expect(marks.every((answer) => answer.status === 200)).toBe(true);
    expect((await contactsOf(id)).filter((contact) => contact.isPrimary)).toHaveLength(1);
  });

  test('leaves a contact that is deactivated, and an inactive one cannot get it', async () => {
    const { id } = await api.customer();
    const contact = await api.ok('POST', `/v1/customers/${id}/contacts`, {
      body: { name: 'Jo', isPrimary: true },
    });
    const path = `/v1/contacts/${contact.id}`;
    expect(await api.ok('PATCH', path, { body: { isActive: false } })).toMatchObject({
      isActive: false,
      isPrimary: false,
    });
    expect((await api.call('PATCH', path, { body: { isPrimary: true } })).status).toBe(422);
    expect((await api.call('DELETE', path)).status).toBe(405);
  });

  test('stays with one contact when a person and an ERP give it away at once', async () => {
    const { id } = await api.customer({ externalId: 'RACE-1' });
    const items = [
      { customerExternalId: 'RACE-1', externalId: 'P-1', name: 'From the ERP', isPrimary: true },
    ];
    await Promise.all([
      api.call('POST', `/v1/customers/${id}/contacts`, { body: { name: 'By hand', isPrimary: true } }),
      api.call('POST', '/v1/sync/contacts', { body: { items } }),
    ]);
    expect((await contactsOf(id)).filter((contact) => contact.isPrimary)).toHaveLength(1);
  });
});

describe('C6: a synced contact', () => {
  const sync = (change: object) =>
    api.ok('POST', '/v1/sync/contacts', {
      body: { items: [{ customerExternalId: 'SYN-1', externalId: 'P-1', ...change }] },
    });

  test('keeps overrides through re-syncs, member by member, and an override equal to the synced value is none', async () => {
    const { id } = await api.customer({ externalId: 'SYN-1' });
    await sync({ name: 'Jo Park', title: 'Clerk', type: 'ap_manager' });
    const [contact] = await contactsOf(id);
    const patch = (body: object) => api.ok('PATCH', `/v1/contacts/${contact.id}`, { body });
    await patch({ title: 'Head of AP' });
    await sync({ name: 'Joanna Park', title: 'Senior clerk' });
    expect(await contactsOf(id)).toMatchObject([
      { name: 'Joanna Park', title: 'Head of AP', type: 'ap_manager', overrides: { title: 'Head of AP' } },
    ]);
    expect(await patch({ title: 'Senior clerk' })).toMatchObject({ title: 'Senior clerk', overrides: null });
    await sync({ name: 'Joanna Park', title: 'Director' });
    expect(await contactsOf(id)).toMatchObject([{ title: 'Director', source: 'sync' }]);
  });

  test('stays inactive through re-syncs when a person deactivated it', async () => {
    const { id } = await api.customer({ externalId: 'SYN-2' });
    const items = [{ customerExternalId: 'SYN-2', externalId: 'P-2', name: 'Ann' }];
    await api.ok('POST', '/v1/sync/contacts', { body: { items } });
    const [contact] = await contactsOf(id);
    await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { isActive: false } });
    await api.ok('POST', '/v1/sync/contacts', { body: { items: [{ ...items[0], name: 'Anna' }] } });
    expect(await contactsOf(id)).toMatchObject([{ name: 'Anna', isActive: false }]);
    await api.ok('POST', '/v1/sync/contacts', { body: { items: [{ ...items[0], isPrimary: true }] } });
    expect(await contactsOf(id)).toMatchObject([{ isActive: false, isPrimary: false }]);
  });
});
