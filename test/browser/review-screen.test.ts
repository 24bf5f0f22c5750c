import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { ReviewWorld } from '../support/worlds/review-world.ts';

const SIX = [61, 50, 40, 30, 20, 10].map((daysOverdue) => ({ invoices: [{ daysOverdue }] }));

inBrowser('reviews in a browser', new ReviewWorld(), (world, browsing) => {
  it('P14: approves what was seen but what was left out, and brings back what was paid meanwhile', async () => {
    const batch = await world.propose({ debtors: SIX });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/review');
    await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().click();
    const bar = page.getByRole('button', { name: /^Approve 6/ });
    await bar.waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const rows = page.getByRole('listbox', { name: 'Messages' }).getByRole('option');
    await page.keyboard.press('j');
    const left = (await rows.nth(1).getAttribute('id'))?.replace('row-', '');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Approve 5 of 6' }).waitFor();
    const paid = batch.items.find(({ itemId }) => itemId !== left);
    await world.ok('POST', `/v1/invoices/${paid?.invoiceIds[0]}/payments`, {
      body: { amount: '1.00', paidOn: '2026-03-01' },
    });
    await page.keyboard.press('Shift+A');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve 5 of 6' }).press('Enter');
    await page.getByText('4 approved.').first().waitFor();
    const statuses = await Promise.all(
      batch.items.map(async (item) => [item.itemId, (await world.row(item)).status]),
    );
    const stayed = statuses.filter(([, status]) => status === 'proposed').map(([id]) => id);
    expect(stayed.sort()).toEqual([left, paid?.itemId].sort());
    await page.getByRole('region', { name: '4 approved.' }).getByRole('button').nth(1).click();
    await page.getByRole('region', { name: 'What moved since it was written' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
  });

  it('P14: an edit made elsewhere refuses the message that was not seen, and says so', async () => {
    const batch = await world.propose({ debtors: SIX.slice(0, 2) });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/review/${batch.batchId}`);
    await page.getByRole('button', { name: 'Approve 2' }).waitFor();
    const edit = await world.edit(batch, batch.items[0]!, { subject: 'Other words' });
    expect(edit.status).toBe(200);
    await page.keyboard.press('Shift+A');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve 2' }).click();
    await page.getByText('1 approved.').first().waitFor();
    await page.getByText('it changed since you saw it').waitFor();
    expect((await world.row(batch.items[0]!)).status).toBe('proposed');
  });
});
