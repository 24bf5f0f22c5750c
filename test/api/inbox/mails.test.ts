import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
let outsider = '';
beforeAll(async () => {
  await api.open();
  outsider = (await api.user('agent')).key;
});
afterAll(() => api.close());

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');

/** A mail in HTML with a picture of its own, one from elsewhere, a script, and a file whose name is no name. */
const RICH = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p onclick="x()">Paid.</p><script>alert(1)</script><img src="cid:pic@x"><img src="https://track.example/p.png">' +
    '<a href="https://shop.example/">Shop</a><form action="https://evil.example"><input name="a"></form>',
  '--r',
  'Content-Type: image/png; name=pic.png',
  'Content-Transfer-Encoding: base64',
  'Content-ID: <pic@x>',
  'Content-Disposition: inline',
  '',
  PNG,
  '--r--',
  '--m',
  'Content-Type: text/html; name="../../invoice.html"',
  'Content-Disposition: attachment; filename="../../in\\"voice.html"',
  '',
  '<script>alert(2)</script>',
  '--m--',
  '',
].join('\r\n');

describe('I2, I3: a mail can be looked at', () => {
  test('with its text, raw headers, verdict, reasons, places and files', async () => {
    const letter = await api.letterTo('rich@firm.example');
    const mailId = await api.comes({
      from: 'Rita <rich@firm.example>',
      body: RICH,
      headers: { 'In-Reply-To': letter.headerId, 'X-Mark': 'raw' },
    });
    const mail = await api.ok('GET', `/v1/mails/${mailId}`);
    expect(mail).toMatchObject({
      from: { address: 'rich@firm.example', name: 'Rita' },
      to: [{ address: 'ar@acme.example', name: null }],
      messageId: letter.messageId,
      verdict: 'reply',
      judgedAs: 'reply',
      judgedById: null,
      hasPage: true,
      places: [{ mailboxId: api.world.mailboxId, path: 'INBOX' }],
      customers: [{ customerId: letter.customerId, contactId: letter.contactId, invoiceIds: [] }],
    });
    expect(mail.rawHeaders).toContain('X-Mark: raw');
    expect(mail.reasons).toEqual([expect.objectContaining({ code: expect.any(String) })]);
    expect(mail.attachments).toMatchObject([
      { n: 1, contentType: 'image/png', isInline: true, isStored: true },
      { n: 2, contentType: 'text/html', isInline: false, isStored: true },
    ]);
  });

  test('its page runs nothing, loads nothing, and has a policy of its own; its pictures are in it', async () => {
    const { email } = await api.payer();
    const mailId = await api.comes({ from: email!, body: RICH });
    const response = await fetch(`${api.url}/v1/mails/${mailId}/page`, {
      headers: { Authorization: `Bearer ${api.adminKey}` },
    });
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('sandbox');
    expect(policy).not.toContain('script');
    expect(html).toContain(`src="data:image/png;base64,${PNG}"`);
    expect(html).not.toMatch(/<script|onclick|<form|<input|track\.example|cid:/i);
    expect(html).toContain('href="https://shop.example/"');
  });

  test('one without HTML shows its text, as text', async () => {
    const { email } = await api.payer();
    const mailId = await api.comes({ from: email!, text: '<script>alert(1)</script> & more' });
    const response = await fetch(`${api.url}/v1/mails/${mailId}/page`, {
      headers: { Authorization: `Bearer ${api.adminKey}` },
    });
    expect(await response.text()).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; more');
  });

  test('a file is saved whatever it says that it is, under a name that leads nowhere', async () => {
    const { email } = await api.payer();
    const mailId = await api.comes({ from: email!, body: RICH });
    const response = await fetch(`${api.url}/v1/mails/${mailId}/attachments/2`, {
      headers: { Authorization: `Bearer ${api.adminKey}` },
    });
    expect(await response.text()).toContain('<script>alert(2)</script>');
    const disposition = response.headers.get('content-disposition')!;
    expect(disposition).toMatch(/^attachment;/);
    expect(disposition).not.toMatch(/\.\.|[/\\]{1}(?!")/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect((await api.call('GET', `/v1/mails/${mailId}/attachments/9`)).status).toBe(404);
  });

  test('a file above the limit is listed and not kept', async () => {
    const { email } = await api.payer();
    const large = Buffer.alloc(11 * 1024 * 1024, 0x41).toString('base64');
    const body = RICH.replace('<script>alert(2)</script>', large).replace(
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment',
    );
    const mailId = await api.comes({ from: email!, body });
    const mail = await api.ok('GET', `/v1/mails/${mailId}`);
    expect(mail.attachments[1]).toMatchObject({ isStored: false, size: 11 * 1024 * 1024 });
    expect((await api.call('GET', `/v1/mails/${mailId}/attachments/2`)).status).toBe(404);
  });
});

describe('U3: whose customer is hidden', () => {
  test('does not see the mail, its page, its files, nor can judge it', async () => {
    const { email, customerId } = await api.payer();
    const mailId = await api.comes({ from: email!, body: RICH });
    await api.hide(customerId);
    for (const path of ['', '/page', '/attachments/2'])
      expect((await api.call('GET', `/v1/mails/${mailId}${path}`, { key: outsider })).status).toBe(404);
    const judging = { key: outsider, body: { verdict: 'automatic' } };
    expect((await api.call('POST', `/v1/mails/${mailId}/verdict`, judging)).status).toBe(404);
  });

  test('of a mail to two customers one sees nothing of the hidden one: neither an id nor a count, nor what it answers', async () => {
    const letter = await api.letterTo('hidden@secret.example');
    const open = await api.payer();
    const mailId = await api.comes({
      from: letter.email,
      headers: { Cc: open.email!, 'In-Reply-To': letter.headerId },
    });
    await api.hide(letter.customerId);
    const seen = await api.call('GET', `/v1/mails/${mailId}`, { key: outsider });
    expect(seen.status).toBe(200);
    expect(seen.body).toMatchObject({ messageId: null, n: null, linkedBy: null });
    expect(seen.body.customers).toMatchObject([{ customerId: open.customerId }]);
    const said = JSON.stringify(seen.body);
    for (const hidden of [letter.customerId, letter.messageId, letter.contactId, letter.enrollmentId])
      expect(said).not.toContain(hidden);
    const thread = await api.call('GET', `/v1/customers/${open.customerId}/communications`, {
      key: outsider,
    });
    expect(JSON.stringify(thread.body)).not.toContain(letter.customerId);
    expect(thread.body.items).toContainEqual(
      expect.objectContaining({ mailId, messageId: null, enrollmentId: null }),
    );
  });

  test('who does not see every customer judges it for those that they see: nothing follows for the others', async () => {
    const letter = await api.letterTo('hidden-two@secret.example');
    const open = await api.payer();
    const mailId = await api.comes({
      from: letter.email,
      headers: { Cc: open.email!, 'In-Reply-To': letter.headerId, 'Auto-Submitted': 'auto-replied' },
    });
    expect((await api.stored(mailId)).verdict).toBe('automatic');
    await api.hide(letter.customerId);
    const judging = { key: outsider, body: { verdict: 'reply' } };
    const judged = await api.call('POST', `/v1/mails/${mailId}/verdict`, judging);
    expect(judged.status).toBe(200);
    expect(judged.body.mail).toMatchObject({ verdict: 'reply', messageId: null });
    expect((await api.stored(mailId)).verdict).toBe('automatic');
    expect((await api.ok('GET', `/v1/mails/${mailId}`)).verdict).toBe('automatic');
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
      status: 'active',
    });
    const [entry] = await api.entriesOf(letter.customerId);
    expect(entry!.data).toMatchObject({ verdict: 'automatic' });
  });
});
