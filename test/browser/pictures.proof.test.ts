import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';
import { ReviewWorld } from '../support/worlds/review-world.ts';

/** `PICTURES=on npm run proof browser` puts them where README.md shows them. */
const FOLDER =
  process.env['PICTURES'] === 'on' ? join('docs', 'pictures') : join(tmpdir(), 'followthrough-pictures');
const LARGEST_BYTES = 120_000;
const DAY_MS = 86_400_000;
const NAMES = [
  'Northwind Traders',
  'Contoso Paper',
  'Åkerman & Sons',
  'Fabrikam Freight',
  'Tailspin Toys',
  'Adventure Works',
  'Litware Labs',
  'Wide World Importers',
];

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.jpg`);
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.screenshot({ path, type: 'jpeg', quality: 70, animations: 'disabled' });
  expect([name, statSync(path).size < LARGEST_BYTES]).toEqual([name, true]);
}

inBrowser('pictures of the console', new QueueWorld(), (world, browsing) => {
  it('show the first screen, the queue and the builder as they are', async () => {
    const day = (offset: number): string => new Date(world.now + offset * DAY_MS).toISOString().slice(0, 10);
    const { sequenceId } = await world.sequence({
      steps: [
        {
          type: 'email',
          isManual: true,
          timing: onDay(0, '08:00'),
          subject: 'Your account with us, {{customer.name}}',
          body: '<p>Good day {{contact.name}},</p><p>{{balance.overdue}} is past due:</p><p>When may we expect it?</p>',
        },
        { type: 'call', timing: onDay(3, '09:00') },
        { type: 'email', timing: onDay(7, '08:00') },
      ],
    });
    for (const [n, name] of NAMES.entries()) {
      const row = await world.row({ sequenceId, name });
      for (const [age, amount] of [
        [n * 17 - 20, 900 + n * 313],
        [n * 9 - 30, 450 + n * 77],
      ] as const) {
        const invoice = await world.invoice(row.customerId, {
          amount: `${amount}.00`,
          issuedOn: day(-age - 30),
          dueOn: day(-age),
        });
        if (n % 3 === 0)
          await world.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
            body: { amount: '120.00', paidOn: day(-n * 6) },
          });
      }
    }
    const { page } = await browsing.page(world.url);
    await page.setViewportSize({ width: 1120, height: 700 });
    await signIn(page, world.adminKey, '/');
    await page
      .getByRole('img', { name: /^Owed, / })
      .first()
      .waitFor();
    await picture(page, 'today');
    await page.goto('/queue');
    await page.getByRole('button', { name: /^Send s/ }).waitFor();
    await page.locator('iframe').first().waitFor();
    await picture(page, 'queue');
    await page.goto(`/sequences/${sequenceId}/edit`);
    await page.getByRole('form', { name: 'Steps' }).waitFor();
    await page.locator('iframe').first().waitFor();
    await picture(page, 'builder');
  });
});

inBrowser('a picture of a review', new ReviewWorld(), (world, browsing) => {
  it('shows the messages of a batch with the mail beside', async () => {
    const debtors = Array.from({ length: 24 }, (_, n) => ({
      name: `${NAMES[n % NAMES.length]} ${Math.floor(n / NAMES.length) + 1}`,
      invoices: [{ daysOverdue: 10 + ((n * 7) % 50) }],
    }));
    const { batchId } = await world.propose({ debtors });
    const { page } = await browsing.page(world.url);
    await page.setViewportSize({ width: 1120, height: 700 });
    await signIn(page, world.adminKey, `/review/${batchId}`);
    await page.getByRole('button', { name: 'Approve 24' }).waitFor();
    await page.locator('iframe').first().waitFor();
    await picture(page, 'review');
  });
});
