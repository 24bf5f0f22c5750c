import { describe, expect, test } from '@jest/globals';
import { newTextOf } from '../../../domain/inbox/new-text.ts';
import { readMail } from '../../../infra/inbox/read-mail.ts';
import { judgingCases, mailBytes, mailCases, sentMails } from '../../support/inbox/mail-cases.ts';

const joined = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const withText = mailCases().filter(({ newText }) => newText !== null);

describe('I3: what is quoted from our own mail is cut before anything is read into it', () => {
  test.each(withText)('$file: what its sender wrote', async ({ file, answers, newText }) => {
    const mail = await readMail(mailBytes(`cases/${file}`));
    const sent = sentMails().find(({ headerId }) => headerId === answers) ?? null;
    expect(joined(newTextOf(mail, sent))).toBe(joined(newText ?? ''));
  });

  test.each(withText)('$file: the same where our mail is not known', async ({ file, newText }) => {
    const mail = await readMail(mailBytes(`cases/${file}`));
    expect(joined(newTextOf(mail, null))).toBe(joined(newText ?? ''));
  });

  const judged = judgingCases().filter(({ newText }) => typeof newText === 'string');
  test.each(judged)('$file: what its sender wrote', async ({ file, answers, newText }) => {
    const mail = await readMail(mailBytes(`judging/${file}`));
    const sent = sentMails().find(({ headerId }) => headerId === answers) ?? null;
    expect(joined(newTextOf(mail, sent))).toBe(joined(newText ?? ''));
  });

  test('of an acknowledgement that quotes our whole mail, our words are none of it', async () => {
    const mail = await readMail(mailBytes('cases/18-auto-helpdesk-acknowledgement.eml'));
    const sent = sentMails().find(({ subject }) => subject === 'INV-2101: payment reminder') ?? null;
    expect(newTextOf(mail, sent)).toMatch(/^Hi, Laura here\..* simply answer this mail\.$/s);
  });
});
