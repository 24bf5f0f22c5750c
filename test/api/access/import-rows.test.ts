import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const FILE = [
  'customer_external_id,name,email',
  'hidden,Hidden Person,no address of hidden.person@hidden.example',
  'nobody,Other,other@hidden.example',
].join('\n');

test('U3: what was wrong with the rows of an import is told to whom nothing is hidden from, and else to its author', async () => {
  const colleague = await api.user('agent', { granted: ['customers.import'] });
  const { id: customerId } = await api.customer({ externalId: 'hidden' });
  const { id } = await runImport(api, 'contacts', FILE);
  const told = async (importId: string, key?: string): Promise<Json[]> => {
    const asked = ['errors', 'warnings'].map((what) =>
      api.ok('GET', `/v1/imports/${importId}/${what}`, key === undefined ? {} : { key }),
    );
    return (await Promise.all(asked)).flatMap(({ items }) => items);
  };
  expect(await told(id)).toHaveLength(2);
  expect(await told(id, colleague.key)).toHaveLength(2);

  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [customerId] } });
  expect(await told(id)).toHaveLength(2);
  expect(await told(id, colleague.key)).toEqual([]);
  const own = await sendImport(api, 'contacts', FILE, { key: colleague.key });
  expect(await told(own.body.id, colleague.key)).toHaveLength(2);
});
