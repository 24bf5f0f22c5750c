import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const TABS = ['Customers', 'Dry run', 'Runs', 'Report', 'Settings'];

inBrowser('programs and automations in a browser', new QueueWorld(), (world, browsing) => {
  it('P12: a program is made, a touchpoint previewed for a real customer, somebody taken in, and a run now shown as what it would do', async () => {
    const payer = await world.payer({ name: 'Northwind' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/programs');
    await page.getByRole('heading', { name: 'Programs' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'New program' }).getByLabel('Name').fill('Chase');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Chase' }).waitFor();
    await page.getByRole('button', { name: 'Add touchpoint' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add touchpoint' });
    await drawer.getByLabel('Name of the touchpoint').fill('After a day');
    await drawer.getByLabel('Days past due').fill('2');
    await drawer.getByLabel('Subject').fill('Overdue, {{customer.name}}');
    await drawer.getByLabel('Body').fill('You owe {{balance.overdue}}.');
    await drawer.getByRole('combobox', { name: 'Customer' }).fill('North');
    await drawer.getByRole('option', { name: /Northwind/ }).click();
    await drawer.getByText('Overdue, Northwind').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Add touchpoint' }).click();
    await page.getByText('After a day').waitFor();
    const tabs = page.getByRole('navigation', { name: 'Chase' });
    for (const tab of TABS) {
      await tabs.getByRole('link', { name: tab }).click();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      expect([tab, await accessFaults(page)]).toEqual([tab, []]);
    }
    await tabs.getByRole('link', { name: 'Customers' }).click();
    await page.getByRole('button', { name: 'Take in: Northwind' }).click();
    await page.getByText('Northwind is in.').last().waitFor();
    await tabs.getByRole('link', { name: 'Dry run' }).click();
    await page.getByRole('status').filter({ hasText: 'left out' }).waitFor();
    const { items } = await world.ok('GET', '/v1/programs?search=Chase');
    const grid = await world.ok('GET', `/v1/programs/${items[0].id}/enrollments?enrollment=enrolled`);
    expect(grid.items.map(({ customer }: { customer: { id: string } }) => customer.id)).toEqual([
      payer.customerId,
    ]);
  });

  it('A3: an audience is built of nested rules with the count of each, why one is in, and set running with an action', async () => {
    await world.payer({ name: 'Tailspin', balance: '5000.00' });
    const group = await world.ok('POST', '/v1/label-groups', { body: { name: 'Segment' } });
    await world.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Late' } });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/automations');
    await page.getByRole('heading', { name: 'Automations' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'New automation' }).getByLabel('Name').fill('Late payers');
    await page.keyboard.press('Enter');
    const audience = page.getByRole('group', { name: 'Group audience', exact: true });
    await audience.getByRole('button', { name: 'Add rule', exact: true }).click();
    await audience.getByLabel('Field').selectOption('name');
    await audience.getByLabel('How').selectOption('starts_with');
    await audience.getByLabel('Value').fill('Tail');
    await page.getByText('1 customer', { exact: true }).waitFor();
    await page.getByText('alone 1').waitFor();
    await audience.getByRole('button', { name: 'Add group' }).click();
    const inner = page.getByRole('group', { name: 'Group audience.nodes[1]' });
    await inner.getByLabel('Group').first().selectOption('none');
    await inner.getByRole('button', { name: 'Add rule on records' }).click();
    await page.getByRole('combobox', { name: 'Why is this one in?' }).fill('Tail');
    await page.getByRole('option', { name: /Tailspin/ }).click();
    await page.getByText(/Tailspin (belongs|does not belong) to it/).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').last().waitFor();
    await page.getByRole('link', { name: 'Actions', exact: true }).last().click();
    await page.getByRole('combobox', { name: 'Which' }).fill('Late');
    await page.getByRole('option', { name: /Late/ }).click();
    await page.getByRole('button', { name: 'Add action' }).click();
    await page.locator('.timeline').getByText('Late', { exact: true }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    // A score by rules, and a mail to whoever owns the customer: fields, and nothing to be typed for a program.
    await page.getByLabel('What is done').selectOption('compute_score');
    await page.getByRole('button', { name: 'Add a criterion' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Owes much');
    await page.getByLabel('Points').fill('40');
    const when = page.getByRole('group', { name: 'Group criteria[0]' });
    await when.getByRole('button', { name: 'Add rule', exact: true }).click();
    await when.getByLabel('Field').selectOption('name');
    await when.getByLabel('How').selectOption('is_set');
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add action' }).click();
    await page.getByText('Owes much (40)').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').last().waitFor();
    for (const part of ['Details', 'Schedule', 'Summary']) {
      await page.getByRole('link', { name: part, exact: true }).click();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      expect([part, await accessFaults(page)]).toEqual([part, []]);
    }
    await page.getByRole('link', { name: 'Late payers' }).first().click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('It runs.').last().waitFor();
    const { items } = await world.ok('GET', '/v1/automations?search=Late');
    expect(items).toMatchObject([{ name: 'Late payers', status: 'running' }]);
    const saved = await world.ok('GET', `/v1/automations/${items[0].id}`);
    expect(saved.audience.nodes).toMatchObject([
      { kind: 'field', field: 'name', op: 'starts_with', value: 'Tail' },
      { kind: 'none', nodes: [{ kind: 'records', measure: 'exists' }] },
    ]);
    expect(saved.actions).toMatchObject([
      { kind: 'add_label' },
      {
        kind: 'compute_score',
        criteria: [{ name: 'Owes much', points: 40, when: { nodes: [{ field: 'name', op: 'is_set' }] } }],
      },
    ]);
  });
});
