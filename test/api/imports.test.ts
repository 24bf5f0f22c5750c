import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { ApiFixture, type Json } from '../support/api-fixture.ts';
import { runImport, sendImport } from '../support/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const customers = async (search: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/customers?search=${search}`)).items;
const invoiceOf = async (number: string) => api.database.db.invoice.findUniqueOrThrow({ where: { number } });
const movesOf = async (number: string) =>
  (await api.database.db.balanceChange.findMany({ where: { invoice: { number } }, orderBy: { id: 'asc' } })).map(
    ({ kind, delta, balance, effectiveOn }) => [kind, delta.toString(), balance.toString(), effectiveOn.toISOString().slice(0, 10)],
  );
const contactsOf = async (externalId: string): Promise<Json[]> => {
  const [customer] = await customers(externalId);
  return (await api.ok('GET', `/v1/customers/${customer.id}/contacts`)).items;
};

describe('C11: customers', () => {
  test('are created, changed and skipped by external id; columns left out stay, empty values empty', async () => {
    const head = 'external_id,name,currency,zone,score,property.Region\n';
    expect(await runImport(api, 'customers', `${head}A-1,Alder Ltd,usd,Europe/Paris,7,north\nA-2,"Birch, Sons",,,,\n`)).toMatchObject({
      total: 2,
      counts: [2, 0, 0, 0],
      errors: [],
    });
    expect((await customers('A-1'))[0]).toMatchObject({ name: 'Alder Ltd', currency: 'USD', zone: 'Europe/Paris', score: 7, properties: { Region: 'north' }, source: 'import' });
    expect((await customers('A-2'))[0]).toMatchObject({ name: 'Birch, Sons', currency: 'EUR', status: 'active' });
    const again = await runImport(api, 'customers', 'external_id;name;zone\nA-1;Alder Ltd;\nA-2;Birch, Sons;\n');
    expect(again.counts).toEqual([0, 1, 1, 0]);
    expect((await customers('A-1'))[0]).toMatchObject({ zone: null, score: 7, currency: 'USD' });
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
    expect(result.counts).toEqual([2, 0, 0, 4]);
    expect(result.errors).toEqual([
      '3 currency is no ISO 4217 currency',
      '3 name must not be empty',
      '3 score must be a whole number',
      '3 status must be one of active, inactive, suspended, prospect',
      expect.stringMatching(/^3 zone must be an IANA time zone/),
      '4 external_id stands on line 2 already',
      '5 ar_owner_email is no active user',
      '6  has 2 values where the header has 7',
    ]);
    expect((await customers('B-1'))[0]).toMatchObject({ name: 'Good', arOwnerId: api.adminId });
    expect((await customers('B-5'))[0]).toMatchObject({ status: 'prospect' });
  });

  test('U3: a customer hidden from the author is not changed', async () => {
    const [customer] = await customers('A-1');
    const groupId = 'group-1';
    const at = new Date(api.now);
    await api.database.db.visibilityGroup.create({ data: { id: groupId, name: 'VIP', nameKey: 'vip', createdAt: at } });
    await api.database.db.visibilityGroupCustomer.create({ data: { groupId, customerId: customer.id } });
    const { key } = await api.user('manager');
    const answer = await sendImport(api, 'customers', 'external_id,name\nA-1,Taken over\n', { key });
    expect(answer.body).toMatchObject({ failed: 1, updated: 0 });
    const invoices = await sendImport(api, 'invoices', 'customer_external_id,number,issued_on,due_on,amount\nA-1,H-1,2026-01-01,2026-01-02,5\n', { key });
    expect(invoices.body).toMatchObject({ failed: 1, created: 0 });
    expect((await customers('A-1'))[0].name).toBe('Alder Ltd');
  });
});

