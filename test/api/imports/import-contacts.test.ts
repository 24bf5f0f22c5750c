import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await runImport(api, 'customers', 'external_id,name\nA-1,Alder\nA-2,Birch\nB-1,Cedar\nB-5,Elm\n');
});
afterAll(() => api.close());

const customers = async (search: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/customers?search=${search}`)).items;
const contactsOf = async (externalId: string): Promise<Json[]> => {
  const [customer] = await customers(externalId);
  return (await api.ok('GET', `/v1/customers/${customer.id}/contacts`)).items;
};

describe('C6, C11: contacts', () => {
  const head = 'customer_external_id,name,email,phone,type,primary\n';

  test('a re-import updates the synced values and keeps what a person edited', async () => {
    await runImport(api, 'contacts', `${head}A-2,Jo Park,Jo@Birch.Example,+49 30 123456,ap_manager,yes\n`);
    const [contact] = await contactsOf('A-2');
    expect(contact).toMatchObject({
      name: 'Jo Park',
      email: 'Jo@birch.example',
      isPrimary: true,
      source: 'import',
      overrides: null,
    });
    await api.ok('PATCH', `/v1/contacts/${contact.id}`, {
      body: { name: 'Joanna Park', email: 'joanna@birch.example' },
    });
    const again = await runImport(
      api,
      'contacts',
      `${head}A-2,Jo Parker,jo@birch.example,+49 30 999999,cfo,yes\n`,
    );
    expect(again.counts).toEqual([0, 1, 0, 0]);
    expect(await contactsOf('A-2')).toEqual([
      expect.objectContaining({
        id: contact.id,
        name: 'Joanna Park',
        email: 'joanna@birch.example',
        phone: '+49 30 999999',
        type: 'cfo',
        synced: {
          name: 'Jo Parker',
          email: 'jo@birch.example',
          phone: '+49 30 999999',
          type: 'cfo',
          isPrimary: true,
        },
        overrides: { name: 'Joanna Park', email: 'joanna@birch.example' },
      }),
    ]);
  });

  test('the primary mark moves with the file, and stays where a person put it', async () => {
    const file = (primary: string) =>
      `${head}A-1,Ann,ann@a.example,,,${primary === 'ann'}\nA-1,Ben,ben@a.example,,,${primary === 'ben'}\n`;
    const primary = async () =>
      (await contactsOf('A-1')).filter((each) => each.isPrimary).map((each) => each.name);
    await runImport(api, 'contacts', file('ann'));
    expect(await primary()).toEqual(['Ann']);
    expect((await runImport(api, 'contacts', file('ben'))).counts).toEqual([0, 2, 0, 0]);
    expect(await primary()).toEqual(['Ben']);
    expect((await runImport(api, 'contacts', file('ben'))).counts).toEqual([0, 0, 2, 0]);
    const [customer] = await customers('A-1');
    await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Cleo', isPrimary: true },
    });
    await runImport(api, 'contacts', file('ann'));
    expect(await primary()).toEqual(['Cleo']);
  });

  test('a contact entered here keeps its values when a file names it too', async () => {
    const [customer] = await customers('B-1');
    const entered = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
      body: { name: 'Dee', email: 'dee@b.example' },
    });
    await runImport(api, 'contacts', `${head}B-1,Deirdre,DEE@b.example,+1 202 5550100,,\n`);
    expect(await contactsOf('B-1')).toEqual([
      expect.objectContaining({
        id: entered.id,
        name: 'Dee',
        phone: '+1 202 5550100',
        source: entered.source,
      }),
    ]);
  });

  test('bad rows and values are told: header injection, unknown customers, nothing to go by, two primaries', async () => {
    const result = await runImport(
      api,
      'contacts',
      `${head}B-1,Eve,"eve@b.example\nBcc: x@y.example",,,\nNO-1,Fay,fay@b.example,,,\nB-1,,,+1 202 5550101,,\nB-5,Gus,gus@b.example,,,x\nB-5,Hal,hal@b.example,,,x\nB-1,Ida,no address,,boss,\n`,
    );
    expect(result.counts).toEqual([3, 0, 0, 3]);
    expect(result.errors).toEqual([
      '4 customer_external_id is no known customer',
      '5  needs an external_id, an email or a name',
      '7 primary stands on line 6 already',
    ]);
    expect(result.warnings).toEqual([
      '2 email has a space, control or invisible character',
      '8 email has a space, control or invisible character',
      '8 type must be one of ap_manager, controller, cfo, procurement, primary_contact, other',
    ]);
  });
});
