import { describe, expect, test } from '@jest/globals';
import { readMail } from '../../../infra/inbox/read-mail.ts';
import { mailBytes, mailCases } from '../../support/inbox/mail-cases.ts';

const read = (file: string) => readMail(mailBytes(`cases/${file}`));

/** Of mails whose problem is meant. */
const PROBLEMS: Record<string, string[]> = {
  '17-auto-cpanel-personal-fr.eml': ['wrong_charset'],
  '50-broken-boundary.eml': ['wrong_boundary'],
};

describe('I3: the mails of the set are read as people read them', () => {
  test.each(mailCases())('$file has a sender, a subject and whole letters', async ({ file }) => {
    const mail = await read(file);
    expect(mail.from?.address).toMatch(/^[^\s@]+@[^\s@]+$/);
    expect(mail.subject).not.toBe('');
    expect(`${mail.subject} ${mail.from?.name} ${mail.text}`).not.toMatch(/[\ufffd\0\u0080-\u009f]|=\?|Ã|â€/);
    expect(mail.problems).toEqual(PROBLEMS[file] ?? []);
  });

  test('windows-1252 keeps its dash and its euro', async () => {
    const { text } = await read('03-human-subject-automatische-antwort.eml');
    expect(text).toContain('ausgelöst – ich bin da');
    expect(text).toContain('4.310,50 €');
  });

  test('iso-2022-jp is read in subject, name and text', async () => {
    const mail = await read('10-human-japanese-colleague-away.eml');
    expect(mail.subject).toBe('Re: 請求書 M-3302 のお支払いについて');
    expect(mail.from?.name).toBe('佐藤美咲');
    expect(mail.text).toContain('担当の田中は12月7日まで不在ですが');
  });

  test('iso-8859-2, and UTF-8 under the label of us-ascii', async () => {
    expect((await read('30-ooo-pl-iso-8859-2.eml')).text).toContain('włącznie przebywam na urlopie');
    expect((await read('17-auto-cpanel-personal-fr.eml')).text).toContain('Je vérifie votre demande');
  });

  test('a soft line end of format=flowed joins the lines', async () => {
    const { text } = await read('01-human-away-but-pays.eml');
    expect(text).toContain('the transfer for INV-2041 is already prepared.');
  });

  test('the parts of a report are found where the boundary is misspelt', async () => {
    const mail = await read('50-broken-boundary.eml');
    expect(mail.text.trim()).toBe('One recipient could not be reached, details follow.');
    expect(mail.reports.map(({ kind }) => kind)).toEqual(['delivery_status']);
    expect(mail.reports[0]?.text).toContain('Status: 5.1.1 (bad destination mailbox address)');
    expect(mail.inside[0]?.headers).toContainEqual({
      name: 'message-id',
      value: '<msg_01h0j35knk71vk6gcrt6g7ck9y@ft.example>',
    });
  });

  test('a report that lies in an attached mail is none of this mail', async () => {
    const mail = await read('08-human-sends-us-a-bounce.eml');
    expect(mail.reports).toEqual([]);
    expect(mail.inside).toHaveLength(1);
    expect(mail.parts.map(({ contentType, name }) => [contentType, name])).toEqual([
      ['message/rfc822', 'Undeliverable.eml'],
    ]);
  });

  test('the headers of a returned mail are no text of the report', async () => {
    const mail = await read('41-sendmail-headers-only.eml');
    expect(mail.inside[0]?.contentType).toBe('text/rfc822-headers');
    expect(mail.text).not.toContain('X-Followthrough');
  });

  test('a null sender is told from one that is not said', async () => {
    expect((await read('13-auto-chatty.eml')).returnPath).toBe('');
    expect((await read('60-forward-with-question.eml')).date).toBeNull();
  });
});
