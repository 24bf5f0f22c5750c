import { describe, expect, test } from '@jest/globals';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { composeMail } from '../../infra/mail/compose.ts';
import { handOverOne, MAIN, COPY, start, input, listen } from '../support/servers/hand-over-fixture.ts';

describe('composing', () => {
  const mail = {
    messageRowId: 'msg_01',
    messageId: '<msg_01@firm.example>',
    date: new Date('2026-03-02T08:00:00Z'),
    from: { address: 'dunning@firm.example', name: 'Jörg, Firm' },
    to: [{ address: MAIN, name: 'Jane Doe' }],
    cc: [{ address: COPY }],
    replyTo: { address: 'replies@firm.example' },
    subject: `Überfällig: ${'sehr '.repeat(30)}lang`,
    html: '<p>Zahlen Sie 5 €</p>',
    text: 'Zahlen Sie 5 €\n.\n.punkt',
    inReplyTo: '<msg_00@firm.example>',
    references: ['<msg_root@firm.example>', '<msg_00@firm.example>'],
    unsubscribeUrl: `https://firm.example/unsubscribe/${'x'.repeat(120)}`,
  };

  test('M5: a composed mail carries both parts, its threads and the one-click headers to the far end', async () => {
    const server = await start();
    const raw = await composeMail(mail);
    await handOverOne(input(server.port, { raw }));
    const arrived = server.messages[0]!.raw;
    expect(Buffer.from(arrived, 'latin1').equals(raw)).toBe(true);
    const parsed = await PostalMime.parse(arrived);
    expect(parsed).toMatchObject({
      from: { address: 'dunning@firm.example', name: 'Jörg, Firm' },
      to: [{ address: MAIN, name: 'Jane Doe' }],
      cc: [{ address: COPY }],
      replyTo: [{ address: 'replies@firm.example' }],
      subject: mail.subject,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      references: mail.references.join(' '),
      date: '2026-03-02T08:00:00.000Z',
    });
    expect(parsed.html?.trim()).toBe(mail.html);
    expect(parsed.text?.trim()).toBe(mail.text);
    const headers = new Map(parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('list-unsubscribe')).toBe(`<${mail.unsubscribeUrl}>`);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(headers.get('x-followthrough-message')).toBe('msg_01');
    expect([headers.has('bcc'), headers.has('auto-submitted')]).toEqual([false, false]);
    expect(arrived).not.toMatch(/[^\r]\n/);
  });

  test('RFC 8058, RFC 2369: the way out by mail stands behind the link, in one line that nobody folded', async () => {
    const server = await start();
    const unsubscribeMailto = `mailto:${'a'.repeat(23)}+${'x'.repeat(40)}@firm.example?subject=unsubscribe`;
    await handOverOne(input(server.port, { raw: await composeMail({ ...mail, unsubscribeMailto }) }));
    const arrived = server.messages[0]!.raw;
    const lines = arrived.split('\r\n').filter((line) => line.startsWith('List-Unsubscribe'));
    expect(lines).toEqual([
      `List-Unsubscribe: <${mail.unsubscribeUrl}>, <${unsubscribeMailto}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]);
    expect(arrived).not.toMatch(/^List-Unsubscribe:.*\r\n[ \t]/m);
  });

  test.each([
    ['subject', { subject: 'Due\r\nBcc: all@customer.example' }],
    ['name', { from: { address: 'dunning@firm.example', name: 'Firm\nBcc: x@y.example' } }],
    ['address', { to: [{ address: 'a@b.example\r\nRCPT TO:<x@y.example>' }] }],
    ['Message-ID', { messageId: '<a@b>\r\nX: y' }],
    ['References', { references: ['<a@b>', '<c@d>\nX: y'] }],
    ['unsubscribe address', { unsubscribeMailto: 'mailto:a@b.example\r\nX: y' }],
    ['unsubscribe link', { unsubscribeUrl: 'https://a.example/\r\nX: y' }],
  ])('header injection: a line break in the %s is refused', async (_where, change) => {
    await expect(composeMail({ ...mail, ...change })).rejects.toMatchObject({ code: 'header_injection' });
  });

  test('M5: a mail goes through another make of server unchanged', async () => {
    const raw = await composeMail(mail);
    const received: string[] = [];
    const other = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          received.push(Buffer.concat(chunks).toString('latin1'));
          done();
        });
      },
    });
    const port = await listen(other);
    const result = await handOverOne(input(port, { raw }));
    expect([result.kind, received]).toEqual(['sent', [raw.toString('latin1')]]);
  });
});
