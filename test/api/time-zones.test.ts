import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../infra/ids.ts';
import { ApiFixture, type Answer } from '../support/servers/api-fixture.ts';
import { runImport } from '../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const smtp = { host: 'smtp.example.com', port: 587, security: 'starttls' };

/** Everything that has a time zone, saved with one. */
const SAVES: Record<string, (zone: string) => Promise<Answer>> = {
  organisation: (zone) => api.call('PATCH', '/v1/organisation', { body: { zone } }),
  customer: (zone) =>
    api.call('POST', '/v1/customers', { body: { name: 'Northwind', currency: 'EUR', zone } }),
  mailbox: (zone) =>
    api.call('POST', '/v1/mailboxes', {
      body: { name: newId('mailbox'), fromAddress: 'ar@example.com', fromName: 'Acme', smtp, zone },
    }),
  sequence: (zone) => api.call('POST', '/v1/sequences', { body: { name: newId('sequence'), zone } }),
  program: (zone) => api.call('POST', '/v1/programs', { body: { name: newId('program'), zone } }),
};

test.each(Object.entries(SAVES))(
  'C1: the %s has any time zone of IANA, kept as given; offsets and other spellings answer 422',
  async (_what, save) => {
    for (const zone of ['US/Eastern', 'GMT', 'Europe/Kiev', 'EST5EDT']) {
      const { status, body } = await save(zone);
      expect([zone, status < 300, body.zone]).toEqual([zone, true, zone]);
    }
    for (const zone of ['+02:00', 'UTC+3', 'us/eastern', 'Factory', 'Mars/Base']) {
      const { status, body } = await save(zone);
      expect([zone, status, body.errors?.map(({ field }: { field: string }) => field)]).toEqual([
        zone,
        422,
        ['zone'],
      ]);
    }
  },
);

test('C1: imports and sync take such a name too', async () => {
  const csv = 'external_id,name,currency,zone\nZ-1,One,EUR,US/Eastern\nZ-2,Two,EUR,+02:00\n';
  const { errors, warnings } = await runImport(api, 'customers', csv);
  // C11: the row is kept without it.
  expect([errors, warnings]).toEqual([[], ['3 zone must be an IANA time zone like Europe/Berlin']]);
  const item = { externalId: 'Z-3', name: 'Three', currency: 'EUR', zone: 'Japan' };
  await api.ok('POST', '/v1/sync/customers', { body: { items: [item] } });
  const { items } = await api.ok('GET', '/v1/customers');
  const zoneOf = (externalId: string) =>
    items.find((each: { externalId: string | null }) => each.externalId === externalId)?.zone;
  expect([zoneOf('Z-1'), zoneOf('Z-3')]).toEqual(['US/Eastern', 'Japan']);
});
