import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

inBrowser('saved views and preferences in a browser', new QueueWorld(), (world, browsing) => {
  it('W2: filters are kept under a name, opened from it, renamed, shared and removed; others have what is shared alone', async () => {
    await world.payer({ name: 'Northwind' });
    const agent = await world.user('agent');
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/customers?search=north&sort=name');
    await page.getByRole('button', { name: 'Save view' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('The north');
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const view = page.getByRole('combobox', { name: 'View' });
    await view.waitFor();
    await view.locator('option:checked', { hasText: 'The north' }).waitFor({ state: 'attached' });
    await view.selectOption('All');
    await page.waitForURL(/\/customers$/);
    await view.selectOption('The north');
    await page.waitForURL(/search=north/);
    expect(new URL(page.url()).searchParams.get('sort')).toBe('name');

    const other = await browsing.page(world.url);
    await signIn(other.page, agent.key, '/customers');
    await other.page.getByRole('heading', { name: 'Customers' }).waitFor();
    expect(await other.page.getByRole('combobox', { name: 'View' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Edit view' }).click();
    await dialog.getByLabel('For everybody').check();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await other.page.getByRole('combobox', { name: 'View' }).selectOption('The north (shared)');
    await other.page.waitForURL(/search=north/);
    expect(await other.page.getByRole('button', { name: 'Edit view' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Edit view' }).click();
    await dialog.getByRole('button', { name: 'Remove view' }).click();
    await dialog.getByRole('button', { name: 'Remove view' }).click();
    await page.getByRole('button', { name: 'Save view' }).waitFor();
    expect((await world.ok('GET', '/v1/saved-views')).items).toEqual([]);
  });

  it('W2: keys, rows, language and zone that somebody chose count at once, and in every browser of theirs', async () => {
    const { key } = await world.user('manager');
    const { page } = await browsing.page(world.url);
    await signIn(page, key, '/settings/preferences');
    await page.getByLabel('Single keys work').uncheck();
    await page.getByLabel('Lower rows in tables').check();
    await page.getByLabel('Time zone').fill('Mars/Base');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-problem').waitFor();
    await page.getByLabel('Time zone').fill('Pacific/Kiritimati');
    await page.getByLabel('Language and format').fill('de-AT');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your preferences are saved.').last().waitFor({ state: 'attached' });
    expect(await accessFaults(page)).toEqual([]);
    const other = await browsing.page(world.url);
    await signIn(other.page, key, '/customers');
    await other.page.locator('html[data-dense]').waitFor();
    await other.page.keyboard.press('g');
    await other.page.keyboard.press('q');
    expect(new URL(other.page.url()).pathname).toBe('/customers');
    expect(await world.ok('GET', '/v1/me/preferences', { key })).toEqual({
      hasSingleKeys: false,
      hasDenseRows: true,
      locale: 'de-AT',
      zone: 'Pacific/Kiritimati',
    });
  });
});
