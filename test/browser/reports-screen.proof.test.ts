import { expect, it } from '@jest/globals';
import { accessFaults, signIn } from '../support/browser/browser.ts';
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
});
