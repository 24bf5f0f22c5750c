import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';
import { runImport } from '../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Words of the library that checks, which are for programmers. */
const OF_THE_LIBRARY = /Invalid|Too (?:small|big)|expected|received|Unrecognized/;

const told = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
  const answer = await api.call(method, path, body === undefined ? {} : { body });
  expect(answer.status).toBe(422);
  const errors: Json[] = answer.body.errors;
  return Object.fromEntries(errors.map(({ field, message }) => [field, message]));
};

test('O2: what is wrong with a field is said in words for people', async () => {
  const customer = {
    name: '',
    status: 'lost',
    score: 1.5,
    externalId: 'x'.repeat(101),
    properties: { a: [] },
  };
  expect(await told('POST', '/v1/customers', customer)).toEqual({
    name: 'must not be empty',
    status: 'must be one of active, inactive, suspended, prospect',
    score: 'must be a whole number',
    externalId: 'must have at most 100 characters',
    'properties.a': 'must be text',
    currency: 'is required',
  });
  expect(await told('POST', '/v1/holds', { scope: 'town' })).toEqual({
    scope: 'must be one of invoice, customer, enrollment',
  });
  expect(await told('POST', '/v1/holds', {})).toEqual({ scope: 'is required' });
  expect(await told('GET', '/v1/customers?limit=0')).toEqual({ 'query.limit': 'must be at least 1' });
  const webhook = { url: 'https://x.example', events: [], description: 5 };
  expect(await told('POST', '/v1/webhooks', webhook)).toEqual({
    events: 'must not be empty',
    description: 'must be text',
  });
});

test('O2: and so are the fields of rows that a sync or a file brings', async () => {
  const items = [{ customerExternalId: 5, name: '', colour: 'red' }];
  const synced = await api.ok('POST', '/v1/sync/contacts', { body: { items } });
  expect(synced.items[0].errors.length).toBeGreaterThan(1);
  expect(JSON.stringify(synced.items[0].errors)).not.toMatch(OF_THE_LIBRARY);
  const file = `external_id,name,currency\n${'x'.repeat(101)},N,EUR\n`;
  const { errors } = await runImport(api, 'customers', file);
  expect(errors).toEqual(['2 external_id must have at most 100 characters']);
});
