import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

inBrowser('the builder of a sequence in a browser', new QueueWorld(), (world, browsing) => {
  it('S7: five steps are built with a preview of a real customer, activated, and edited while it runs', async () => {
    const payer = await world.payer({ name: 'Northwind' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/sequences');
    await page.getByRole('heading', { name: 'Sequences' }).waitFor();
    await page.keyboard.press('n');
    const create = page.getByRole('dialog', { name: 'New sequence' });
    await create.getByLabel('Name').fill('Five steps');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Five steps' }).waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    const settings = page.getByRole('form', { name: 'Settings' });
    await settings.getByLabel('Mailbox').selectOption({ label: 'AR' });
    await settings.getByRole('combobox', { name: 'Whose tasks' }).fill('A');
    await settings.locator('.combobox').getByRole('option').first().click();
    await settings.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Settings saved.').waitFor({ state: 'attached' });
    expect(await accessFaults(page)).toEqual([]);
    for (let n = 1; n <= 5; n += 1) {
      await page.getByRole('button', { name: 'Add step n' }).click();
      const step = page.getByRole('form', { name: 'Steps' });
      await step.getByLabel('Name of the step').fill(`Reminder ${n}`);
      await step.getByLabel('Subject').fill(`Please pay, {{customer.name}}`);
      await step.getByLabel('Body').fill('You owe {{balance.overdue}}.');
      if (n === 1) {
        const preview = page.getByRole('region', { name: 'As a customer would get it' });
        await preview.getByRole('combobox', { name: 'Customer' }).fill('North');
        await preview.getByRole('option', { name: 'Northwind' }).click();
        await preview.getByText('Please pay, Northwind').waitFor();
        expect(await accessFaults(page)).toEqual([]);
      }
      await page.keyboard.press('Control+s');
      await page.getByRole('button', { name: `${n}. Reminder ${n}` }).waitFor();
    }
    await page.getByRole('link', { name: 'Five steps' }).click();
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByText('Active: it runs.').last().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const { items } = await world.ok('GET', '/v1/sequences?search=Five');
    expect(items).toMatchObject([{ status: 'active', stepCount: 5 }]);
    await world.enroll(items[0].id, payer.customerId);
    await page.goto(`/sequences/${items[0].id}/edit`);
    await page.getByText('It runs: the change reaches 1').waitFor();
    await page.getByLabel('Subject').fill('Changed');
    const saved = page.waitForResponse((reply) => reply.request().method() === 'PATCH');
    await page.keyboard.press('Control+s');
    expect((await saved).status()).toBe(200);
    const now = await world.ok('GET', `/v1/sequences/${items[0].id}`);
    expect(now.steps[0].subject).toBe('Changed');
  });
});
