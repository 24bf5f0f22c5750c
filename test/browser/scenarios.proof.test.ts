import { expect, it } from '@jest/globals';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const MAIL = { type: 'email', isManual: true, timing: onDay(0, '08:00') } as const;
const CALL = { type: 'call', timing: onDay(0, '08:00') } as const;
/** In how much time every browser knows that all sending is stopped. */
const STOP_MS = 2_000;

inBrowser('work that meets others, and a server that goes away', new QueueWorld(), (world, browsing) => {
  it('Q3: of two people at one row the second is told who was faster, and what was typed is still there', async () => {
    const row = await world.row({ steps: [MAIL], name: 'Wanted by two' });
    const path = `/queue?row=${row.executionId}`;
    const [first, second] = [await browsing.page(world.url), await browsing.page(world.url)];
    const { key } = await world.user('manager');
    await signIn(first.page, world.adminKey, path);
    await signIn(second.page, key, path);
    await second.page.getByRole('button', { name: /^Edit e/ }).waitFor();
    await second.page.keyboard.press('e');
    await second.page.getByLabel('Subject').fill('My own words');
    await first.page.getByRole('button', { name: /^Send s/ }).waitFor();
    const sent = first.page.waitForResponse(/\/send/);
    await first.page.keyboard.press('s');
    expect((await sent).status()).toBeLessThan(300);
    const refused = second.page.waitForResponse((reply) => reply.request().method() !== 'GET');
    await second.page.getByRole('button', { name: 'Save the words' }).click();
    expect((await refused).status()).toBe(409);
    await second.page
      .getByText(/was faster|changed|on its way/)
      .first()
      .waitFor();
    expect(await second.page.getByLabel('Subject').inputValue()).toBe('My own words');
    expect(await accessFaults(second.page)).toEqual([]);
  });

  it('D1: of an uncertain mail somebody says that it arrived, and nothing leaves again', async () => {
    const row = await world.row({
      steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(30) }],
      name: 'In doubt',
    });
    const { mail } = await world.uncertain(row);
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/queue?errors=true&row=${row.executionId}`);
    await page.getByRole('heading', { name: 'Did it arrive?' }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    const answered = page.waitForResponse(/mark-sent/);
    await page.keyboard.press('y');
    expect((await answered).status()).toBe(200);
    const { status, attempts } = await world.db.message.findUniqueOrThrow({ where: { id: mail.messageId } });
    expect([status, attempts]).toEqual(['sent', 1]);
    expect((await world.execution(row.executionId)).status).toBe('done');
    expect((await world.ok('GET', '/v1/queue?error=true')).items).toEqual([]);
  });

  it('D9, W3: when all sending is stopped, every open browser says so within two seconds, and that it goes on', async () => {
    const keys = [world.adminKey, (await world.user('agent')).key, (await world.user('viewer')).key];
    const pages = [];
    for (const [n, key] of keys.entries()) {
      const { page } = await browsing.page(world.url);
      const streaming = page.waitForResponse(/\/v1\/changes/);
      await signIn(page, key, ['/', '/customers', '/settings'][n]);
      await streaming;
      pages.push(page);
    }
    const reason = 'Wrong bank account';
    const stop = { scope: 'all', isOn: true, reason };
    await world.ok('PUT', '/v1/switches', { body: stop });
    const startedAt = performance.now();
    await Promise.all(pages.map((page) => page.getByRole('alert').filter({ hasText: reason }).waitFor()));
    expect(performance.now() - startedAt).toBeLessThan(STOP_MS);
    await world.ok('PUT', '/v1/switches', { body: { ...stop, isOn: false } });
    await Promise.all(
      pages.map((page) => page.getByRole('alert').filter({ hasText: reason }).waitFor({ state: 'detached' })),
    );
  });

  it('O8: an answer that is lost on its way costs no text, and the act that is made again is done once', async () => {
    const row = await world.row({ steps: [CALL], name: 'Far away' });
    const { page, complaints } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/queue?row=${row.executionId}`);
    await page.getByRole('button', { name: /^Note n/ }).waitFor();
    const keys: string[] = [];
    await page.route('**/v1/customers/*/notes', async (route) => {
      keys.push((await route.request().allHeaders())['idempotency-key'] ?? '');
      // The server has done it, and nobody hears of it.
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('They will call back on Monday');
    await dialog.getByRole('button', { name: /note/i }).first().click();
    await dialog
      .getByRole('alert')
      .filter({ hasText: /does not answer|lost/ })
      .waitFor();
    expect(await dialog.getByRole('textbox').inputValue()).toBe('They will call back on Monday');
    await page.unroute('**/v1/customers/*/notes');
    const again = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/notes'),
    );
    await dialog.getByRole('button', { name: /note/i }).first().click();
    keys.push((await (await again).allHeaders())['idempotency-key'] ?? '');
    await dialog.waitFor({ state: 'detached' });
    expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_FAILED']);
    expect(keys[0]).not.toBe('');
    expect(new Set(keys).size).toBe(1);
    const notes = await world.ok('GET', `/v1/customers/${row.customerId}/notes`);
    expect(notes.items.map(({ content }: { content: string }) => content)).toEqual([
      'They will call back on Monday',
    ]);
  });

  it('S9: the customers of a file are enrolled, and rows that match nobody are named', async () => {
    const { sequenceId } = await world.sequence({ steps: [CALL] });
    await world.payer({ name: 'In the file' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/sequences/${sequenceId}`);
    await page.getByRole('button', { name: 'Enrol a file …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enrol a file' });
    await dialog.getByLabel('File').setInputFiles({
      name: 'customers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('customer\nIn the file\nNobody at all\n'),
    });
    await dialog.getByLabel('First day').fill('2001-01-01');
    await dialog.getByRole('button', { name: 'Enrol', exact: true }).click();
    await dialog.locator('.field-problem').waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await dialog.getByLabel('First day').fill('');
    await dialog.getByRole('button', { name: 'Enrol', exact: true }).click();
    await dialog.getByText('Left out').first().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    expect(await world.db.bulkEnrollment.count({ where: { sequenceId } })).toBe(1);
  });
});
