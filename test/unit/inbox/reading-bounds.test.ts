import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newTextOf } from '../../../domain/inbox/new-text.ts';
import { MAIL_PROBLEMS, type MailPerson, type ReadMail } from '../../../domain/inbox/read-mail.ts';
import { READ_LIMITS } from '../../../infra/inbox/read-limits.ts';
import { readMail } from '../../../infra/inbox/read-mail.ts';
import { safeHtmlOf } from '../../../infra/inbox/safe-html.ts';
import { mailBytes, mailCases, readingCases, sentMails } from '../../support/inbox/mail-cases.ts';

const HEAD = 'From: a@b.example\r\nTo: c@d.example\r\nSubject: big\r\nMIME-Version: 1.0\r\n';
const MEGABYTE = 1024 * 1024;
const RUNS = process.env.FOLLOWTHROUGH_PROOF === 'on' ? 20_000 : 250;
/** CPU time: others share the machine. */
const MOST_SECONDS = 2;

const originals = [
  ...mailCases().map(({ file }) => mailBytes(`cases/${file}`)),
  ...readingCases().map(({ file }) => mailBytes(`reading/${file}`)),
];

/** Everything that a mail says of itself is storable, bounded, and in the form it is declared in. */
function expectBounded(mail: ReadMail): void {
  const { parts, ...texts } = mail;
  const stored = JSON.stringify({ ...texts, names: parts.map(({ name, contentId }) => [name, contentId]) });
  expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  for (const { name, value } of mail.headers) {
    expect(name).toMatch(/^[!-9;-~]{1,200}$/);
    expect(value).not.toMatch(/[\r\n\0]/);
    expect(value.length).toBeLessThanOrEqual(READ_LIMITS.headerLength);
  }
  const people: (MailPerson | null)[] = [mail.from, mail.sender, ...mail.replyTo, ...mail.to, ...mail.cc];
  for (const person of people) {
    if (person === null) continue;
    expect(person.address).toMatch(/^[^\s@<>,;\p{C}]+@[^\s@<>,;\p{C}]+$/u);
    expect(person.name ?? '').not.toMatch(/[\r\n]/);
  }
  for (const id of [mail.messageId ?? '<a>', ...mail.inReplyTo, ...mail.references])
    expect(id).toMatch(/^<[^<>\s]+>$/);
  for (const { contentType, name, size, content } of parts) {
    expect(contentType).toMatch(/^[^\s/;]+\/[^\s/;]+$/);
    expect(name ?? '').not.toMatch(/[/\\\n\u202e]/);
    expect(content === null || content.length === size).toBe(true);
  }
  expect(mail.headers.length).toBeLessThanOrEqual(READ_LIMITS.headers);
  expect(mail.references.length).toBeLessThanOrEqual(READ_LIMITS.references);
  expect(mail.to.length).toBeLessThanOrEqual(READ_LIMITS.people);
  expect(parts.length).toBeLessThanOrEqual(READ_LIMITS.parts);
  expect(mail.inside.length).toBeLessThanOrEqual(READ_LIMITS.inside);
  expect(mail.text.length).toBeLessThanOrEqual(READ_LIMITS.textLength);
  expect((mail.html ?? '').length).toBeLessThanOrEqual(READ_LIMITS.htmlLength);
  expect(mail.rawHeaders.length).toBeLessThanOrEqual(READ_LIMITS.rawHeaderBytes);
  expect(mail.rawBody.length).toBeLessThanOrEqual(READ_LIMITS.rawBodyBytes);
  expect(mail.subject).not.toContain('\n');
  expect(MAIL_PROBLEMS).toEqual(expect.arrayContaining([...mail.problems]));
}

async function expectRead(bytes: Uint8Array): Promise<ReadMail> {
  const started = process.cpuUsage();
  const mail = await readMail(bytes);
  newTextOf(mail, sentMails()[0] ?? null);
  if (mail.html !== null) safeHtmlOf(mail.html);
  expect(process.cpuUsage(started).user).toBeLessThan(MOST_SECONDS * 1_000_000);
  expectBounded(mail);
  return mail;
}

const change = fc.record({
  at: fc.nat(),
  length: fc.nat(400),
  kind: fc.nat(4),
  byte: fc.nat(255),
  from: fc.nat(),
});

