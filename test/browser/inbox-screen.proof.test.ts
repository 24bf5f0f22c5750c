import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newId } from '../../infra/ids.ts';
import { accessFaults } from '../support/browser/browser.ts';
import { signIn } from '../../tools/browser.ts';
import { inBrowser } from '../support/browser/console-world.ts';
import { ConversationWorld, type Arrived } from '../support/worlds/conversation-world.ts';

const LONG = 'Gesellschaft '.repeat(24).trim();
const QUOTE = 'we will pay on 20 March';

inBrowser('the inbox in a browser', new ConversationWorld(), (world, browsing) => {
  const open = async (path = '/inbox', key = world.adminKey): Promise<Page> => {
    const { page } = await browsing.page(world.url);
    await signIn(page, key, path);
    return page;
  };
  const statusOf = async (of: Arrived): Promise<string> => (await world.conversation(of)).status;

  it('I5: a reply is answered by the keyboard, once, with what it holds back decided, and the next one opens', async () => {
    world.begin();
    const first = await world.replied({ subject: 'First question', text: 'Which invoice?' });
    const second = await world.replied({ subject: 'Second question' });
    const holdId = await world.held({ customerId: first.customerId });
    const page = await open();
    await page.getByRole('option', { name: /First question/ }).waitFor();
    await page.getByText('Which invoice?').last().waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('r');
    await page.getByLabel('Your answer').waitFor();
    await page.waitForFunction('document.activeElement?.tagName === "TEXTAREA"');
    await page.keyboard.type('It is the one of January.');
    // What it holds back is decided with it.
    await page.getByRole('radio', { name: 'Go on with what was held back' }).focus();
    await page.keyboard.press('Space');
    expect(await accessFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send the answer' }).press('Enter');
    await page.waitForURL((url) => url.searchParams.get('open') === second.conversationId);
    const { answers } = await world.conversation(first);
    expect(answers).toMatchObject([{ body: 'It is the one of January.' }]);
    expect(await world.isHeld(holdId)).toBe(false);
    await world.sendAnswer(answers[0].id);
    expect(world.mails.at(-1)?.recipients.map(({ address }) => address)).toEqual(['ann@debtor.example']);
    await page.keyboard.press('d');
    await page.getByText('Done for now.').waitFor();
    expect(await statusOf(second)).toBe('done');
  });

  it('Q3: what somebody else did meanwhile refuses the answer, and what was typed stays', async () => {
    const reply = await world.replied({ subject: 'Asked twice', text: 'Hello?' });
    await world.replied({ subject: 'Looked at meanwhile' });
    const page = await open(`/inbox?open=${reply.conversationId}`);
    await page.getByRole('button', { name: 'Answer r' }).click();
    const words = page.getByLabel('Your answer');
    await words.fill('My words');
    await page.getByRole('option', { name: /Looked at meanwhile/ }).click();
    await words.waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /Asked twice/ }).click();
    await words.waitFor();
    expect(await words.inputValue()).toBe('My words');
    expect((await world.does(reply, 'done')).status).toBe(200);
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('form', { name: 'Answer' }).getByRole('alert').waitFor();
    expect(await words.inputValue()).toBe('My words');
    expect((await world.conversation(reply)).answers).toEqual([]);
  });

  it('I8: what a mail proposes stands beside the words it rests on, and is accepted as the person knows better', async () => {
    const reply = await world.replied({ text: `Dear all, ${QUOTE}. Regards` });
    const nothing = { contactId: null, name: null, email: null };
    const data = { ...nothing, amount: '50.00', day: '2026-03-20', invoiceIds: [reply.row.invoiceId] };
    const { mailId, customerId } = reply;
    const suggestion = { id: newId('mailSuggestion'), mailId, customerId, kind: 'promise', status: 'open' };
    await world.db.mailSuggestion.create({
      data: { ...suggestion, quote: QUOTE, data, createdAt: new Date(world.now) },
    });
    const page = await open(`/inbox?open=${reply.conversationId}`);
    await page.locator('mark', { hasText: QUOTE }).waitFor();
    const form = page.getByRole('form', { name: 'A promise to pay' });
    expect(await accessFaults(page)).toEqual([]);
    await form.getByLabel('Promised for').fill('2026-03-21');
    await form.getByRole('button', { name: 'Accept' }).click();
    await form.waitFor({ state: 'detached' });
    const promise = await world.db.paymentPromise.findFirstOrThrow({ where: { customerId } });
    expect(promise.promisedOn.toISOString().slice(0, 10)).toBe('2026-03-21');
  });

  it('I3: a mail that was taken for a reply is judged otherwise; its file is saved and its page runs nothing', async () => {
    const reply = await world.replied({ text: 'I am away until April.' });
    const file = { name: 'list.csv', contentType: 'text/csv', size: 5, isInline: false, n: 1 };
    await world.db.mailAttachment.create({
      data: { mailId: reply.mailId, ...file, content: Buffer.from('a,b,c') },
    });
    await world.db.mail.update({
      where: { id: reply.mailId },
      data: { html: '<p>I am away</p><script>top.document.title = "taken"</script>' },
    });
    await world.db.customer.update({ where: { id: reply.customerId }, data: { name: LONG } });
    const { page, complaints } = await browsing.page(world.url);
    await signIn(page, world.adminKey, `/inbox?open=${reply.conversationId}`);
    await page.getByRole('button', { name: '1 file' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: /list\.csv/ }).click();
    expect((await saved).suggestedFilename()).toBe('list.csv');
    await page.getByRole('button', { name: 'As it looks' }).click();
    await page.frameLocator('iframe').getByText('I am away').waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(complaints.splice(0)).toEqual([expect.stringContaining('Blocked script execution')]);
    await page.getByRole('button', { name: /^It is something else/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('It is').selectOption('out_of_office');
    await dialog.getByLabel('First day back').fill('2026-04-01');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Out of office').first().waitFor();
    const mail = await world.ok('GET', `/v1/mails/${reply.mailId}`);
    expect(mail).toMatchObject({ verdict: 'out_of_office', returnOn: '2026-04-01' });
    await page.keyboard.press('z');
    const snooze = page.getByRole('dialog', { name: 'Put it off until' });
    await snooze.getByLabel('Day').fill('2026-03-30');
    expect(await accessFaults(page)).toEqual([]);
    await snooze.getByRole('button', { name: 'Put off' }).click();
    await snooze.waitFor({ state: 'detached' });
    // 08:00 in Berlin, after its clocks went forward.
    expect((await world.conversation(reply)).snoozedUntil).toBe('2026-03-30T06:00:00.000Z');
  });
});
