import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const customers = async (search: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/customers?search=${search}`)).items;
const invoiceOf = async (number: string) => api.database.db.invoice.findUniqueOrThrow({ where: { number } });
const movesOf = async (number: string) =>
  (
    await api.database.db.balanceChange.findMany({ where: { invoice: { number } }, orderBy: { id: 'asc' } })
  ).map(({ kind, delta, balance, effectiveOn }) => [
    kind,
    delta.toString(),
    balance.toString(),
    effectiveOn.toISOString().slice(0, 10),
  ]);
describe('C11: customers', () => {
  test('are created, changed and skipped by external id; columns left out stay, empty values empty', async () => {
    const head = 'external_id,name,currency,zone,score,property.Region\n';
    expect(
      await runImport(
        api,
        'customers',
        `${head}A-1,Alder Ltd,usd,Europe/Paris,7,north\nA-2,"Birch, Sons",,,,\n`,
      ),
    ).toMatchObject({
      total: 2,
      counts: [2, 0, 0, 0],
      errors: [],
    });
    expect((await customers('A-1'))[0]).toMatchObject({
      name: 'Alder Ltd',
      currency: 'USD',
      zone: 'Europe/Paris',
      score: 7,
      properties: { Region: 'north' },
      source: 'import',
    });
    expect((await customers('A-2'))[0]).toMatchObject({
      name: 'Birch, Sons',
      currency: 'EUR',
      status: 'active',
      score: null,
    });
    const again = await runImport(
      api,
      'customers',
      'external_id;name;zone\nA-1;Alder Ltd;\nA-2;Birch, Sons;\n',
    );
    expect(again.counts).toEqual([0, 1, 1, 0]);
    expect((await customers('A-1'))[0]).toMatchObject({ zone: null, score: 7, currency: 'USD' });
    const emptied = 'external_id,name,score\nA-1,Alder Ltd,\n';
    expect((await runImport(api, 'customers', emptied)).counts).toEqual([0, 1, 0, 0]);
    expect((await customers('A-1'))[0]).toMatchObject({ score: null });
    expect((await runImport(api, 'customers', emptied)).counts).toEqual([0, 0, 1, 0]);
  });

  test('C1: a zone in a file may be written in any case, and is kept in the spelling of the database', async () => {
    const rows = 'Z-1,One,europe/berlin\nZ-2,Two,US/EASTERN\nZ-3,Three,etc/gmt+5\nZ-4,Four,GMT\n';
    const result = await runImport(api, 'customers', `external_id,name,zone\n${rows}`);
    expect(result.errors).toEqual([]);
    const zones = ['Z-1', 'Z-2', 'Z-3', 'Z-4'].map(async (id) => (await customers(id))[0].zone);
    expect(await Promise.all(zones)).toEqual(['Europe/Berlin', 'US/Eastern', 'Etc/GMT+5', 'GMT']);
    const again = await runImport(api, 'customers', `external_id,name,zone\n${rows}`);
    expect(again.counts).toEqual([0, 0, 4, 0]);
  });

  test('one bad row never loses the good ones: every problem is told with line and column', async () => {
    const result = await runImport(
      api,
      'customers',
      'external_id,name,status,currency,zone,ar_owner_email,score\n' +
        'B-1,Good,active,EUR,UTC,ada@example.com,1\n' +
        'B-2,,gone,XQZ,Mars/Base,nobody@example.com,1.5\n' +
        'B-1,Twice,,,,,\n' +
        'B-3,Owner,,,,nobody@example.com,\n' +
        'B-4,Short\n' +
        'B-5,Also good,PROSPECT,,,,\n',
    );
    expect(result.counts).toEqual([3, 0, 0, 3]);
    expect(result.errors).toEqual([
      '3 currency is no active ISO 4217 currency with a minor unit',
      '3 name must not be empty',
      '3 score must be a whole number',
      '3 status must be one of active, inactive, suspended, prospect',
      expect.stringMatching(/^3 zone must be an IANA time zone/),
      '4 external_id stands on line 2 already',
      '6  has 2 values where the header has 7',
    ]);
    // A bad optional value keeps no row out: it is told as a warning.
    expect(result.warnings).toEqual(['5 ar_owner_email is no active user']);
    expect((await customers('B-3'))[0]).toMatchObject({ name: 'Owner', arOwnerId: null });
    expect((await customers('B-1'))[0]).toMatchObject({ name: 'Good', arOwnerId: api.adminId });
    expect((await customers('B-5'))[0]).toMatchObject({ status: 'prospect' });
  });

  test('U3: a customer hidden from the author is not changed', async () => {
    const [customer] = await customers('A-1');
    const groupId = 'group-1';
    const at = new Date(api.now);
    await api.database.db.visibilityGroup.create({
      data: { id: groupId, name: 'VIP', nameKey: 'vip', createdAt: at },
    });
    await api.database.db.visibilityGroupCustomer.create({ data: { groupId, customerId: customer.id } });
    const { key } = await api.user('manager');
    const answer = await sendImport(api, 'customers', 'external_id,name\nA-1,Taken over\n', { key });
    expect(answer.body).toMatchObject({ failed: 1, updated: 0 });
    const invoices = await sendImport(
      api,
      'invoices',
      'customer_external_id,number,issued_on,due_on,amount\nA-1,H-1,2026-01-01,2026-01-02,5\n',
      { key },
    );
    expect(invoices.body).toMatchObject({ failed: 1, created: 0 });
    expect((await customers('A-1'))[0].name).toBe('Alder Ltd');
  });
});

describe('C2, C11: invoices', () => {
  const head =
    'customer_external_id,number,issued_on,due_on,amount,balance,status,currency,disputed,dispute_reason\n';

  test('issue, part payment, payment and void move the balance; each movement is kept', async () => {
    await runImport(
      api,
      'invoices',
      `${head}A-2,I-1,2026-01-01,2026-01-31,100.00,,,EUR,,\nA-2,I-2,2026-01-05,2026-02-04,50,20.5,,,,\n`,
    );
    expect(await movesOf('I-1')).toEqual([['issued', '100', '100', '2026-01-01']]);
    expect(await movesOf('I-2')).toEqual([
      ['issued', '50', '50', '2026-01-05'],
      ['import', '-29.5', '20.5', '2026-03-02'],
    ]);
    const paid = await runImport(
      api,
      'invoices',
      `${head}A-2,I-1,2026-01-01,2026-01-31,100.00,40,,,,\nA-2,I-2,2026-01-05,2026-02-04,50,,paid,,,\n`,
    );
    expect(paid.counts).toEqual([0, 2, 0, 0]);
    expect(await invoiceOf('I-1')).toMatchObject({ status: 'open' });
    expect(await invoiceOf('I-2')).toMatchObject({ status: 'paid' });
    expect((await movesOf('I-1')).at(-1)).toEqual(['import', '-60', '40', '2026-03-02']);
    await runImport(api, 'invoices', `${head}A-2,I-1,2026-01-01,2026-01-31,100.00,,void,,,\n`);
    expect(await invoiceOf('I-1')).toMatchObject({ status: 'void' });
    expect((await movesOf('I-1')).at(-1)).toEqual(['import', '-40', '0', '2026-03-02']);
  });

  test('rows that contradict themselves, the customer or the invoice are told', async () => {
    const { errors, counts } = await runImport(
      api,
      'invoices',
      head +
        'A-2,J-1,2026-01-01,2026-01-31,100,,,USD,,\n' +
        'A-2,J-2,2026-01-01,2026-01-31,100,101,,,,\n' +
        'A-2,J-3,2026-01-01,2026-01-31,100,5,paid,,,\n' +
        'A-2,J-4,2026-01-01,2026-01-31,100,0,open,,,\n' +
        'A-2,J-5,2026-01-31,2026-01-01,100,,,,,\n' +
        'A-2,J-6,31.01.2026,2026-01-31,"1,234",,,,,\n' +
        'A-2,J-7,2026-01-01,2026-01-31,0,,,,,\n' +
        'B-1,I-2,2026-01-05,2026-02-04,50,,,,,\n' +
        'A-2,J-8,2026-01-01,today,100,,,,,\n' +
        'A-2,J-9,2026-01-01,2026-01-31,100,,,,no,because\n' +
        'A-2,J-10,2026-01-01,2026-01-31,100,,,,,\n',
    );
    expect(counts).toEqual([1, 0, 0, 10]);
    expect(errors.map((error) => error.replace(/[:;].*/, ''))).toEqual([
      '2 currency must be EUR, the currency of the customer',
      '3 balance must not be more than the amount',
      '4 balance must be 0 for a paid invoice',
      '5 balance must be more than 0 for an open invoice',
      '6 due_on must not lie before issued_on',
      '7 amount is ambiguous',
      '7 issued_on must be a day written as YYYY-MM-DD',
      '8 amount must be more than 0',
      '9 number is taken or reserved',
      '10 due_on must be a day written as YYYY-MM-DD',
      '11 dispute_reason stands at an invoice that is not disputed',
    ]);
  });

  test('the currency of a customer with invoices stays', async () => {
    const { errors } = await runImport(
      api,
      'customers',
      'external_id,name,currency\nA-2,"Birch, Sons",GBP\n',
    );
    expect(errors).toEqual(['2 currency must stay EUR, the currency of its invoices']);
  });

  test('a dispute opens a hold and its end closes it; an empty value ends nothing', async () => {
    const row = (disputed: string, reason: string) =>
      `${head}A-2,K-1,2026-01-01,2026-01-31,100,,,,${disputed},${reason}\n`;
    const open = () => api.database.db.hold.count({ where: { kind: 'dispute', endedAt: null } });
    await runImport(api, 'invoices', row('yes', 'Broken'));
    expect(await open()).toBe(1);
    expect((await runImport(api, 'invoices', row('', ''))).counts).toEqual([0, 1, 0, 0]);
    expect(await open()).toBe(1);
    await runImport(api, 'invoices', row('no', ''));
    expect(await open()).toBe(0);
  });

  test('an invoice that the file voids is disputed no more, and cannot be', async () => {
    const row = (status: string, disputed: string) =>
      `${head}A-2,K-2,2026-01-01,2026-01-31,100,,${status},,${disputed},\n`;
    await runImport(api, 'invoices', row('open', 'yes'));
    expect((await runImport(api, 'invoices', row('void', ''))).counts).toEqual([0, 1, 0, 0]);
    expect(await invoiceOf('K-2')).toMatchObject({ status: 'void', isDisputed: false });
    expect(await api.database.db.hold.count({ where: { kind: 'dispute', endedAt: null } })).toBe(0);
    expect((await runImport(api, 'invoices', row('', 'yes'))).errors).toEqual([
      '2 disputed stands at a void invoice',
    ]);
  });

  test('decimal comma, dates and delimiter as declared', async () => {
    const csv =
      'customer_external_id;number;issued_on;due_on;amount\nA-2;L-1;01.02.2026;28.02.2026;1.234,50\n';
    await runImport(api, 'invoices', csv, '&decimalMark=comma&dateFormat=DD.MM.YYYY');
    expect((await invoiceOf('L-1')).amount.toString()).toBe('1234.5');
    expect((await invoiceOf('L-1')).dueOn.toISOString()).toContain('2026-02-28');
  });

  test('a change of facts bumps the customer, marks and wakes its live enrollments; a skipped row does not', async () => {
    const [customer] = await customers('A-2');
    const enrollmentId = await api.enrollment(customer.id);
    const versions = async () => [
      (await api.database.db.customer.findUniqueOrThrow({ where: { id: customer.id } })).arVersion,
      (await api.database.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } })).intentVersion,
    ];
    const [arVersion = 0, intentVersion = 0] = await versions();
    api.lifecycle.woken.length = 0;
    const row = `${head}A-2,M-1,2026-01-01,2026-01-31,100,,,,,\n`;
    await runImport(api, 'invoices', row);
    expect(await versions()).toEqual([arVersion + 1, intentVersion + 1]);
    expect(api.lifecycle.woken).toEqual([enrollmentId]);
    expect((await runImport(api, 'invoices', row)).counts).toEqual([0, 0, 1, 0]);
    expect(await versions()).toEqual([arVersion + 1, intentVersion + 1]);
  });
});