describe('C6, C11: contacts', () => {
  const head = 'customer_external_id,name,email,phone,type,primary\n';

  test('a re-import updates the synced values and keeps what a person edited', async () => {
    await runImport(api, 'contacts', `${head}A-2,Jo Park,Jo@Birch.Example,+49 30 123456,ap_manager,yes\n`);
    const [contact] = await contactsOf('A-2');
    expect(contact).toMatchObject({ name: 'Jo Park', email: 'Jo@birch.example', isPrimary: true, source: 'import', overrides: null });
    await api.ok('PATCH', `/v1/contacts/${contact.id}`, { body: { name: 'Joanna Park', email: 'joanna@birch.example' } });
    const again = await runImport(api, 'contacts', `${head}A-2,Jo Parker,jo@birch.example,+49 30 999999,cfo,yes\n`);
    expect(again.counts).toEqual([0, 1, 0, 0]);
    expect(await contactsOf('A-2')).toEqual([
      expect.objectContaining({
        id: contact.id,
        name: 'Joanna Park',
        email: 'joanna@birch.example',
        phone: '+49 30 999999',
        type: 'cfo',
        synced: { name: 'Jo Parker', email: 'jo@birch.example', phone: '+49 30 999999', type: 'cfo', isPrimary: true },
        overrides: { name: 'Joanna Park', email: 'joanna@birch.example' },
      }),
    ]);
  });

  test('the primary mark moves with the file, and stays where a person put it', async () => {
    const file = (primary: string) => `${head}A-1,Ann,ann@a.example,,,${primary === 'ann'}\nA-1,Ben,ben@a.example,,,${primary === 'ben'}\n`;
    const primary = async () => (await contactsOf('A-1')).filter((each) => each.isPrimary).map((each) => each.name);
    await runImport(api, 'contacts', file('ann'));
    expect(await primary()).toEqual(['Ann']);
    expect((await runImport(api, 'contacts', file('ben'))).counts).toEqual([0, 2, 0, 0]);
    expect(await primary()).toEqual(['Ben']);
    expect((await runImport(api, 'contacts', file('ben'))).counts).toEqual([0, 0, 2, 0]);
    const [customer] = await customers('A-1');
    await api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body: { name: 'Cleo', isPrimary: true } });
    await runImport(api, 'contacts', file('ann'));
    expect(await primary()).toEqual(['Cleo']);
  });

  test('a contact entered here keeps its values when a file names it too', async () => {
    const [customer] = await customers('B-1');
    const entered = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body: { name: 'Dee', email: 'dee@b.example' } });
    await runImport(api, 'contacts', `${head}B-1,Deirdre,DEE@b.example,+1 202 5550100,,\n`);
    expect(await contactsOf('B-1')).toEqual([
      expect.objectContaining({ id: entered.id, name: 'Dee', phone: '+1 202 5550100', source: entered.source }),
    ]);
  });

  test('bad rows are told: header injection, unknown customers, nothing to go by, two primaries', async () => {
    const result = await runImport(
      api,
      'contacts',
      `${head}B-1,Eve,"eve@b.example\nBcc: x@y.example",,,\nNO-1,Fay,fay@b.example,,,\nB-1,,,+1 202 5550101,,\nB-5,Gus,gus@b.example,,,x\nB-5,Hal,hal@b.example,,,x\nB-1,Ida,no address,,boss,\n`,
    );
    expect(result.counts).toEqual([1, 0, 0, 5]);
    expect(result.errors).toEqual([
      '2 email has a line break',
      '4 customer_external_id is no known customer',
      '5  needs an external_id, an email or a name',
      '7 primary stands on line 6 already',
      '8 email has a space, control or invisible character',
      '8 type must be one of ap_manager, controller, cfo, procurement, primary_contact, other',
    ]);
  });
});

