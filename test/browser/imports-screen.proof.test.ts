import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const file = (name: string, ...lines: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\n')),
});
const INVOICES = 'customer_external_id,number,issued_on,due_on,amount,currency';

inBrowser('imports in a browser', new ApiFixture(), (world, browsing) => {
  const open = async (): Promise<Page> => {
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/imports');
    await page.getByLabel('CSV file').waitFor();
    return page;
  };
  const figure = (page: Page, name: string) =>
    page
      .locator('dl.figures div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd');

  it('C11: a file with bad rows is tried out, changes nothing, tells each by its line, and is imported once it is fixed', async () => {
    const page = await open();
    await page
      .getByLabel('CSV file')
      .setInputFiles(
        file('customers.csv', 'external_id,name,currency', 'A1,Alpha,EUR', 'B2,Beta,XXQ', ',Nobody,EUR'),
      );
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('heading', { name: /^What would become of it/ }).waitFor();
    expect(await figure(page, 'Left out with errors').textContent()).toBe('2');
    const errors = page.getByRole('region', { name: 'Errors, by line' });
    expect(await errors.getByRole('rowheader').allTextContents()).toEqual(['3', '4']);
    expect(await accessFaults(page)).toEqual([]);
    expect((await world.ok('GET', '/v1/customers')).items).toEqual([]);

    await page
      .getByLabel('CSV file')
      .setInputFiles(
        file('customers.csv', 'external_id,name,currency', 'A1,Alpha,EUR', 'B2,Beta,EUR', 'C3,Gamma,EUR'),
      );
    await page.getByRole('button', { name: 'Import', exact: true }).and(page.locator(':enabled')).click();
    await page.getByRole('heading', { name: /^What became of it/ }).waitFor();
    expect(await figure(page, 'New').textContent()).toBe('3');
    const { items } = await world.ok('GET', '/v1/customers');
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['Alpha', 'Beta', 'Gamma']);
    await page.getByRole('button', { name: 'Past imports' }).click();
    await page.getByRole('table').getByText('tried out').waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });

  it('C17: a file of other columns and marks is asked about, read as answered, and kept as a profile', async () => {
    await world.customer({ name: 'Delta', externalId: 'D4' });
    const page = await open();
    await page.getByLabel('What it holds').selectOption('invoices');
    await page
      .getByLabel('CSV file')
      .setInputFiles(
        file(
          'items.csv',
          'Open items as of today',
          'Customer No;Doc No;Doc Date;Net due;Amount',
          'D4;INV-1;01/02/2026;03/04/2026;1.250,50',
        ),
      );
    const questions = page.getByRole('form', { name: 'What the file does not say' });
    await questions.waitFor();
    expect(await accessFaults(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    // What is read wrong is refused, and another answer can be given.
    await questions.getByRole('radio', { name: /^Amount/ }).check();
    await questions.getByRole('radio', { name: /^DD.MM.YYYY/ }).check();
    await page.getByRole('button', { name: 'Read it so' }).click();
    await page.getByText(/maps no column to `amount`/).waitFor();
    await questions.getByRole('radio', { name: /^Net due/ }).check();
    await page.getByRole('button', { name: 'Read it so' }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).and(page.locator(':enabled')).waitFor();
    expect(await page.getByLabel('Read as: Net due').inputValue()).toBe('due_on');
    await page.getByRole('button', { name: /^Keep this reading/ }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Of the ERP');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: /^What became of it/ }).waitFor();
    const { items } = await world.ok('GET', '/v1/invoices');
    expect(items).toMatchObject([
      { number: 'INV-1', issuedOn: '2026-02-01', dueOn: '2026-04-03', amount: '1250.50' },
    ]);
    const profiles = await world.ok('GET', '/v1/import-profiles');
    expect(profiles.items).toMatchObject([{ name: 'Of the ERP', reading: { dateFormat: 'DD/MM/YYYY' } }]);
  });

  it('C21: a file that lacks much of what was open waits for a person, who says yes to exactly these numbers', async () => {
    await world.customer({ name: 'Epsilon', externalId: 'E5' });
    const row = (n: number): string => `E5,OPEN-${n},2026-01-01,2026-02-01,10.00,EUR`;
    const all = Array.from({ length: 30 }, (_each, n) => row(n));
    const query = 'kind=invoices&mode=openItems&source=north';
    const send = (lines: string[]) =>
      world.ok('POST', `/v1/imports?${query}`, {
        raw: [INVOICES, ...lines].join('\n'),
        headers: { 'Content-Type': 'text/csv' },
      });
    await send(all);
    const { id } = await send(all.slice(0, 5));
    const page = await open();
    await page.goto(`/imports?tab=past&open=${id}`);
    const yes = page.getByRole('button', { name: 'Close 25 invoices' });
    await yes.waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await yes.click();
    await page.getByText('closed', { exact: false }).first().waitFor();
    await yes.waitFor({ state: 'detached' });
    const after = await world.ok('GET', `/v1/imports/${id}`);
    expect(after.closing.decidedById).toBe(world.adminId);
  });

  it('U1: whoever may not import finds neither the screen in the navigation nor an act on it', async () => {
    const { key } = await world.user('viewer');
    const { page } = await browsing.page(world.url);
    await signIn(page, key, '/imports');
    await page.getByText('Imports take a permission that you do not have.').waitFor();
    expect(await page.getByRole('link', { name: 'Imports' }).count()).toBe(0);
    expect(await page.getByLabel('CSV file').count()).toBe(0);
  });
});
