import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';
import { onDay } from '../support/rows/fixtures.ts';

const EVIL = `<p id="greeting">Please pay <b>today</b>.</p>
  <script>document.title = 'taken'; parent.postMessage({ height: 9 }, '*')</script>
  <img src="https://tracker.example/p.gif" onerror="document.title = 'taken'">
  <form action="https://evil.example"><input name="key"><button>Pay</button></form>
  <a href="https://pay.example/1" onclick="document.title = 'taken'" target="_top">here</a>`;
const MANUAL = { type: 'email', isManual: true, timing: onDay(0, '08:00') } as const;

inBrowser('the queue in a browser', new QueueWorld(), (world, browsing) => {
  it('W1: a wrong key is refused, a right one signs in, and a key that is revoked ends the session where it is', async () => {
    const { id, key } = await world.user('agent');
    const { page } = await browsing.page(world.url);
    await page.goto('/queue');
    await page.getByLabel('API key').fill('ft_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Queue' }).waitFor();
    expect(await page.evaluate('document.cookie + JSON.stringify({ ...sessionStorage })')).toBe('{}');

    const keys = await world.ok('GET', `/v1/api-keys?userId=${id}`);
    await world.ok('POST', `/v1/api-keys/${keys.items[0].id}/revoke`);
    await page.getByRole('link', { name: 'Customers' }).click();
    const over = page.getByRole('dialog', { name: 'Sign in' });
    await over.waitFor();
    const second = await world.ok('POST', `/v1/users/${id}/api-keys`, { body: { label: 'second' } });
    await over.getByLabel('API key').fill(second.key);
    await over.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Customers' }).waitFor();
  });

  it('W1: a link signs in once, and nobody who is signed in already works under another name by it', async () => {
    const { id, key } = await world.user('agent');
    const { code } = await world.ok('POST', '/v1/sign-in-codes');
    const whoIn = async (page: Page): Promise<string> => {
      const reply = await page.request.get('/v1/me');
      return ((await reply.json()) as { id: string }).id;
    };
    const agent = await browsing.page(world.url);
    await signIn(agent.page, key, '/queue');
    await agent.page.goto(`/#code=${code}`);
    await agent.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await whoIn(agent.page)).toBe(id);
    const other = await browsing.page(world.url);
    await other.page.goto(`/#code=${code}`);
    await other.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(await whoIn(other.page)).toBe(world.adminId);
    expect(other.page.url()).not.toContain('code');
  });

  it('Q7: twenty rows are sent by the keyboard alone, each once, and no other', async () => {
    const { sequenceId } = await world.sequence({ steps: [MANUAL] });
    const rows: string[] = [];
    for (let n = 0; n < 20; n += 1)
      rows.push((await world.row({ sequenceId, name: `Payer ${n}` })).executionId);
    const other = await world.row({ steps: [MANUAL], name: 'Zz not meant' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/queue');
    const send = page.getByRole('button', { name: /^Send s/ });
    const asked: string[] = [];
    page.on('request', (request) => {
      const [, id] = /queue\/(\w+)\/send/.exec(request.url()) ?? [];
      if (id !== undefined) asked.push(id);
    });
    for (let n = 0; n < rows.length; n += 1) {
      await send.and(page.locator(':enabled')).waitFor();
      const answered = page.waitForResponse(/\/send/);
      await page.keyboard.press('s');
      await answered;
      // The reply names the row to go on with, and it opens.
      await page.waitForURL((url) => url.searchParams.get('row') !== asked.at(-1));
    }
    expect([...asked].sort()).toEqual([...rows].sort());
    const requested = await world.db.stepExecution.findMany({
      where: { sendRequestedAt: { not: null } },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    expect(requested.map(({ id }) => id)).toEqual([...rows].sort());
    expect((await world.execution(other.executionId)).status).toBe('ready');
  });

  it('U3: whoever may not act has no acts, and a hidden customer is nowhere, counts included', async () => {
    const { sequenceId } = await world.sequence({ steps: [MANUAL] });
    await world.row({ sequenceId, name: 'Seen by all' });
    const hidden = await world.row({ sequenceId, name: 'Hidden from most' });
    await world.hide(hidden.customerId);
    const { key } = await world.user('viewer', { granted: ['customers.read'] });
    const seen = await world.ok('GET', '/v1/customer-table', { key });
    const { page } = await browsing.page(world.url);
    await signIn(page, key, '/customers');
    await page.getByText(`${seen.totalCount} customers`).waitFor();
    await page.getByRole('searchbox').fill('Hidden from');
    await page.getByText('No customer matches these filters.').waitFor();
    await page.goto(`/customers/${hidden.customerId}`);
    await page.getByText('It is not there, or not visible to you.').waitFor();
    expect(await page.getByRole('button', { name: /Add note|Send|Approve/ }).count()).toBe(0);

    const agent = await world.user('agent', { granted: ['tasks.all'] });
    const other = await browsing.page(world.url);
    await signIn(other.page, agent.key, `/queue?row=${hidden.executionId}`);
    await other.page.getByText('It is not there, or not visible to you.').first().waitFor();
    const due = await world.ok('GET', '/v1/queue/counts', { key: agent.key });
    await other.page.getByRole('link', { name: `Queue ${due.total}` }).waitFor();
    expect(await other.page.getByText('Hidden from most').count()).toBe(0);
  });

  it('W1: scripts, forms and trackers in a mail do nothing', async () => {
    const { sequenceId } = await world.sequence({ steps: [{ ...MANUAL, body: EVIL }] });
    const row = await world.row({ sequenceId, name: 'Mallory' });
    const { page, complaints } = await browsing.page(world.url);
    const left: string[] = [];
    page.on('response', (response) => {
      if (!response.url().startsWith(world.url)) left.push(response.url());
    });
    await signIn(page, world.adminKey, `/queue?row=${row.executionId}`);
    const mail = page.frameLocator('iframe[title="The mail as it looks"]');
    await mail.getByText('Please pay').waitFor();
    expect(await mail.locator('script:not([src]), form, input, button, [onerror], [onclick]').count()).toBe(
      0,
    );
    const link = mail.getByRole('link', { name: 'here' });
    expect([await link.getAttribute('target'), await link.getAttribute('rel')]).toEqual([
      '_blank',
      'noopener noreferrer',
    ]);
    expect(await page.title()).not.toBe('taken');
    const origin = await mail.locator('body').evaluate((body) => body.ownerDocument.defaultView?.origin);
    expect(origin).toBe('null');
    expect(left).toEqual([]);
    // The picture and the handlers were stopped by the policy of the frame, which says so.
    const stopped = complaints.splice(0);
    expect(
      stopped.filter((words) => !words.includes('violates the following Content Security Policy')),
    ).toEqual([]);
    expect(stopped.some((words) => words.includes('tracker.example'))).toBe(true);
  });

  it('W2: every screen can be heard and worked without a mouse, and breaks no policy', async () => {
    const row = await world.row({ steps: [MANUAL], name: 'Wanted by the palette' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey);
    const screens = [
      '/',
      '/customers',
      '/scheduled',
      '/sequences',
      '/programs',
      '/inbox',
      '/settings',
      '/review',
    ];
    for (const path of [...screens, `/customers/${row.customerId}/why`, `/queue?row=${row.executionId}`]) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      expect([path, await accessFaults(page)]).toEqual([path, []]);
    }
    // O7: from any screen to "why no mail" in two steps.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.type('Wanted by');
    await page.getByRole('option', { name: /^Why no mail\?/ }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/customers/${row.customerId}/why`);
    await page.getByRole('heading', { name: 'In sequences' }).waitFor();
  });

  it('W3: what others change appears by itself: a stop of all sending at once, rows of a list when asked for', async () => {
    const { sequenceId } = await world.sequence({ steps: [{ ...MANUAL, type: 'social' }] });
    await world.row({ sequenceId, name: 'There before' });
    const { page } = await browsing.page(world.url);
    const streaming = page.waitForResponse(/\/v1\/changes/);
    await signIn(page, world.adminKey, '/queue?type=social');
    await streaming;
    await page.getByRole('option', { name: /There before/ }).waitFor();
    await world.row({ sequenceId, name: 'Came meanwhile' });
    await page.getByRole('button', { name: 'Load' }).waitFor();
    expect(await page.getByRole('option', { name: /Came meanwhile/ }).count()).toBe(0);
    await page.keyboard.press('.');
    await page.getByRole('option', { name: /Came meanwhile/ }).waitFor();
    const stop = { scope: 'all', isOn: true, reason: 'Wrong bank account' };
    await world.ok('PUT', '/v1/switches', { body: stop });
    await page.getByRole('alert').filter({ hasText: 'Wrong bank account' }).waitFor();
    await world.ok('PUT', '/v1/switches', { body: { ...stop, isOn: false } });
  });
});
