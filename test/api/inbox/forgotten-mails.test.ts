import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InboxWorld } from '../../support/worlds/inbox-world.ts';

const api = new InboxWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const FILE = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: text/plain',
  '',
  'Zelda here, we paid.',
  '--m',
  'Content-Type: application/pdf; name=zelda.pdf',
  'Content-Disposition: attachment; filename=zelda.pdf',
  '',
  'PDF of Zelda',
  '--m--',
  '',
].join('\r\n');

/** Everything that is stored of a mail, as text. */
async function everythingOf(mailId: string): Promise<string> {
  const mail = await api.stored(mailId);
  const files = await api.db.mailAttachment.findMany({ where: { mailId }, orderBy: { n: 'asc' } });
  const entries = await api.db.communication.findMany({ where: { mailId }, orderBy: { id: 'asc' } });
  const contents = files.map(({ content }) => (content === null ? '' : Buffer.from(content).toString()));
  return JSON.stringify([mail, files.map(({ name }) => name), contents, entries]);
}

describe('U5: a person is forgotten', () => {
  test('with the mails they wrote and their files; what it was and that it came stays, and it does not come back', async () => {
    const letter = await api.letterTo('zelda@firm.example');
    await api.db.contact.update({ where: { id: letter.contactId }, data: { name: 'Zelda Quill' } });
    const bytes = api.mail({
      from: 'Zelda Quill <zelda@firm.example>',
      body: FILE,
      headers: { 'In-Reply-To': letter.headerId },
    });
    const mailId = await api.comes(bytes);
    const colleague = await api.comes({
      from: 'omar@firm.example',
      text: 'Please ask Zelda Quill, zelda@firm.example.',
      headers: { 'In-Reply-To': letter.headerId },
    });
    expect(await everythingOf(mailId)).toMatch(/zelda/i);
    const dry = await api.ok('POST', `/v1/contacts/${letter.contactId}/erasures`, { body: { dryRun: true } });
    expect(dry.counts.mails).toBeGreaterThan(0);
    expect(await everythingOf(mailId)).toMatch(/zelda/i);
    await api.ok('POST', `/v1/contacts/${letter.contactId}/erasures`, { body: { dryRun: false } });
    expect(await everythingOf(mailId)).not.toMatch(/zelda|quill/i);
    expect(await everythingOf(colleague)).not.toMatch(/zelda|quill/i);
    expect(await everythingOf(colleague)).toContain('Please ask');
    expect(await api.stored(mailId)).toMatchObject({
      verdict: 'reply',
      messageId: letter.messageId,
      erasedAt: expect.any(Date),
    });
    const shown = await api.ok('GET', `/v1/mails/${mailId}`);
    expect(shown).toMatchObject({ text: '[erased]', attachments: [{ isStored: false }] });
    expect(await api.comes(bytes, { mailbox: { id: api.otherMailboxId, zone: 'UTC' } })).toBe(mailId);
    expect(await everythingOf(mailId)).not.toMatch(/zelda|quill/i);
    expect(
      (await api.call('POST', `/v1/mails/${mailId}/verdict`, { body: { verdict: 'ignore' } })).status,
    ).toBe(409);
  });

  test('what they write later, in answer to us, counts without words', async () => {
    const letter = await api.letterTo('later@firm.example');
    await api.ok('POST', `/v1/contacts/${letter.contactId}/erasures`, { body: { dryRun: false } });
    const mailId = await api.comes({
      from: 'Later <later@firm.example>',
      text: 'It is me.',
      headers: { 'In-Reply-To': letter.headerId },
    });
    expect(await everythingOf(mailId)).not.toMatch(/later@|It is me/);
    expect(await api.stored(mailId)).toMatchObject({ verdict: 'reply', fromAddress: '[erased]' });
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
      status: 'stopped',
    });
  });
});

test('U5: mails lose their words and files by age, once everything has followed from them', async () => {
  const { email } = await api.payer();
  const [old, waiting] = [
    await api.comes({ from: email!, body: FILE }),
    await api.comes({ from: email!, body: FILE }),
  ];
  await api.db.conversation.updateMany({ data: { status: 'done' } });
  await api.db.mail.update({ where: { id: waiting }, data: { processedAt: null } });
  const page = { ids: [old, waiting], before: new Date(api.now) };
  const table = api.deps.store.retention.RETAINED.find((each) => each.table === 'mail')!;
  expect(await api.db.$transaction((tx) => table.forget(tx, page.ids, page.before))).toBe(1);
  expect(await api.stored(old)).toMatchObject({
    subject: '[erased]',
    text: '[erased]',
    rawHeaders: '',
    verdict: 'reply',
  });
  expect(
    await api.db.mailAttachment.findFirst({ where: { mailId: old }, orderBy: { n: 'asc' } }),
  ).toMatchObject({
    name: '[erased]',
    content: null,
  });
  expect((await api.stored(waiting)).text).toContain('Zelda');
  await api.db.mail.update({ where: { id: waiting }, data: { processedAt: new Date(api.now) } });
});

test('O9: the reconciler follows mails that nobody followed, and leaves history alone', async () => {
  const letter = await api.letterTo('crash@firm.example');
  const bytes = api.mail({ from: letter.email, headers: { 'In-Reply-To': letter.headerId } });
  const { mailId } = (await api.take(bytes)) as { mailId: string };
  expect(await api.stored(mailId)).toMatchObject({ processedAt: null });
  api.now += 60_000;
  expect(await api.reconcileMails()).toMatchObject({ mails: 1 });
  expect((await api.stored(mailId)).processedAt).not.toBeNull();
  expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: letter.enrollmentId } })).toMatchObject({
    status: 'stopped',
    stopReason: 'reply',
  });
  expect(await api.reconcileMails()).toMatchObject({ mails: 0 });
});
