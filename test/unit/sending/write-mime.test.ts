import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mimeOf, type ComposeInput } from '../../../infra/mail/compose.ts';
import { writeMime } from '../../../infra/mail/write-mime.ts';
import { runs } from '../../support/rows/runs.ts';

/** Lines of all lengths, in letters that are written as they are, quoted, or in base64. */
const word = fc.oneof(
  fc.string({ maxLength: 90 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('Zahlen Sie 5 €', 'お支払いをお願いします', '=3D', '<p>Dear Pat,</p>', '.', '  ', '\t'),
  fc.constantFrom('é'.repeat(60), 'x'.repeat(200), 'word '.repeat(30)),
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom('\n', '\r\n', ' ', '', '\n\n')), { maxLength: 12 })
  .map((words) => words.flat().join(''));
const name = fc.constantFrom('Jörg, Firm', 'Pat "P" O\'Neil', '山田', '', null);
const subject = fc.constantFrom('Due', `Überfällig: ${'sehr '.repeat(30)}lang`, 'x'.repeat(300));

test('M5: a mail that is written at once has the bytes that its streams would send', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ text, html: text, subject, from: name, to: name, isReply: fc.boolean() }),
      async ({ text, html, subject, from, to, isReply }) => {
        const mail: ComposeInput = {
          messageRowId: 'msg_01',
          messageId: '<msg_01@firm.example>',
          date: new Date('2026-03-02T08:00:00Z'),
          from: { address: 'dunning@firm.example', name: from },
          to: [{ address: 'pat@customer.example', name: to }],
          subject,
          html,
          text,
          ...(isReply && { inReplyTo: '<a@b.example>', references: ['<a@b.example>'.padStart(80, 'x')] }),
          unsubscribeUrl: `https://firm.example/unsubscribe/${'x'.repeat(120)}`,
        };
        const mime = mimeOf(mail);
        const written = await writeMime(mime);
        expect(written.toString('latin1')).toBe((await mime.build()).toString('latin1'));
      },
    ),
    runs({ test: 100, proof: 5_000 }),
  );
});
