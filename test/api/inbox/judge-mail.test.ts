import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const judge = (mailId: string, body: object) => api.call('POST', `/v1/mails/${mailId}/verdict`, { body });
const AUTOMATIC = { 'Auto-Submitted': 'auto-replied' };
const enrollment = ({ enrollmentId: id }: { enrollmentId: string }) =>
  api.db.enrollment.findUniqueOrThrow({ where: { id } });
const openHolds = ({ enrollmentId, customerId }: { enrollmentId: string; customerId: string }) =>
  api.db.hold.findMany({
    where: { OR: [{ enrollmentId }, { customerId }], endedAt: null },
    orderBy: { id: 'asc' },
  });

describe('I3: a person judges a mail otherwise', () => {
  test('what follows from the new verdict happens: what was taken for a machine’s stops as a reply', async () => {
    const letter = await api.letterTo('typed@firm.example');
    const headers = { 'In-Reply-To': letter.headerId, ...AUTOMATIC };
    const mailId = await api.comes({ from: letter.email, text: 'We pay.', headers });
    expect(await enrollment(letter)).toMatchObject({ status: 'active' });
    const { status, body } = await judge(mailId, { verdict: 'reply' });
    expect([status, body.mail.verdict, body.mail.judgedAs]).toEqual([200, 'reply', 'automatic']);
    expect(body.mail).toMatchObject({ judgedById: api.adminId, processedAt: expect.any(String) });
    expect(await enrollment(letter)).toMatchObject({ status: 'stopped', stopReason: 'reply' });
    expect(await api.db.conversation.findFirst({ where: { customerId: letter.customerId } })).toMatchObject({
      status: 'open',
    });
    const [entry] = await api.entriesOf(letter.customerId);
    expect(entry!.data).toMatchObject({ verdict: 'reply' });
    const audit = await api.db.audit.findMany({
      where: { entity: 'mail', entityId: mailId },
      orderBy: { id: 'asc' },
    });
    expect(audit).toMatchObject([
      {
        action: 'mail.judged',
        customerId: letter.customerId,
        before: { verdict: 'automatic' },
        after: { verdict: 'reply' },
      },
    ]);
    expect(JSON.stringify(audit.map(({ before, after }) => [before, after]))).not.toContain('pay');
    const changes = await api.db.change.findMany({
      where: { entity: 'mail', entityId: mailId },
      orderBy: { seq: 'asc' },
    });
    expect(changes).toMatchObject([{ kind: 'judged', data: { verdict: 'reply', before: 'automatic' } }]);
  });

  test('the hold of an absence that was none ends; said again it changes nothing', async () => {
    const letter = await api.letterTo('away@firm.example');
    const headers = { 'In-Reply-To': letter.headerId, ...AUTOMATIC };
    const text = 'I am out of the office until 20 June 2030.';
    const mailId = await api.comes({ from: letter.email, subject: 'Out of office', text, headers });
    expect(await api.stored(mailId)).toMatchObject({ verdict: 'out_of_office' });
    const [hold] = await openHolds(letter);
    expect(hold).toMatchObject({ kind: 'out_of_office' });
    const { body } = await judge(mailId, { verdict: 'automatic' });
    expect(body.endedHolds).toEqual([hold!.id]);
    expect(await openHolds(letter)).toEqual([]);
    const again = await judge(mailId, { verdict: 'automatic' });
    expect(again.body).toMatchObject({ endedHolds: [], mail: { verdict: 'automatic' } });
    expect(await api.db.change.count({ where: { entity: 'mail', entityId: mailId } })).toBe(1);
  });

  test('an absence that another mail tells of too goes on holding', async () => {
    const letter = await api.letterTo('twice@firm.example');
    const absent = async (text: string) => {
      const headers = { 'In-Reply-To': letter.headerId, ...AUTOMATIC };
      return api.comes({ from: letter.email, subject: 'Out of office', text, headers });
    };
    const mailId = await absent('I am out of the office until 20 June 2030.');
    await absent('I am out of the office until 20 June 2030. Anne');
    expect((await judge(mailId, { verdict: 'automatic' })).body.endedHolds).toEqual([]);
    expect(await openHolds(letter)).toHaveLength(1);
  });

  test('D3: a suppression by a report that was none is taken off, what a person or another report put on stays', async () => {
    const bounce = async (letter: { email: string; messageId: string; headerId: string }) =>
      api.comes({
        from: 'MAILER-DAEMON@mx.firm.example',
        subject: 'Undelivered Mail Returned to Sender',
        headers: { 'Return-Path': '<>' },
        body: [
          'MIME-Version: 1.0',
          'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
          '',
          '--b',
          'Content-Type: text/plain',
          '',
          'Your message could not be delivered.',
          '--b',
          'Content-Type: message/delivery-status',
          '',
          'Reporting-MTA: dns; mx.firm.example',
          '',
          `Final-Recipient: rfc822; ${letter.email}`,
          'Action: failed',
          'Status: 5.1.1',
          'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
          '--b',
          'Content-Type: text/rfc822-headers',
          '',
          `Message-ID: ${letter.headerId}`,
          `X-Followthrough-Message: ${letter.messageId}`,
          '--b--',
          '',
        ].join('\r\n'),
      });
    const suppressed = (address: string) => api.db.suppression.count({ where: { address } });
    const [one, two] = [await api.letterTo('dead@firm.example'), await api.letterTo('dead-too@firm.example')];
    const mailId = await bounce(one);
    expect(await api.stored(mailId)).toMatchObject({
      verdict: 'hard_bounce',
      messageId: one.messageId,
      n: 1,
    });
    expect(await suppressed(one.email)).toBe(1);
    expect(await api.entriesOf(one.customerId)).toMatchObject([{ kind: 'activity' }]);
    const { body } = await judge(mailId, { verdict: 'ignore' });
    expect(body.removedSuppressions).toHaveLength(1);
    expect(await suppressed(one.email)).toBe(0);
    expect(body.stopped).toEqual([
      { enrollmentId: one.enrollmentId, customerId: one.customerId, sequenceId: one.sequenceId },
    ]);
    await bounce(two);
    api.now += 60_000;
    const second = await bounce(two);
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'email', address: two.email } });
    await judge(second, { verdict: 'ignore' });
    expect(await suppressed(two.email)).toBeGreaterThan(0);
  });

  test('a person says that it is a report about the copy that it is linked to', async () => {
    const letter = await api.letterTo('odd@firm.example');
    const mailId = await api.comes({
      from: letter.email,
      text: 'Nobody here.',
      headers: { 'In-Reply-To': letter.headerId },
    });
    const { body } = await judge(mailId, { verdict: 'hard_bounce' });
    expect(body.mail.failed).toMatchObject([{ address: letter.email, n: 1, kind: 'hard' }]);
    expect(await api.db.suppression.count({ where: { address: letter.email } })).toBe(1);
  });

  test('nothing follows from a mail that is history, whatever it is judged to be', async () => {
    const letter = await api.letterTo('was@firm.example');
    const headers = { 'In-Reply-To': letter.headerId, ...AUTOMATIC };
    const mailId = await api.comes({ from: letter.email, headers }, { isHistory: true });
    expect((await judge(mailId, { verdict: 'reply' })).body.mail).toMatchObject({
      verdict: 'reply',
      isHistory: true,
    });
    expect(await enrollment(letter)).toMatchObject({ status: 'active' });
  });

  test('what bad input gets', async () => {
    const { email } = await api.payer();
    const mailId = await api.comes({ from: email! });
    const refused = async (body: object): Promise<[number, string | undefined]> => {
      const answer = await judge(mailId, body);
      return [answer.status, answer.body.errors?.[0]?.field];
    };
    expect(await refused({ verdict: 'hard_bounce' })).toEqual([422, 'verdict']);
    expect(await refused({ verdict: 'own_copy' })).toEqual([422, 'verdict']);
    expect(await refused({ verdict: 'reply', returnOn: '2030-01-01' })).toEqual([422, 'returnOn']);
    const sent = await api.comes({ from: api.ours, to: email! }, { folder: { path: 'Sent', role: 'sent' } });
    expect((await judge(sent, { verdict: 'reply' })).status).toBe(409);
    const { key } = await api.user('viewer');
    const asViewer = await api.call('POST', `/v1/mails/${mailId}/verdict`, {
      key,
      body: { verdict: 'ignore' },
    });
    expect(asViewer.status).toBe(403);
  });

  test('U3: an owner judges the mail of their customer; one to several where they own each that they see', async () => {
    const [owner, viewer] = [await api.user('viewer'), await api.user('viewer')];
    const [one, two] = [await api.payer(), await api.payer()];
    const own = (id: string) =>
      api.ok('PATCH', `/v1/customers/${id}`, { body: { arOwnerId: owner.id, salesOwnerId: owner.id } });
    await own(one.customerId);
    const verdict = async (mailId: string, { key }: { key: string }) => {
      const body = { verdict: 'ignore' };
      return (await api.call('POST', `/v1/mails/${mailId}/verdict`, { key, body })).status;
    };
    const [theirs, foreign] = [await api.comes({ from: one.email! }), await api.comes({ from: two.email! })];
    expect([await verdict(theirs, viewer), await verdict(theirs, owner)]).toEqual([403, 200]);
    expect(await verdict(foreign, owner)).toBe(403);
    const both = await api.comes({ from: one.email!, headers: { Cc: two.email! } });
    expect(await verdict(both, owner)).toBe(403);
    expect(await api.stored(both)).toMatchObject({ verdict: 'reply' });
    await api.hide(two.customerId);
    expect([await verdict(foreign, owner), await verdict(both, owner)]).toEqual([404, 200]);
    await own(two.customerId);
    expect(await verdict(foreign, owner)).toBe(200);
  });
});
