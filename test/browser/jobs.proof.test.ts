import { expect, it } from '@jest/globals';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { Person } from '../support/browser/person.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';
import { ReviewWorld } from '../support/worlds/review-world.ts';

const ROWS = 60;
const LETTERS = 200;
const LONG_MS = 180_000;
const MAIL = { type: 'email', isManual: true, timing: onDay(0, '08:00') } as const;
const CALL = {
  type: 'call' as const,
  timing: onDay(0, '08:00'),
  outcomeLabels: ['reached', 'nobody there'],
};

inBrowser('jobs of a day, by the keyboard', new QueueWorld(), (world, browsing) => {
  it(
    'an agent clears sixty rows of the queue, mails and calls, with one key each',
    async () => {
      const [mails, calls] = [
        await world.sequence({ steps: [MAIL] }),
        await world.sequence({ steps: [CALL] }),
      ];
      for (let n = 0; n < ROWS; n += 1)
        await world.row({
          sequenceId: n % 3 === 2 ? calls.sequenceId : mails.sequenceId,
          name: `Payer ${String(n).padStart(2, '0')}`,
        });
      const { page } = await browsing.page(world.url);
      await signIn(page, world.adminKey, '/');
      const person = new Person(page);
      await person.press('g');
      await person.press('q');
      const send = page.getByRole('button', { name: /^Send s/ }).and(page.locator(':enabled'));
      const reached = page.getByRole('button', { name: /^reached 1/ }).and(page.locator(':enabled'));
      for (let done = 0; done < ROWS; done += 1) {
        await send.or(reached).first().waitFor();
        const isMail = await send.isVisible();
        const answered = page.waitForResponse((reply) =>
          /\/(send|complete)$/.test(new URL(reply.url()).pathname),
        );
        const before = new URL(page.url()).searchParams.get('row');
        await person.press(isMail ? 's' : '1');
        expect((await answered).status()).toBeLessThan(300);
        if (done < ROWS - 1)
          await page.waitForURL((url) => (url.searchParams.get('row') ?? before) !== before);
      }
      person.tell(`${ROWS} rows of the queue`);
      expect(person.acts).toBe(ROWS + 2);
      const asked = await world.db.stepExecution.count({ where: { sendRequestedAt: { not: null } } });
      const called = await world.db.stepExecution.count({ where: { outcome: 'reached' } });
      expect([asked, called]).toEqual([ROWS - 20, 20]);
    },
    LONG_MS,
  );

  it('anyone on the phone finds why somebody got no mail, from an address and from any screen', async () => {
    const row = await world.row({ steps: [MAIL], name: 'Tailspin', email: 'jo@tailspin.example' });
    await world.ok('POST', '/v1/holds', {
      body: { scope: 'customer', customerId: row.customerId, reason: 'Talks with the board' },
    });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/programs');
    const person = new Person(page);
    await person.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await person.type('jo@tailspin.example');
    await page.getByRole('option', { name: /^Why no mail\?/ }).waitFor();
    await person.press('ArrowDown');
    await person.press('Enter');
    await page.getByText('Talks with the board').first().waitFor();
    person.tell('why did X get no mail');
    // Finding, and choosing what was found.
    expect(person.acts).toBe(4);
  });

  it('the head of finance sees the cash at risk on the first screen, without an act, by currency', async () => {
    await world.payer({ name: 'Contoso', balance: '1234.50' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/');
    const person = new Person(page);
    await page.locator('.risks .big').first().waitFor();
    const { currencies } = await world.ok('GET', '/v1/customer-totals');
    expect(await page.locator('.risks > li').count()).toBe(currencies.length);
    person.tell('cash at risk today');
    expect(person.acts).toBe(0);
  });

  it('a manager builds a cadence of five steps with a preview of a real customer', async () => {
    await world.payer({ name: 'Northwind' });
    const { page } = await browsing.page(world.url);
    await signIn(page, world.adminKey, '/sequences');
    const person = new Person(page);
    await page.getByRole('heading', { name: 'Sequences' }).waitFor();
    await person.press('n');
    const create = page.getByRole('dialog', { name: 'New sequence' });
    await person.fill(create.getByLabel('Name'), 'Five steps');
    await person.press('Enter');
    await page.getByRole('link', { name: 'Five steps' }).waitFor();
    for (let n = 1; n <= 5; n += 1) {
      await person.press('n');
      const step = page.getByRole('form', { name: 'Steps' });
      await person.fill(step.getByLabel('Name of the step'), `Reminder ${n}`);
      await person.fill(step.getByLabel('Subject'), 'Please pay, {{customer.name}}');
      await person.fill(step.getByLabel('Body'), 'You owe {{balance.overdue}}.');
      if (n === 1) {
        const preview = page.getByRole('region', { name: 'As a customer would get it' });
        await person.fill(preview.getByRole('combobox', { name: 'Customer' }), 'North');
        await person.click(preview.getByRole('option', { name: 'Northwind' }));
      }
      await page.getByText('Please pay, Northwind').first().waitFor();
      await person.press('Control+s');
      await page.getByRole('button', { name: `${n}. Reminder ${n}` }).waitFor();
      await page.getByRole('heading', { level: 1 }).first().focus();
    }
    person.tell('a cadence of five steps');
    const { items } = await world.ok('GET', '/v1/sequences?search=Five');
    expect(items).toMatchObject([{ stepCount: 5 }]);
    expect(person.acts).toBeLessThanOrEqual(32);
  });
});

inBrowser('two hundred letters, by the keyboard', new ReviewWorld(), (world, browsing) => {
  it(
    'P14: a lead looks at what is to be looked at first, leaves one out, and approves the other 199 at once',
    async () => {
      const debtors = Array.from({ length: LETTERS }, (_, n) => ({
        invoices: [{ daysOverdue: 10 + (n % 50) }],
      }));
      const batch = await world.propose({ debtors });
      const { page } = await browsing.page(world.url);
      await signIn(page, world.adminKey, '/');
      const person = new Person(page);
      await person.press('g');
      await person.press('r');
      await page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first().waitFor();
      await person.click(page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link').first());
      await page.getByRole('button', { name: `Approve ${LETTERS}` }).waitFor();
      for (let n = 0; n < 10; n += 1) await person.press('j');
      await person.press('x');
      const left = `Approve ${LETTERS - 1} of ${LETTERS}`;
      await page.getByRole('button', { name: left }).waitFor();
      await person.press('Shift+A');
      await page.getByRole('dialog').getByRole('button', { name: left }).waitFor();
      await person.press('Enter');
      await page
        .getByText(`${LETTERS - 1} approved.`)
        .first()
        .waitFor();
      person.tell(`${LETTERS} letters`);
      const where = { batchId: batch.batchId, status: 'approved' };
      expect(await world.db.scheduledTouchpoint.count({ where })).toBe(LETTERS - 1);
      expect(person.acts).toBeLessThanOrEqual(16);
    },
    LONG_MS,
  );
});
