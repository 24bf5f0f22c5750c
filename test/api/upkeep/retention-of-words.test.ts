import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RETENTION_KINDS } from '../../../contracts/access/kinds.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import { ReviewWorld } from '../../support/worlds/review-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY = 24 * 60 * 60_000;

test('U5: words of messages go by age wherever they were written: reviews, steps, and the lines of a bulk enrollment', async () => {
  const invoices = [{ daysOverdue: 10 }];
  const batch = await api.propose({ debtors: [{ invoices, email: 'over@age.example' }] });
  const open = await api.propose({ debtors: [{ invoices, email: 'open@age.example' }] });
  await api.edit(batch, batch.items[0]!, { subject: 'zebra subject' });
  await api.edit(open, open.items[0]!, { subject: 'still open' });
  await api.ok('POST', `/v1/review-batches/${batch.batchId}/reject`, { body: {} });
  const bulkId = newId('bulkEnrollment');
  const at = new Date(api.now);
  await api.db.bulkEnrollment.create({
    data: {
      id: bulkId,
      sequenceId: newId('sequence'),
      status: 'completed',
      total: 1,
      createdById: api.adminId,
      createdAt: at,
      finishedAt: at,
      rows: { create: { line: 1, value: 'Zacharias Zeile', outcome: 'failed', reason: 'unmatched' } },
    },
  });
  const retention = Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, 60]));
  await api.ok('PATCH', '/v1/organisation', { body: { retention } });

  api.now += 59 * DAY;
  await reconcile(api.deps);
  expect((await api.row(batch.items[0]!)).content).toMatchObject({ subject: 'zebra subject' });

  api.now += 2 * DAY;
  await reconcile(api.deps);
  expect(await api.row(batch.items[0]!)).toMatchObject({ status: 'cancelled', content: null });
  expect(await api.show(batch, batch.items[0]!)).toMatchObject({ subject: null, html: null });
  expect(await whereItStands(api.db, ['zebra subject', 'zacharias'])).toEqual([]);
  expect((await api.row(open.items[0]!)).content).toMatchObject({ subject: 'still open' });
  const { items } = await api.ok('GET', `/v1/bulk-enrollments/${bulkId}/rows`);
  expect(items).toMatchObject([{ line: 1, outcome: 'failed', reason: 'unmatched' }]);
});
