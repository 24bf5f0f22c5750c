import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { crowdLike } from '../support/rows/crowds.ts';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const CROWD = 3000;
const DOWN = 230;

/** The row that the keys stand on, and how far its table is scrolled. */
const placeOf = (page: Page): Promise<{ row: string; top: number; isFocused: boolean }> =>
  page.getByRole('grid').evaluate((grid) => ({
    row: grid.getAttribute('aria-activedescendant') ?? '',
    top: grid.parentElement?.scrollTop ?? 0,
    isFocused: grid.ownerDocument.activeElement === grid,
  }));

inBrowser('thousands of customers in a browser', new QueueWorld(), (world, browsing) => {
  it('C4: whoever opens a customer and goes back finds the same filters, the same place in the list, and the focus there', async () => {
    const first = await world.row({ name: 'Held 0' });
    await crowdLike(world.db, first, { from: 1, to: CROWD });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/customers?sort=name&search=held');
    await page.getByText(`${(CROWD + 1).toLocaleString('en')} customers`).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const grid = page.getByRole('grid');
    await grid.focus();
    const more = page.waitForResponse(/customer-table.*cursor/);
    for (let n = 0; n < DOWN; n += 1) await page.keyboard.press('j');
    await more;
    await page.locator('tr[data-current]').waitFor();
    const before = await placeOf(page);
    const address = page.url();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Held/ }).and(page.locator(':focus')).waitFor();
    await page.goBack();
    await grid.waitFor();
    expect(page.url()).toBe(address);
    expect(before.row).toMatch(/^row-cus_/);
    expect(await placeOf(page)).toEqual({ ...before, isFocused: true });
    expect(await grid.locator('tbody tr[aria-rowindex]').count()).toBeLessThan(80);
  });

  it('C10: all that match are labelled as the API counts them, also those that no page shows, and nothing besides', async () => {
    const group = await world.ok('POST', '/v1/label-groups', { body: { name: 'Segment' } });
    const label = await world.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Key' } });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/customers?search=held%201');
    const matching = await world.ok('GET', '/v1/customer-table?search=held%201&limit=1');
    const all = matching.totalCount.toLocaleString('en');
    await page.getByText(`${all} customers`).waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: `Choose all ${all} that match` }).click();
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Add or take off a label' });
    await dialog.getByRole('combobox', { name: 'Label' }).fill('Key');
    await dialog.getByRole('option', { name: /Key/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await dialog.getByText(`${all} are chosen, ${all} would change.`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(`${all} changed.`).last().waitFor();
    const where = { labelId: label.id };
    expect(await world.db.customerLabel.count({ where })).toBe(matching.totalCount);
    const named = { ...where, customer: { name: { startsWith: 'Held 1' } } };
    expect(await world.db.customerLabel.count({ where: named })).toBe(matching.totalCount);
    await page.keyboard.press('F6');
    await page.keyboard.press('Enter');
    await page.getByText('Taken back.').last().waitFor({ state: 'attached' });
    expect(await world.db.customerLabel.count({ where })).toBe(0);
    // What was chosen is over with the act; a filter begins anew, also one that is cleared.
    expect(await page.getByText(/chosen/).count()).toBe(0);
    await page.getByRole('searchbox').fill('nobody is called that');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText(`${(CROWD + 1).toLocaleString('en')} customers`).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  it('U3: whoever may only look has no acts on customers and invoices, and what is hidden is in no list and no count', async () => {
    const shown = await world.payer({ name: 'Seen by all' });
    const hidden = await world.payer({ name: 'Seen by few' });
    await world.hide(hidden.customerId);
    const { key } = await world.user('viewer', { granted: ['customers.read'] });
    const { number } = await world.ok('GET', `/v1/invoices/${shown.invoiceId}`);
    const { number: kept } = await world.ok('GET', `/v1/invoices/${hidden.invoiceId}`);
    const { page } = await browsing.page(world.url);
    await signIn(page, key, '/customers?search=seen%20by');
    await page.getByText('1 customer', { exact: true }).waitFor();
    const acts = page.locator('main button, [role="dialog"] button, main [role="checkbox"], main td input');
    const named = async (): Promise<string[]> =>
      (await acts.allTextContents()).filter((name) => !/^(Load|Show more|Save view|×|)$/.test(name.trim()));
    expect(await named()).toEqual([]);
    await page.keyboard.press('x');
    await page.keyboard.press('o');
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const tab of ['overview', 'notes', 'contacts', 'waits', 'insights', 'invoices']) {
      await page.goto(`/customers/${shown.customerId}/${tab}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      expect([tab, await named()]).toEqual([tab, []]);
    }
    await page.goto(`/invoices?invoice=${shown.invoiceId}`);
    await page.getByRole('dialog', { name: number }).getByRole('heading', { name: 'Payments' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    expect(await named()).toEqual([]);
    await page.goto('/invoices');
    await page.getByRole('grid').getByText(number).waitFor();
    expect(await page.getByText(kept).count()).toBe(0);
    await page.goto(`/invoices?invoice=${hidden.invoiceId}`);
    await page.getByText('It is not there, or not visible to you.').waitFor();
  });
});
