import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dropOldest, makeAhead, PARTITIONED } from '../../../infra/db/upkeep/partitions.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import { importOpenItems, openItemsFile, standOf } from '../../support/worlds/open-items.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
  await api.customer({ externalId: 'C-1', currency: 'EUR' });
});
afterAll(() => api.close());

/** Gives an invoice what an ERP's negative balance says was paid beyond it. */
async function overpay(number: string, credit: string): Promise<void> {
  await api.database.db.invoice.update({
    where: { number },
    data: { status: 'paid', balance: 0, credit, creditOn: new Date('2026-09-20') },
  });
}
const creditOf = async (number: string): Promise<string> =>
  (await api.database.db.invoice.findUniqueOrThrow({ where: { number } })).credit.toFixed(2);
const totalCredit = async (): Promise<string> =>
  (await api.database.db.customerSummary.findFirstOrThrow({ orderBy: { customerId: 'asc' } })).credit.toFixed(
    2,
  );

test('C18, C21: what an invoice was overpaid ends when the file lacks it, and only that of its source', async () => {
  await importOpenItems(api, openItemsFile('C-1', ['OV-1', 'OV-2', 'OV-3']), '&source=erp');
  await importOpenItems(api, openItemsFile('C-1', ['OV-4']), '&source=other');
  for (const number of ['OV-1', 'OV-2', 'OV-4']) await overpay(number, '25.00');
  expect(await totalCredit()).toBe('75.00');
  const bare = 'customer_external_id,number,issued_on,due_on,amount,po_number\n';
  const file = `${bare}C-1,OV-1,2026-09-01,2026-12-01,100.00,\nC-1,OV-3,2026-09-01,2026-12-01,100.00,\n`;
  const dry = await importOpenItems(api, file, '&source=erp&dryRun=true');
  const ending = { count: 1, amounts: [{ currency: 'EUR', amount: '25.00' }] };
  expect(dry).toMatchObject({ closed: 0, closing: { missing: { count: 0 }, credit: ending } });
  expect(await creditOf('OV-2')).toBe('25.00');
  const result = await importOpenItems(api, file, '&source=erp');
  expect(result).toMatchObject({ status: 'completed', closed: 0, closing: { credit: ending } });
  expect([await creditOf('OV-1'), await creditOf('OV-2'), await creditOf('OV-4')]).toEqual([
    '25.00',
    '0.00',
    '25.00',
  ]);
  expect(await totalCredit()).toBe('50.00');
  expect(await standOf(api, 'OV-2', 'OV-3')).toEqual(['paid 0.00', 'open 100.00']);
  const { id: entityId } = await api.database.db.invoice.findUniqueOrThrow({ where: { number: 'OV-2' } });
  expect(await api.database.db.change.count({ where: { entityId, originId: result.id } })).toBe(1);
});

const NEGATIVE = 'customer_external_id,number,issued_on,due_on,amount,balance\n';
const noteOf = (externalId: string) =>
  api.database.db.relatedRecord.findFirstOrThrow({ where: { externalId }, select: { status: true } });

test('C18, C21: a credit that came as a negative row ends when the file lacks it, and is there again when it is named', async () => {
  const own =
    'kind,external_id,customer_external_id,occurred_on,amount\ncredit_note,CN-OWN,C-1,2026-09-05,10.00\n';
  await runImport(api, 'related_records', own);
  const before = Number(await totalCredit());
  const credit = async () => (Number(await totalCredit()) - before).toFixed(2);
  const invoice = 'C-1,CR-I,2026-09-01,2026-12-01,100.00,100.00\n';
  const ended = { count: 1, amounts: [{ currency: 'EUR', amount: '10.00' }] };

  await importOpenItems(api, `${NEGATIVE}${invoice}C-1,CR-1,2026-09-05,2026-09-05,-10.00,-10.00\n`);
  expect([await credit(), (await noteOf('CR-1')).status]).toEqual(['10.00', 'open']);
  const lacking = NEGATIVE + invoice;
  expect(await importOpenItems(api, lacking, '&dryRun=true')).toMatchObject({ closing: { credit: ended } });
  expect(await credit()).toBe('10.00');
  expect(await importOpenItems(api, lacking)).toMatchObject({ closed: 0, closing: { credit: ended } });
  expect([await credit(), (await noteOf('CR-1')).status]).toEqual(['0.00', 'closed']);
  expect((await noteOf('CN-OWN')).status).toBeNull();
  await importOpenItems(api, `${NEGATIVE}${invoice}C-1,CR-1,2026-09-05,2026-09-05,-10.00,\n`);
  expect([await credit(), (await noteOf('CR-1')).status]).toEqual(['10.00', 'open']);

  // The month that says so in the feed may be gone (U5).
  const { db } = api.database;
  await makeAhead(db, api.now);
  while (typeof (await dropOldest(db, PARTITIONED[0]!, Date.parse('2026-11-01T00:00:00Z'))) === 'object');
  expect(await db.change.count()).toBe(0);
  expect(await importOpenItems(api, lacking)).toMatchObject({ closed: 0, closing: { credit: ended } });
  expect([await credit(), (await noteOf('CR-1')).status]).toEqual(['0.00', 'closed']);
  await importOpenItems(api, `${NEGATIVE}${invoice}C-1,CR-1,2026-09-05,2026-09-05,-10.00,\n`);
});

test('C18, C21: once its file names the source, credit of before moves there, ends there, and is refused elsewhere', async () => {
  const before = Number(await totalCredit());
  const credit = async () => (Number(await totalCredit()) - before).toFixed(2);
  const file = `${NEGATIVE}C-1,MV-1,2026-09-01,2026-12-01,100.00,100.00\nC-1,MV-2,2026-09-05,2026-09-05,-10.00,-10.00\n`;
  await runImport(api, 'invoices', file);
  expect(await importOpenItems(api, file, '&source=moved')).toMatchObject({ failed: 2, closed: 0 });
  expect((await runImport(api, 'invoices', file, '&source=moved')).counts).toEqual([0, 2, 0, 0]);
  expect(await credit()).toBe('10.00');
  const result = await importOpenItems(api, file.split('\n').slice(0, 2).join('\n'), '&source=moved');
  expect(result).toMatchObject({ failed: 0, closing: { credit: { count: 1 } } });
  expect(await credit()).toBe('0.00');
});
