import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { ResultWorld } from '../support/worlds/result-world.ts';

inBrowser('reports in a browser', new ResultWorld(), (world, browsing) => {
  it('S20: sequences are compared by step, and a figure opens exactly the rows it counts', async () => {
    const { id, stepOf } = await world.sequence('Friendly', { First: 'email', Second: 'email' });
    for (let n = 0; n < 3; n += 1) {
      const enrollment = await world.enrolled(id);
      await world.sent(enrollment, stepOf['First']!);
      if (n === 0) await world.sent(enrollment, stepOf['Second']!);
    }
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/reports?tab=sequences&by=step');
    const figure = page.getByRole('button', { name: 'First, Mails sent: 3' });
    await figure.waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await figure.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'First: Mails sent' });
    await drawer.getByRole('rowheader').nth(2).waitFor();
    expect(await drawer.getByRole('rowheader').count()).toBe(
      (await world.rows('mail.sent', { stepId: stepOf['First'] })).length,
    );
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.getByLabel('From').fill('2027-01-01');
    await page.getByText('Nothing was sent in this period.').waitFor();
    await page.getByRole('button', { name: 'Programs' }).click();
    await page.getByText('Nothing was sent in this period.').waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });

  it('C13, C19, D1: what was collected, sent and owed is drawn and listed, and a figure opens exactly what it counts', async () => {
    const customer = await world.customer({ name: 'Northwind' });
    const invoice = await world.invoice(customer.id);
    const today = new Date(world.now).toISOString().slice(0, 10);
    const body = { amount: '10.00', paidOn: today };
    await world.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body });
    const { totals } = await world.ok('GET', '/v1/send-report');
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/reports?tab=collected');
    await page.getByRole('img', { name: /^Collected, / }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('row', { name: /^All/ }).getByRole('button').press('Enter');
    const drawer = page.getByRole('dialog', { name: 'All: Collected' });
    await drawer.getByRole('rowheader', { name: 'Northwind' }).waitFor();
    expect(await drawer.getByRole('rowheader').count()).toBe(1);
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByLabel('By').selectOption('AR owner');
    await page.getByRole('rowheader', { name: 'none' }).waitFor();

    await page.getByRole('button', { name: 'Sent', exact: true }).click();
    await page.getByRole('img', { name: 'Sent' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: `All, Sent: ${totals.sent}` }).click();
    const messages = page.getByRole('dialog', { name: 'All: Sent' });
    await messages.getByRole('rowheader').first().waitFor();
    expect(await messages.getByRole('rowheader').count()).toBe(totals.sent);
    await page.keyboard.press('Escape');
    await page.getByLabel('From').fill('2027-01-01');
    await page.getByText('Nothing was sent in this period.').waitFor();

    await page.getByRole('button', { name: 'Owed' }).click();
    await page.getByRole('img', { name: /^Owed, / }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.goto('/');
    await page.getByRole('img', { name: /^Owed, / }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });
});
