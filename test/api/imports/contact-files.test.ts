import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { importCase } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const take = (kind: string, name: string, query = '') => importCase(api, kind, { name, query });

describe('C6, C11: contacts', () => {
  const contactsOf = async (externalId: string) => {
    const customer = await api.database.db.customer.findUniqueOrThrow({ where: { externalId } });
    return (await api.ok('GET', `/v1/customers/${customer.id}/contacts?limit=50`)).items;
  };

  test('11: a bad optional value is left out with a warning, never its row', async () => {
    const { id, counts, warnings } = await take('contacts', '11-bad-optional.csv');
    expect(counts).toEqual([3, 0, 0, 0]);
    expect(warnings.map((warning) => warning.split(' ').slice(0, 2).join(' '))).toEqual([
      '2 phone',
      '3 title',
      '4 type',
    ]);
    expect((await api.ok('GET', `/v1/imports/${id}`)).warnings).toBe(3);
    const found = await contactsOf('A100');
    expect(found).toMatchObject([
      {
        name: 'Nora Feld',
        email: 'nora.feld@alder.example',
        phone: null,
        title: 'Controller',
        type: 'controller',
      },
      { name: 'Ivo Tarn', email: 'ivo.tarn@alder.example', phone: '+1 555 0100', title: null, type: 'cfo' },
      { name: 'Mia Holt', email: 'mia.holt@alder.example', title: 'Bookkeeper', type: null },
    ]);
    expect((await take('contacts', '11-bad-optional.csv')).counts).toEqual([0, 0, 3, 0]);
  });

  test('C11: a bad value leaves what is stored; it empties nothing', async () => {
    const head = 'customer_external_id,name,email,phone\n';
    await runImport(api, 'contacts', `${head}D400,Ada,ada@dune.example,+41 44 1234567\n`);
    const again = await runImport(api, 'contacts', `${head}D400,Ada,ada@dune.example,call me\n`);
    expect([again.counts, again.warnings]).toEqual([
      [0, 0, 1, 0],
      ['2 phone must be a telephone number: there is no digit in it'],
    ]);
    expect(await contactsOf('D400')).toMatchObject([{ phone: '+41 44 1234567' }]);
  });

  test('20: addresses as people write them are stored, found again, suppressed and mailed', async () => {
    const { counts } = await take('contacts', '20-addresses.csv');
    expect(counts).toEqual([5, 0, 0, 0]);
    const found = (await contactsOf('A100')).map(({ name, email }: { name: string; email: string }) => [
      name,
      email,
    ]);
    expect(found.slice(3)).toEqual([
      ['Rita Dorn', 'r&d@alder.example'],
      ['Uwe Bach', 'uwe@xn--bcher-kva.example'],
      ['Vera Zoll', 'vera@xn--80a1acny.xn--80akhbyknj4f'],
      ['Two Boxes', 'first@alder.example'],
      ['Two Boxes', 'second@alder.example'],
      ['Named Box', 'named@alder.example'],
    ]);
    expect((await take('contacts', '20-addresses.csv')).counts).toEqual([0, 0, 5, 0]);
    for (const address of ['r&d@alder.example', 'uwe@bücher.example']) {
      await api.ok('POST', '/v1/suppressions', { body: { address, reason: 'manual' } });
    }
    const { items } = await api.ok(
      'GET',
      `/v1/suppressions?address=${encodeURIComponent('uwe@xn--bcher-kva.example')}`,
    );
    expect(items).toHaveLength(1);
  });
});
