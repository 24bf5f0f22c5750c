import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { composeMail } from '../../../infra/mail/compose.ts';
import { startLocalMailbox, type LocalMailbox } from '../../../tools/local-mail/local-mailbox.ts';
import { startMailCatcher, type MailCatcher } from '../../../tools/stack/mail-catcher.ts';
import { connectImap } from '../../support/servers/imap-fixture.ts';

const home = mkdtempSync(join(tmpdir(), 'followthrough-mailbox-'));
let catcher: MailCatcher;
let mailbox: LocalMailbox;
const open = () =>
  startLocalMailbox({
    folder: join(home, 'mailbox'),
    catcher: { folder: join(home, 'mail'), webUrl: catcher.webUrl },
  });
beforeAll(async () => {
  catcher = await startMailCatcher({ folder: join(home, 'mail') });
  mailbox = await open();
});
afterAll(async () => {
  await mailbox.stop();
  await catcher.stop();
  rmSync(home, { recursive: true, force: true });
});

let sent = 0;
/** Sends as the product does; the mail as the local mailbox knows it. */
async function send(subject: string, change: { to?: string } = {}) {
  const to = change.to ?? 'ann@customer.example';
  sent += 1;
  const raw = await composeMail({
    messageRowId: `msg_${sent}`,
    messageId: `<msg_${sent}@example.com>`,
    date: new Date(),
    from: { address: 'ar@example.com', name: 'Accounts Receivable' },
    to: [{ address: to, name: 'Ann' }],
    subject,
    html: '<p>You owe <b>5</b>.</p>',
    text: 'You owe 5.\nReally.',
    references: ['<root@example.com>'],
    unsubscribeUrl: null,
  });
  const transport = createTransport({ host: '127.0.0.1', port: catcher.smtpPort, ignoreTLS: true });
  await transport.sendMail({ raw, envelope: { from: 'ar@example.com', to: [to] } });
  for (;;) {
    await mailbox.look();
    const mail = mailbox.mails.find((each) => each.subject === subject);
    if (mail) return mail;
  }
}

async function mailsIn(folder: string) {
  const { port, user, password } = mailbox.imap;
  const client = await connectImap({ port }, { auth: { user, pass: password } });
  await client.mailboxOpen(folder, { readOnly: true });
  const all = await client.fetchAll('1:*', { uid: true, source: true }, { uid: true });
  await client.logout();
  return Promise.all(all.map(({ source }) => PostalMime.parse(source!)));
}
const last = async (folder: string) => (await mailsIn(folder)).at(-1)!;

const headerOf = (mail: { headers: { key: string; value: string }[] }, name: string): string =>
  mail.headers.find(({ key }) => key === name)?.value ?? '';