describe('I2: no bytes make reading throw, hang, or give what cannot be stored', () => {
  test(`any ${RUNS} rows of bytes`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => {
        await expectRead(bytes);
      }),
      { numRuns: RUNS },
    );
  });

  test(`any ${RUNS} mails with pieces changed, cut, doubled and put into others`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(change, { minLength: 1, maxLength: 8 }), async (which, changes) => {
        let bytes = Buffer.from(originals[which % originals.length] ?? '');
        for (const { at, length, kind, byte, from } of changes) {
          const place = at % (bytes.length + 1);
          const other = originals[from % originals.length] ?? Buffer.alloc(0);
          const piece = other.subarray(from % (other.length + 1)).subarray(0, length);
          const middle = [Buffer.from([byte]), Buffer.alloc(0), piece, Buffer.alloc(length, byte), bytes][
            kind
          ];
          const after = kind === 0 ? place + 1 : kind === 1 ? place + length : place;
          bytes = Buffer.concat([bytes.subarray(0, place), middle ?? piece, bytes.subarray(after)]);
        }
        await expectRead(bytes);
      }),
      { numRuns: RUNS },
    );
  });
});

const parts = (part: string, times: number): string =>
  `${HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n${part.repeat(times)}`;
const nested = (depth: number): string => {
  const levels = Array.from(
    { length: depth },
    (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
  );
  return `${HEAD}Content-Type: multipart/mixed; boundary=b0\r\n\r\n${levels.join('')}`;
};
const wrapped = (depth: number): string => {
  let mail = 'From: z@z.example\r\n\r\nhi';
  for (let at = 0; at < depth; at += 1) {
    mail = `From: z@z.example\r\nContent-Type: multipart/mixed; boundary=q${at}\r\n\r\n--q${at}\r\nContent-Type: message/rfc822\r\n\r\n${mail}\r\n--q${at}--`;
  }
  return mail;
};

describe('Issue: what bad input gets', () => {
  test.each([
    [
      '10,000 headers',
      () => `${'X-Filler: some words of no use, some words of no use\r\n'.repeat(10_000)}${HEAD}\r\nbody`,
      'headers_left_out',
    ],
    ['a header of 5 MB', () => `${HEAD}X: ${'y'.repeat(5 * MEGABYTE)}\r\n\r\nbody`, 'mail_cut'],
    ['10,000 parts', () => parts('--x\r\n\r\nhi\r\n', 10_000), 'parts_left_out'],
    ['2,000 parts within parts', () => nested(2_000), 'parts_left_out'],
    [
      '900 mails in a mail',
      () => parts('--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nhi\r\n', 900),
      'parts_left_out',
    ],
    ['a text of 10 MB', () => `${HEAD}\r\n${'hello you there\r\n'.repeat(600_000)}`, 'text_cut'],
    [
      'HTML of 10 MB',
      () => `${HEAD}Content-Type: text/html\r\n\r\n${'<p>hello <b>you</b>\r\n'.repeat(500_000)}`,
      'text_cut',
    ],
    ['a line of 10 MB', () => `${HEAD}\r\n${'x'.repeat(10 * MEGABYTE)}`, 'text_cut'],
  ] as const)('%s: read as far as it goes, and named', async (_, make, problem) => {
    const mail = await expectRead(Buffer.from(make()));
    expect(mail.problems).toContain(problem);
    expect(mail.from?.address).toBe('a@b.example');
  });

  test('100 mails within mails are opened only so deep', async () => {
    const mail = await expectRead(Buffer.from(wrapped(100)));
    expect(mail.inside).toHaveLength(1);
  });

  test('30,000 recipients are cut to the bound', async () => {
    const list = Array.from({ length: 30_000 }, (_, at) => `"a ${at}" <a${at}@b.example>`).join(',\r\n ');
    const mail = await expectRead(Buffer.from(`To: ${list}\r\n\r\nbody`));
    expect(mail.to).toHaveLength(READ_LIMITS.people);
  });

  test('an archive is a file: its bytes are kept as they came and never opened', async () => {
    const bomb = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2_000, 7)]);
    const mail = await expectRead(
      Buffer.from(
        `${parts('--x\r\n\r\nhi\r\n', 1)}--x\r\nContent-Type: application/zip; name=a.zip\r\nContent-Encoding: gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n${bomb.toString('base64')}\r\n--x--`,
      ),
    );
    expect(mail.parts).toMatchObject([{ contentType: 'application/zip', name: 'a.zip', size: bomb.length }]);
    expect(Buffer.from(mail.parts[0]?.content ?? []).equals(bomb)).toBe(true);
  });

  test('a mail of 25 MB is read within a few times its size, its file kept', async () => {
    const line = `${'A'.repeat(76)}\r\n`;
    const bytes = Buffer.from(
      `${HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(330_000)}\r\n--x--`,
    );
    const before = process.memoryUsage();
    const mail = await expectRead(bytes);
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    expect(arrayBuffers - before.arrayBuffers + heapUsed - before.heapUsed).toBeLessThan(4 * bytes.length);
    expect(mail.text.trim()).toBe('hello');
    expect(mail.parts[0]?.content?.length).toBe((330_000 * 76 * 3) / 4);
  });
});
