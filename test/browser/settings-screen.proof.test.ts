import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { ApiFixture } from '../support/servers/api-fixture.ts';

/** Parts whose form is looked at, too. */
const OPENED = ['Users and keys', 'Mailboxes', 'Webhooks'];

inBrowser('the settings in a browser', new ApiFixture(), (world, browsing) => {
  const open = async (part: string, key = world.adminKey): Promise<Page> => {
    const { page } = await browsing.page(world.url);
    await signIn(page, key, `/settings/${part}`);
    return page;
  };

  it('M1: from the set-up list a mailbox is made, says in words of its server why it is not let in, and sends a test mail once it is', async () => {
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey);
    await page
      .getByRole('region', { name: 'Set up' })
      .getByRole('link', { name: 'A mailbox that works' })
      .click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name', { exact: true }).fill('Receivables');
    await drawer.getByLabel('Address', { exact: true }).fill('not an address');
    await drawer.getByLabel('Name that people see').fill('Acme');
    const server = drawer.getByLabel('Host');
    await server.first().fill('smtp.example.com');
    await drawer.getByLabel('Address', { exact: true }).fill('ar@acme.example');
    await drawer.getByLabel('Port').first().fill('many');
    await drawer.getByRole('button', { name: 'Create' }).click();
    // What is wrong stands at its field, and what was typed stays.
    await drawer.locator('[aria-invalid=true]').first().waitFor();
    expect(await drawer.getByLabel('Port').first().getAttribute('aria-invalid')).toBe('true');
    expect(await server.first().inputValue()).toBe('smtp.example.com');
    await drawer.getByLabel('Port').first().fill('587');
    await drawer.getByRole('button', { name: 'Create' }).click();

    world.verification = { ok: false, reply: '535 Bad password' };
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await drawer.getByRole('status').filter({ hasText: '535 Bad password' }).waitFor();
    world.verification = { ok: true };
    await drawer.getByRole('button', { name: 'Verify' }).click();
    await drawer.getByRole('status').filter({ hasText: 'The server let it in.' }).waitFor();
    await drawer.getByRole('button', { name: 'Send me a test mail' }).click();
    await drawer.getByText('The mail server took it.').waitFor();
    expect(world.testMails.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([
      ['ada@example.com'],
    ]);
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto('/');
    await page
      .getByRole('region', { name: 'Set up' })
      .getByRole('listitem')
      .filter({ hasText: 'done' })
      .filter({ hasText: 'A mailbox that works' })
      .waitFor();
  });

  it('U2: a new key is shown once and works, and is refused from when it is revoked', async () => {
    const page = await open('users');
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('Name', { exact: true }).fill('N'.repeat(200));
    await page.getByLabel('Email', { exact: true }).fill('new@acme.example');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('What it is for').fill('Laptop');
    await page.getByRole('button', { name: 'Create' }).click();
    const shown = page.getByRole('dialog', { name: 'The new key' });
    const key = (await shown.locator('code').textContent()) ?? '';
    expect((await world.ok('GET', '/v1/me', { key })).email).toBe('new@acme.example');
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.reload();
    await page.getByText('Laptop').waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page
      .getByRole('dialog', { name: /^Revoke the key/ })
      .getByRole('button', { name: 'Revoke' })
      .click();
    await page.getByText('revoked').waitFor();
    expect((await world.call('GET', '/v1/me', { key })).status).toBe(401);
  });

  it('W2: what two people change at once is refused with theirs, and what was typed is not lost', async () => {
    const page = await open('organisation');
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Mine');
    await world.ok('PATCH', '/v1/organisation', { body: { name: 'Theirs' } });
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await page.getByText('Somebody saved this while you typed.').waitFor();
    expect(await name.inputValue()).toBe('Mine');
    expect((await world.ok('GET', '/v1/organisation')).name).toBe('Theirs');
    await page.getByRole('button', { name: 'Show theirs' }).click();
    expect(await name.inputValue()).toBe('Theirs');
    await name.fill('Both of us');
    await save.click();
    await page.getByText('Saved.').first().waitFor();
    expect((await world.ok('GET', '/v1/organisation')).name).toBe('Both of us');
  });

  it('U1: parts that are for others are not there, and what may only be looked at has no acts', async () => {
    const { key } = await world.user('viewer');
    const page = await open('mailboxes', key);
    const parts = page.getByRole('navigation', { name: 'Parts of the settings' });
    await parts.getByRole('link', { name: 'Lists' }).waitFor();
    for (const name of ['Webhooks', 'Audit', 'Operations', 'Erasures', 'Visibility groups'])
      expect([name, await parts.getByRole('link', { name }).count()]).toEqual([name, 0]);
    await page.goto('/settings/webhooks');
    await page.getByText('There is no such part, or it is not yours to see.').waitFor();
    await page.goto('/settings/organisation');
    expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: /^(?:Save|New|Create)/ }).count()).toBe(0);
  });

  it('M3: a template is written with its preview beside it, and a broken one is refused at its field', async () => {
    const { id } = await world.customer({ name: 'Payer' });
    await world.invoice(id);
    const page = await open('templates');
    await page.getByRole('button', { name: 'New template' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ours');
    await page.getByLabel('Subject').fill('You owe {{balance.total}}');
    await page.getByLabel('Text of the mail').fill('Dear {{customer.name}}, pay {{nothing.such}}.');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.field-problem').first().waitFor();
    await page.getByLabel('Text of the mail').fill('Dear {{customer.name}}, please pay.');
    await page.getByRole('combobox', { name: 'Customer' }).fill('Pay');
    await page.getByRole('option', { name: /Payer/ }).click();
    await page.frameLocator('iframe').getByText('Dear Payer, please pay.').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: 'Save the template' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    expect((await world.ok('GET', '/v1/templates?search=Ours')).items).toHaveLength(1);
  });

  it('D9: sending is stopped with a reason and goes on again, from the settings alone', async () => {
    const page = await open('operations');
    await page.getByRole('button', { name: /^Stop sending/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('Wrong bank account');
    await dialog.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByRole('alert').filter({ hasText: 'Wrong bank account' }).waitFor();
    await page.getByRole('button', { name: /^Let it go on/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Let it go on' }).click();
    await page.getByText('Sending is on, everywhere.').waitFor();
    expect((await world.ok('GET', '/v1/sending-state')).isStopped).toBe(false);
  });

  it('W2: every part of the settings, and what opens in it, can be heard and worked without a mouse', async () => {
    const page = await open('preferences');
    const parts = page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link');
    for (const part of await parts.allTextContents()) {
      await parts.filter({ hasText: part }).press('Enter');
      await page.getByRole('heading', { level: 2, name: part }).waitFor();
      expect([part, await accessFaults(page)]).toEqual([part, []]);
      if (!OPENED.includes(part)) continue;
      await page.getByRole('button', { name: /^New / }).first().press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).waitFor();
      expect([part, 'new', await accessFaults(page)]).toEqual([part, 'new', []]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
  });
});
