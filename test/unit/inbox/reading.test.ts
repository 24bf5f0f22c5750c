import { describe, expect, test } from '@jest/globals';
import { newTextOf } from '../../../domain/inbox/new-text.ts';
import { readMail } from '../../../infra/inbox/read-mail.ts';
import { mailBytes, readingCases, sentMails } from '../../support/inbox/mail-cases.ts';

const joined = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const cases = readingCases();
const withText = cases.filter(({ newText }) => newText !== null);
const read = (file: string) => readMail(mailBytes(`reading/${file}`));

describe('I3: what the sender wrote, whatever program quoted us', () => {
  test.each(withText)('$file: $why', async ({ file, answers, newText, needsSent }) => {
    const mail = await read(file);
    const sent = sentMails().find(({ headerId }) => headerId === answers) ?? null;
    expect(joined(newTextOf(mail, sent))).toBe(joined(newText ?? ''));
    if (!needsSent) expect(joined(newTextOf(mail, null))).toBe(joined(newText ?? ''));
  });
});

describe('I2: a mail is read, whatever it is made of', () => {
  test.each(cases.filter((known) => Object.keys(known.read).length > 0))(
    '$file: $why',
    async ({ file, read: wanted }) => {
      const mail = await read(file);
      for (const part of wanted.contains ?? []) expect(mail.text).toContain(part);
      const got = {
        problems: mail.problems,
        parts: mail.parts.map(({ contentType, name }) => [contentType, name]),
        inside: mail.inside.map(({ headers, text }) => [
          headers.find(({ name }) => name === 'subject')?.value,
          text.trim(),
        ]),
        subject: mail.subject,
        from: [mail.from?.address, mail.from?.name],
        to: mail.to.map(({ address }) => address),
        cc: mail.cc.map(({ address }) => address),
        date: mail.date && [new Date(mail.date.at).toISOString(), mail.date.offsetMinutes],
      };
      const { contains: _, ...others } = wanted;
      expect(got).toMatchObject(others);
    },
  );
});
