import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const CALL = { type: 'call' as const, timing: onDay(0, '08:00'), outcomeLabels: ['reached'] };
const MAIL = { type: 'email', isManual: true, timing: onDay(0, '08:00') } as const;

inBrowser('many rows of the queue in a browser', new QueueWorld(), (world, browsing) => {
  it('Q8: all that match are counted with why it does not go for some, and exactly what was counted is asked for', async () => {
    const { sequenceId } = await world.sequence({ steps: [CALL] });
    for (let n = 0; n < 3; n += 1) await world.row({ sequenceId, name: `Northwind ${n}` });
    await world.row({ steps: [MAIL], name: 'Northwind mail' });
    await world.row({ sequenceId, name: 'Tailspin' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/queue');
    await page.getByRole('searchbox', { name: 'Name or number' }).fill('northwind');
    await page.waitForURL(/q=northwind/);
    const rows = page.getByRole('listbox', { name: 'Rows of the queue' }).getByRole('option');
    await rows.nth(3).waitFor();
    await page.getByRole('option', { name: /Tailspin/ }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Choose all 4 that match' }).click();
    await page.getByRole('region', { name: 'Chosen' }).getByRole('button', { name: 'Complete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Complete' });
    await dialog.getByLabel('Outcome').fill('reached');
    await page.keyboard.press('Enter');
    await dialog.getByText('4 are chosen, it goes for 3.').waitFor();
    await dialog.getByText('1: not of a type that this is done with').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const applied = page.waitForResponse(/\/apply$/);
    await dialog.getByRole('button', { name: 'Complete: 3' }).press('Enter');
    expect((await applied).status()).toBe(202);
    await dialog.getByText('3 are still to be done.').waitFor();
    expect(await world.db.queueBulkRow.count()).toBe(4);
    // What was chosen is over with the act.
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    expect(await page.getByText('chosen').count()).toBe(0);
  });

  it('Q1: the queue is searched and asked for a reason, a filter is in the address, and clearing it shows everything', async () => {
    const held = await world.row({ steps: [CALL], name: 'Held one' });
    await world.ok('POST', '/v1/holds', {
      body: { scope: 'customer', customerId: held.customerId, reason: 'Talks' },
    });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/queue?held=customer_hold');
    await page.getByRole('option', { name: /Held one/ }).waitFor();
    expect(await page.getByRole('option', { name: /Held one/ }).count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Name or number' }).fill('nobody is called that');
    await page.getByText('None match these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('listbox', { name: 'Rows of the queue' }).getByRole('option').nth(1).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Name or number' }).inputValue()).toBe('');
    expect(new URL(page.url()).search).not.toContain('held');
  });
});