async function answer(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${mailbox.webUrl}/answers`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** What a call is answered that comes under another name for this machine. */
function statusUnder(host: string, method: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const path = method === 'GET' ? '/' : '/answers';
    request(`${mailbox.webUrl}${path}`, { method, headers: { host } }, ({ statusCode }) =>
      resolve(statusCode),
    )
      .on('error', reject)
      .end();
  });
}

test('O1: what is sent lies in Sent of the mailbox; what is addressed to it in INBOX, once', async () => {
  await send('First');
  expect((await last('Sent')).messageId).toBe(`<msg_${sent}@example.com>`);
  expect(await mailsIn('INBOX')).toEqual([]);
  await send('ToUs', { to: 'ar+note@example.com' });
  await mailbox.look();
  expect((await mailsIn('INBOX')).map(({ subject }) => subject)).toEqual(['ToUs']);
});

test('O1: one curl answers the newest mail, as the mail program of its recipient would', async () => {
  const mail = await send('Due');
  const { status, text } = await answer({ text: 'We pay on Friday.' });
  expect([status, JSON.parse(text)]).toEqual([
    201,
    { from: 'ann@customer.example', to: 'ar@example.com', subject: 'Re: Due', kind: 'answer' },
  ]);
  const came = await last('INBOX');
  expect(came).toMatchObject({
    from: { address: 'ann@customer.example' },
    to: [{ address: 'ar@example.com' }],
    subject: 'Re: Due',
    inReplyTo: `<msg_${sent}@example.com>`,
    references: `<root@example.com> <msg_${sent}@example.com>`,
  });
  expect(came.text).toBe(
    `We pay on Friday.\n\nOn ${mail.at.slice(0, 10)}, Accounts Receivable wrote:\n> You owe 5.\n> Really.\n`,
  );
});

test('O1: an absence note is a machine’s and names the day, a wish to stop is a person’s', async () => {
  await send('Away');
  await answer({ kind: 'out_of_office', until: '2027-01-04' });
  const away = await last('INBOX');
  expect(away.subject).toBe('Automatic reply: Away');
  expect(headerOf(away, 'auto-submitted')).toBe('auto-replied');
  expect(away.text?.trim()).toBe('I am out of the office and will be back on 4 January 2027.');
  await answer({ kind: 'stop', mail: 'ann@customer.example' });
  const stop = await last('INBOX');
  expect(headerOf(stop, 'auto-submitted')).toBe('');
  expect(stop.text).toMatch(/^Please stop sending me these emails\./);
});

test('O1: a bounce is a report that names the recipient, the code and our mail', async () => {
  await send('Gone');
  await answer({ kind: 'bounce' });
  const bounce = await last('INBOX');
  expect(bounce.from).toMatchObject({ address: 'MAILER-DAEMON@customer.example' });
  expect(headerOf(bounce, 'content-type')).toMatch(/^multipart\/report; .*report-type=delivery-status/);
  expect(headerOf(bounce, 'return-path')).toBe('<>');
  const parts = bounce.attachments.map(({ mimeType, content }) => [
    mimeType,
    typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString(),
  ]);
  expect(Object.fromEntries(parts)).toEqual({
    'message/delivery-status': expect.stringMatching(
      /Final-Recipient: rfc822; ann@customer\.example\r?\n(.*\r?\n)*Status: 5\.1\.1/,
    ),
    'text/rfc822-headers': expect.stringContaining(`X-Followthrough-Message: msg_${sent}`),
  });
});

test('O1: after a kill and a restart nothing comes twice, and the password is the same', async () => {
  const before = [await mailsIn('Sent'), await mailsIn('INBOX')].map((mails) => mails.length);
  const { password } = mailbox.imap;
  await mailbox.stop();
  // As after a kill between the mailbox and the list of what was delivered.
  rmSync(join(home, 'mailbox', 'delivered.jsonl'));
  mailbox = await open();
  await mailbox.look();
  expect([await mailsIn('Sent'), await mailsIn('INBOX')].map((mails) => mails.length)).toEqual(before);
  expect(mailbox.imap.password).toBe(password);
});

test('O1: words of a mail are text on the page, and nothing in it runs or loads', async () => {
  await send('<img src=x onerror=1>');
  const response = await fetch(`${mailbox.webUrl}/`);
  const page = await response.text();
  expect(page).not.toMatch(/<script|<img/);
  expect(page).toContain('&lt;img src=x onerror=1&gt;');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
  expect(response.headers.get('set-cookie')).toBeNull();
});

test('O1: a browser goes back to the page; another page, and another name of this machine, are refused', async () => {
  await send('Safe');
  const count = async () => (await mailsIn('INBOX')).length;
  const before = await count();
  const own = { origin: mailbox.webUrl, accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  const done = await answer({ text: 'Yes.' }, own);
  expect([done.status, done.headers.get('location')]).toEqual([303, '/']);
  const others: Record<string, string>[] = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const foreign of others) expect((await answer({ text: 'No.' }, foreign)).status).toBe(403);
  for (const method of ['GET', 'POST']) expect(await statusUnder('evil.example', method)).toBe(403);
  expect(await count()).toBe(before + 1);
});

test('O1: what cannot be answered is said', async () => {
  const texts = await Promise.all([
    answer({ kind: 'shout' }),
    answer({ mail: 'nobody@customer.example' }),
    answer({ kind: 'out_of_office', until: 'soon' }),
    answer({ text: 'x'.repeat(200_000) }),
  ]);
  expect(texts.map(({ status }) => status)).toEqual([400, 404, 400, 413]);
});
