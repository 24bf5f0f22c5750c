import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const TABS = ['Holds and promises', 'Sequences', 'Insights', 'Records', 'History'];

inBrowser('work on customers in a browser', new QueueWorld(), (world, browsing) => {
  it('W2: a promise, a hold and a call are noted from the customer’s page by the keyboard, and the two that can be are taken back', async () => {
    const payer = await world.payer({ name: 'Northwind' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/customers/${payer.customerId}`);
    await page.getByRole('heading', { name: 'Northwind' }).waitFor();
    await page.keyboard.press('p');
    const promise = page.getByRole('dialog', { name: 'A promise to pay' });
    await promise.getByLabel('Promised for').fill('2031-01-01');
    expect(await accessFaults(page)).toEqual([]);
    await promise.getByRole('button', { name: 'Promise' }).click();
    // Later than the API takes: what was typed stays, with the reason at its field.
    await promise.locator('.field-problem').first().waitFor();
    const day = new Date(world.now + 5 * 86_400_000).toISOString().slice(0, 10);
    await promise.getByLabel('Promised for').fill(day);
    await promise.getByRole('button', { name: 'Promise' }).click();
    await page.getByText('Promise noted.').last().waitFor();
    const promises = `/v1/promises?customerId=${payer.customerId}`;
    expect((await world.ok('GET', promises)).items).toMatchObject([{ promisedOn: day, status: 'open' }]);
    await page.keyboard.press('F6');
    await page.keyboard.press('Enter');
    await page.getByText('Taken back.').waitFor({ state: 'attached' });
    expect((await world.ok('GET', promises)).items).toMatchObject([{ status: 'withdrawn' }]);

    await page.keyboard.press('h');
    const hold = page.getByRole('dialog', { name: 'Hold back all messages' });
    await hold.getByLabel('Reason').fill('Talks with the board');
    await page.keyboard.press('Enter');
    await page.getByText('Held.').last().waitFor();
    const holds = `/v1/holds?customerId=${payer.customerId}&isOpen=true`;
    expect((await world.ok('GET', holds)).items).toMatchObject([{ reason: 'Talks with the board' }]);

    await page.keyboard.press('l');
    const log = page.getByRole('dialog', { name: 'Log what happened' });
    await log.getByLabel('When').fill('2020-03-02T10:00');
    await log.getByLabel('Outcome').fill('promised to pay');
    await page.keyboard.press('Enter');
    await page.getByText('Logged.').last().waitFor();
    const said = await world.ok('GET', `/v1/customers/${payer.customerId}/communications`);
    expect(said.items).toMatchObject([{ kind: 'call', outcome: 'promised to pay' }]);
    const tabs = page.getByRole('navigation', { name: 'Northwind' });
    for (const tab of TABS) {
      await tabs.getByRole('link', { name: tab, exact: true }).click();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      expect([tab, await accessFaults(page)]).toEqual([tab, []]);
    }
  });

  it('O8: a change of a customer that somebody changed meanwhile is refused, says so, and is made over theirs only when asked', async () => {
    const { customerId } = await world.payer({ name: 'Tailspin' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/customers/${customerId}`);
    await page.getByRole('button', { name: 'Edit i' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit the customer' });
    await edit.getByLabel('Number in the ERP').fill('C-1');
    await world.ok('PATCH', `/v1/customers/${customerId}`, { body: { name: 'Tailspin Toys' } });
    await edit.getByRole('button', { name: 'Edit' }).click();
    await edit.getByText('Somebody saved this while you typed').waitFor();
    const { externalId } = await world.ok('GET', `/v1/customers/${customerId}`);
    expect(externalId).not.toBe('C-1');
    expect(await edit.getByLabel('Number in the ERP').inputValue()).toBe('C-1');
    await edit.getByRole('button', { name: 'Apply mine again' }).click();
    await edit.waitFor({ state: 'detached' });
    expect(await world.ok('GET', `/v1/customers/${customerId}`)).toMatchObject({ externalId: 'C-1' });
  });

  it('C10: what matches is labelled as the API counted it, and nothing besides; a void asks for the number', async () => {
    const names = ['Bulk one', 'Bulk two', 'Bulk three'];
    const payers = [];
    for (const name of names) payers.push(await world.payer({ name }));
    const group = await world.ok('POST', '/v1/label-groups', { body: { name: 'Segment' } });
    const label = await world.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Key' } });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/customers?search=Bulk');
    await page.getByText('3 customers').waitFor();
    await page.keyboard.press('x');
    await page.getByText('1 chosen').waitFor();
    await page.getByRole('button', { name: 'Choose all 3 that match' }).click();
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Add or take off a label' });
    await dialog.getByRole('combobox', { name: 'Label' }).fill('Key');
    await dialog.getByRole('option', { name: /Key/ }).click();
    await dialog.getByRole('button', { name: 'Count' }).click();
    await dialog.getByText('3 are chosen, 3 would change.').waitFor();
    await dialog.getByRole('button', { name: 'Change 3' }).click();
    await page.getByText('3 changed.').last().waitFor();
    const found = await world.ok('GET', `/v1/customer-table?labelIds=${label.id}`);
    expect(found.items.map(({ name }: { name: string }) => name).sort()).toEqual([...names].sort());

    const { invoiceId } = payers[0]!;
    const { number } = await world.ok('GET', `/v1/invoices/${invoiceId}`);
    await page.goto(`/invoices?invoice=${invoiceId}`);
    const drawer = page.getByRole('dialog', { name: number });
    await drawer.getByRole('button', { name: /Void/ }).click();
    expect(await accessFaults(page)).toEqual([]);
    const ask = page.getByRole('dialog', { name: 'Void this invoice' });
    expect(await ask.getByRole('button', { name: 'Void' }).isDisabled()).toBe(true);
    await ask.getByLabel(`Type ${number}`).fill(number);
    await ask.getByRole('button', { name: 'Void' }).click();
    await ask.waitFor({ state: 'detached' });
    expect((await world.ok('GET', `/v1/invoices/${invoiceId}`)).status).toBe('void');
  });
});
