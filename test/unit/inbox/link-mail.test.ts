import { describe, expect, test } from '@jest/globals';
import { judgeBytes } from '../../support/inbox/judge-case.ts';
import { sentMails } from '../../support/inbox/mail-cases.ts';

const sent = sentMails();
const twoRecipients = sent.find(({ recipients }) => recipients.length === 2)!;
const mailOf = (headers: Record<string, string>, body: string): Buffer =>
  Buffer.from(
    [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'),
  );
const DATE = 'Tue, 01 Dec 2026 12:00:00 +0000';
const TO = 'ar@northwind.example';

describe('I2, I3: which mail of ours an incoming one belongs to', () => {
  test('M5: an answer says whose copy it answers', async () => {
    const cc = twoRecipients.recipients[1]!;
    const headers = {
      From: cc.address,
      To: TO,
      Date: DATE,
      'In-Reply-To': twoRecipients.headerId,
      Subject: 'Re: x',
    };
    const { link } = await judgeBytes(mailOf(headers, 'Paid.'), sent);
    expect(link).toMatchObject({ by: 'message_id', n: cc.n, sent: { messageId: twoRecipients.messageId } });
  });

  test('mail to the unsubscribe address of a copy is that recipient, whoever sent it', async () => {
    const [main] = twoRecipients.recipients;
    const headers = {
      From: 'somebody@else.example',
      To: main!.unsubscribe!,
      Date: DATE,
      Subject: 'unsubscribe',
    };
    const { link, judgement } = await judgeBytes(mailOf(headers, ''), sent);
    expect(judgement.verdict).toBe('opt_out');
    expect(link).toMatchObject({ by: 'copy', n: main!.n, sent: { messageId: twoRecipients.messageId } });
  });

  test('I3: an unsubscribe address that names none of our copies is any other address', async () => {
    const headers = { From: 'somebody@else.example', Date: DATE, Subject: 'Question' };
    for (const To of ['unsubscribe+u_00000000000000000000@ft.example', 'unsubscribe@northwind.example']) {
      const { judgement } = await judgeBytes(mailOf({ ...headers, To }, 'When do you open?'), sent);
      expect(judgement.verdict).toBe('reply');
    }
  });

  test('a copy that a returned mail names is the link, whatever Message-ID stands beside it', async () => {
    const body =
      'Undeliverable.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; other@inside.example\r\n' +
      'Action: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n' +
      `X-Followthrough-Message: ${twoRecipients.messageId}.1\r\nMessage-ID: <q@else.example>\r\n--b--\r\n`;
    const headers = {
      'Return-Path': '<>',
      From: 'MAILER-DAEMON@else.example',
      To: TO,
      Date: DATE,
      Subject: 'failure',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    };
    const { link } = await judgeBytes(mailOf(headers, `--b\r\n\r\n${body}`), sent);
    expect(link).toMatchObject({ by: 'copy', n: 1 });
  });

  test('an invented Message-ID of our domain from a stranger answers nothing of ours', async () => {
    const headers = {
      From: 'stranger@else.example',
      To: TO,
      Date: DATE,
      Subject: 'Re: your offer',
      'In-Reply-To': '<msg_00000000000000000000000000@ft.example>',
    };
    const { link } = await judgeBytes(mailOf(headers, 'Hello.'), sent);
    expect(link).toBeNull();
  });

  test('nothing answers a mail that had not left', async () => {
    const headers = {
      From: twoRecipients.recipients[0]!.address,
      To: TO,
      Date: 'Sun, 01 Nov 2026 12:00:00 +0000',
      Subject: 'Hello',
    };
    const { link } = await judgeBytes(mailOf(headers, 'Hello.'), sent);
    expect(link).toBeNull();
  });

  test('what a mail says for long is judged in time', async () => {
    const started = process.hrtime.bigint();
    const headers = { From: twoRecipients.recipients[0]!.address, To: TO, Date: DATE, Subject: 'Re: x' };
    for (const piece of ['-----', 'x', 'メール', '1/', 'a@b.', 'user ']) {
      await judgeBytes(mailOf(headers, piece.repeat(40_000)), sent);
    }
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(10_000);
  });
});
