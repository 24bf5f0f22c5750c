import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ReviewWorld } from '../../support/worlds/review-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const erase = (contactId: string): Promise<Json> =>
  api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
const invoices = [{ daysOverdue: 10 }];

test('U5: a message that waits for review is written anew for the next contact', async () => {
  const batch = await api.propose({ debtors: [{ invoices, email: 'open@review.example' }] });
  const [item] = batch.items;
  const { id } = await api.ok('POST', `/v1/customers/${item!.customerId}/contacts`, {
    body: { name: 'Next', email: 'next@review.example' },
  });
  expect(id).toBeDefined();
  await api.edit(batch, item!, { subject: 'zebra words' });
  await erase(item!.contactId);
  const shown = await api.show(batch, item!);
  expect(shown).toMatchObject({ status: 'proposed', to: ['next@review.example'] });
  expect(shown.subject).not.toContain('zebra');
  expect(await whereItStands(api.db, ['open@review.example', 'zebra words'])).toEqual([]);
});

test('U5: an approved message goes back to review; without another contact it fails with the reason', async () => {
  const batch = await api.propose({ debtors: [{ invoices, email: 'approved@review.example' }] });
  const [item] = batch.items;
  expect((await api.approve(batch)).status).toBe(200);
  expect((await api.row(item!)).status).toBe('approved');
  await erase(item!.contactId);
  expect(await api.row(item!)).toMatchObject({ status: 'failed', errorCode: 'no_recipient', content: null });
  expect(await whereItStands(api.db, ['approved@review.example'])).toEqual([]);
});