describe('C2, C11: invoices', () => {
  const head = 'customer_external_id,number,issued_on,due_on,amount,balance,status,currency,disputed,dispute_reason\n';

  test('issue, part payment, payment and void move the balance; each movement is kept', async () => {
    await runImport(api, 'invoices', `${head}A-2,I-1,2026-01-01,2026-01-31,100.00,,,EUR,,\nA-2,I-2,2026-01-05,2026-02-04,50,20.5,,,,\n`);
    expect(await movesOf('I-1')).toEqual([['issued', '100', '100', '2026-01-01']]);
    expect(await movesOf('I-2')).toEqual([['issued', '50', '50', '2026-01-05'], ['import', '-29.5', '20.5', '2026-03-02']]);
    const paid = await runImport(api, 'invoices', `${head}A-2,I-1,2026-01-01,2026-01-31,100.00,40,,,,\nA-2,I-2,2026-01-05,2026-02-04,50,,paid,,,\n`);
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
      '9 number belongs to an invoice of another customer',
      '10 due_on must be a day written as YYYY-MM-DD',
      '11 dispute_reason stands at an invoice that is not disputed',
    ]);
  });

  test('the currency of a customer with invoices stays', async () => {
    const { errors } = await runImport(api, 'customers', 'external_id,name,currency\nA-2,"Birch, Sons",GBP\n');
    expect(errors).toEqual(['2 currency must stay EUR, the currency of its invoices']);
  });

  test('a dispute opens a hold and its end closes it; an empty value ends nothing', async () => {
    const row = (disputed: string, reason: string) => `${head}A-2,K-1,2026-01-01,2026-01-31,100,,,,${disputed},${reason}\n`;
    const open = () => api.database.db.hold.count({ where: { kind: 'dispute', endedAt: null } });
    await runImport(api, 'invoices', row('yes', 'Broken'));
    expect(await open()).toBe(1);
    expect((await runImport(api, 'invoices', row('', ''))).counts).toEqual([0, 1, 0, 0]);
    expect(await open()).toBe(1);
    await runImport(api, 'invoices', row('no', ''));
    expect(await open()).toBe(0);
  });

  test('decimal comma, dates and delimiter as declared', async () => {
    const csv = 'customer_external_id;number;issued_on;due_on;amount\nA-2;L-1;01.02.2026;28.02.2026;1.234,50\n';
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

describe('C11: the file as a whole', () => {
  const head = 'external_id,name\n';
  const before = () => api.database.db.import.count();

  test.each([
    ['a wrong encoding on the last line', Buffer.concat([Buffer.from(`${head}Z-1,Good\n`), Buffer.from('Z-2,M\xfcller\n', 'latin1')]), 'line 3'],
    ['a quote that is never closed', `${head}Z-1,Good\nZ-2,"Open\n`, 'line 3'],
    ['a line of 10 MB', `${head}Z-1,Good\nZ-2,${'x'.repeat(10 * 1024 * 1024)}\n`, 'line 3'],
    ['a missing column', 'external_id\nZ-1\n', 'line 1'],
    ['an unknown column', 'external_id,name,colour\nZ-1,Good,red\n', 'line 1'],
    ['a column that stands there twice', 'external_id,name,Name\nZ-1,Good,Better\n', 'line 1'],
    ['an empty file', '', 'line 1'],
  ])('%s is refused with its line and nothing is written', async (_name, csv, field) => {
    const count = await before();
    const answer = await sendImport(api, 'customers', csv);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].field).toBe(field);
    expect(await before()).toBe(count);
    expect(await customers('Z-1')).toEqual([]);
  });

  test('another media type, another kind and another permission are refused', async () => {
    const json = await api.call('POST', '/v1/imports?kind=customers', { body: [] });
    expect(json.status).toBe(415);
    expect((await sendImport(api, 'cars', head)).status).toBe(422);
    const agent = await api.user('agent');
    expect((await sendImport(api, 'customers', head, { key: agent.key })).status).toBe(403);
  });

  test('a dry run tells the same summary and writes no customer, no change', async () => {
    const csv = `${head}Y-1,New one\nA-2,Changed\nB-1,Good\nY-1,Twice\n`;
    const changes = await api.database.db.change.count();
    const dry = await runImport(api, 'customers', csv, '&dryRun=true');
    expect(await customers('Y-1')).toEqual([]);
    expect(await api.database.db.change.count()).toBe(changes);
    const real = await runImport(api, 'customers', csv);
    expect(dry.counts).toEqual([1, 1, 1, 1]);
    expect([real.counts, real.errors]).toEqual([dry.counts, dry.errors]);
    expect((await api.ok('GET', `/v1/imports/${dry.id}`)).isDryRun).toBe(true);
  });

  test('U4: an import leaves one audit row, and a change row for each thing it wrote', async () => {
    const { id } = await runImport(api, 'customers', `${head}X-1,One\nX-2,Two\n`);
    expect(await api.auditActions(id)).toEqual(['import.run']);
    const [one] = await customers('X-1');
    expect(await api.database.db.change.findMany({ where: { entityId: one.id }, select: { kind: true, actorId: true } })).toEqual([
      { kind: 'created', actorId: api.adminId },
    ]);
    const { items } = await api.ok('GET', '/v1/imports?kind=customers&limit=1');
    expect(items[0].id).toBe(id);
  });

  test('two imports of the same new rows at once create each once', async () => {
    const csv = head + Array.from({ length: 1200 }, (_, n) => `R-${n},Racer ${n}\n`).join('');
    const [a, b] = await Promise.all([runImport(api, 'customers', csv), runImport(api, 'customers', csv)]);
    expect([a.counts[0]! + b.counts[0]!, a.counts[2]! + b.counts[2]!]).toEqual([1200, 1200]);
  });

  test('the sample data of the repository imports without a single error, and again without a change', async () => {
    for (const expected of ['created', 'skipped']) {
      for (const kind of ['customers', 'contacts', 'invoices']) {
        const csv = await readFile(new URL(`../../prisma/seed/${kind}.csv`, import.meta.url), 'utf8');
        const { counts, errors, total } = await runImport(api, kind, csv, '&relativeDates=true');
        expect(errors).toEqual([]);
        expect([kind, counts]).toEqual([kind, expected === 'created' ? [total, 0, 0, 0] : [0, 0, total, 0]]);
      }
    }
  });

  test('50,000 invoices: memory stays flat, and again nothing changes', async () => {
    const people = Array.from({ length: 500 }, (_, n) => `P-${n},Payer ${n}\n`).join('');
    await runImport(api, 'customers', head + people);
    const lines = function* () {
      yield 'customer_external_id,number,issued_on,due_on,amount,balance,po_number\n';
      for (let n = 0; n < 50_000; n += 1) yield `P-${n % 500},BIG-${n},2026-01-01,2026-01-31,${n + 1}.25,${n + 1}.25,PO-${n}\n`;
    };
    const csv = Buffer.from([...lines()].join(''));
    for (const counts of [[50_000, 0, 0, 0], [0, 0, 50_000, 0]]) {
      const heapBefore = process.memoryUsage().heapUsed;
      let peak = 0;
      const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed - heapBefore)), 20);
      const startedAt = performance.now();
      const result = await runImport(api, 'invoices', csv);
      clearInterval(watch);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(`50,000 invoices in ${seconds} s, heap grew by ${Math.round(peak / 1024 / 1024)} MB at most\n`);
      expect(result.counts).toEqual(counts);
      expect(peak).toBeLessThan(200 * 1024 * 1024);
    }
  }, 120_000);
});
