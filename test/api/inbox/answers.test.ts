import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { ConversationWorld } from '../../support/worlds/conversation-world.ts';
import { LOST } from '../../support/worlds/copy-world.ts';
import { lonePass } from '../../support/worlds/lone-repair.ts';

const api = new ConversationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const ANN = 'ann@debtor.example';

describe('I5: an answer', () => {
  test('leaves from the same mailbox, in the thread of the mail, to who wrote it, and stands in the communications', async () => {
    const { conversationId, mailId, messageId, customerId } = await api.replied({
      subject: 'RE: Your invoice',
    });
    const { headerId } = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
    const answerId = await api.write({ conversationId }, { body: 'Thank you, we wait until Friday.' });
    expect(await api.conversation({ conversationId })).toMatchObject({ status: 'waiting' });
    expect(await api.sendAnswer(answerId)).toEqual({ kind: 'ended' });
    const [mail] = api.mails.slice(-1);
    expect(api.left).toEqual([ANN]);
    expect(mail).toMatchObject({
      subject: 'Re: Your invoice',
      text: 'Thank you, we wait until Friday.',
      inReplyTo: `<${mailId}@debtor.example>`,
      references: [headerId, `<${mailId}@debtor.example>`],
    });
    const { answers } = await api.conversation({ conversationId });
    expect(answers).toMatchObject([{ id: answerId, status: 'sent', to: [ANN], messageId: mail?.messageId }]);
    const { items } = await api.ok('GET', `/v1/customers/${customerId}/communications`);
    expect(items[0]).toMatchObject({
      kind: 'email',
      direction: 'outbound',
      content: 'Thank you, we wait until Friday.',
    });
  });

  test('M5: it says in its headers, and nowhere in its words, how to get no more', async () => {
    const of = await api.replied();
    await api.sendAnswer(await api.write(of));
    const [mail] = api.mails.slice(-1);
    expect(mail?.recipients[0]?.unsubscribeUrl).toMatch(/^http/);
    expect(`${mail?.text}${mail?.html}`).not.toContain('nsubscribe');
  });

  test('M1: it ends with the signature of the mailbox, in both parts', async () => {
    const signature = { signatureText: 'Ada, Acme', signatureHtml: '<p><b>Ada</b>, Acme</p>' };
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: signature });
    await api.sendAnswer(await api.write(await api.replied(), { body: 'a<b and "c"' }));
    const none = { signatureText: null, signatureHtml: null };
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: none });
    const [mail] = api.mails.slice(-1);
    expect(mail?.text).toBe('a<b and "c"\n\nAda, Acme');
    expect(mail?.html).toBe('<p>a&lt;b and &quot;c&quot;</p>\n<p><b>Ada</b>, Acme</p>');
  });

  test('goes to the Reply-To of the mail, to whoever else got it where that is asked for, and never to ourselves', async () => {
    const people = [
      { kind: 'reply_to', address: 'team@debtor.example', name: null },
      { kind: 'to', address: 'AR@acme.example', name: null },
      { kind: 'cc', address: 'cfo@debtor.example', name: null },
      { kind: 'cc', address: 'ada@example.com', name: null },
    ] as const;
    const of = await api.replied({ people });
    expect((await api.conversation(of)).answering).toMatchObject({
      to: ['team@debtor.example'],
      cc: [ANN, 'cfo@debtor.example'],
      problem: null,
    });
    const alone = await api.answerRow(await api.write(of));
    expect(alone.content).toMatchObject({ to: ['team@debtor.example'], cc: [] });
    await api.sendAnswer(alone.id);
    await api.sendAnswer(await api.write(of, { keepsCc: true, cc: ['boss@debtor.example'] }));
    expect(api.left.slice(1)).toEqual([
      'team@debtor.example',
      'boss@debtor.example',
      ANN,
      'cfo@debtor.example',
    ]);
  });

  test('leaves whatever the hour, and past holds, switches and the contact policy: a person answers somebody who wrote', async () => {
    const replied = await api.replied();
    await api.held({ customerId: replied.customerId });
    await api.ok('PATCH', '/v1/organisation', {
      body: { contactPolicy: { daysBetween: 5, perDay: 1, perDomainPerDay: 1, perRun: 5 } },
    });
    for (const what of [{ scope: 'all' }, { scope: 'mailbox', id: api.world.mailboxId }])
      await api.ok('PUT', '/v1/switches', { body: { ...what, isOn: true, reason: 'Stop' } });
    const answerId = await api.write(replied, {
      keepsCc: true,
      cc: ['cfo@debtor.example'],
      release: { choice: 'go_on' },
    });
    await api.ok('POST', '/v1/holds', {
      body: { scope: 'customer', customerId: replied.customerId, kind: 'manual' },
    });
    await api.sendAnswer(answerId);
    for (const what of [{ scope: 'all' }, { scope: 'mailbox', id: api.world.mailboxId }])
      await api.ok('PUT', '/v1/switches', { body: { ...what, isOn: false } });
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: NO_CONTACT_POLICY } });
    expect(api.left).toEqual([ANN, 'cfo@debtor.example']);
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'sent' });
  });

  test('D3: a suppressed address gets none: it is refused with the reason, also between asking and leaving', async () => {
    const of = await api.replied({ from: 'gone@debtor.example' });
    const answerId = await api.write(of);
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'email', address: 'gone@debtor.example' } });
    await api.sendAnswer(answerId);
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'error', errorCode: 'all_suppressed' });
    expect(await api.conversation(of)).toMatchObject({ status: 'open', answer: { status: 'error' } });
    const refused = await api.does(of, 'answers', { body: 'Hello?' });
    expect([refused.status, refused.body]).toMatchObject([409, { suppressedFor: 'manual' }]);
    expect(api.left).toEqual([]);
  });

  test('D2, D3: an address that is none is suppressed, and somebody has to look at the conversation again', async () => {
    const of = await api.replied({ from: 'nobody@debtor.example' });
    const answerId = await api.write(of);
    api.tell('nobody@debtor.example', {
      result: { kind: 'address', code: 550, reply: '550 5.1.1 no such user' },
    });
    await api.sendAnswer(answerId);
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'error' });
    expect((await api.conversation(of)).status).toBe('open');
    expect(await api.db.suppression.count({ where: { address: 'nobody@debtor.example' } })).toBe(1);
  });

  test('what a machine wrote is not answered, nor what came from ourselves', async () => {
    const of = await api.replied();
    const { mailId: automatic } = await api.arrived({
      customerId: of.customerId,
      verdict: 'automatic',
      referenceIds: [`<${of.mailId}@debtor.example>`],
    });
    const machine = await api.does(of, 'answers', { body: 'Hello', mailId: automatic });
    expect([machine.status, machine.body.detail]).toEqual([
      409,
      'A machine wrote it: nobody would read the answer.',
    ]);
    const own = await api.replied({ from: 'ar@acme.example' });
    expect((await api.does(own, 'answers', { body: 'Hello' })).status).toBe(409);
    const foreign = await api.replied();
    const wrong = await api.does(of, 'answers', { body: 'Hello', mailId: foreign.mailId });
    expect([wrong.status, wrong.body.errors]).toMatchObject([422, [{ field: 'mailId' }]]);
  });

  test('words that could not leave are refused with every field, and nothing is stored', async () => {
    const of = await api.replied();
    const body = { body: 'Dear {{contact.name}}', subject: 'a\nb', cc: ['nobody'] };
    const refused = await api.does(of, 'answers', body);
    expect(refused.status).toBe(422);
    const tag = await api.does(of, 'answers', { body: 'Dear {{contact.name}}' });
    expect([tag.status, tag.body.errors]).toMatchObject([422, [{ field: 'body' }]]);
    expect(await api.db.conversationAnswer.count({ where: { conversationId: of.conversationId } })).toBe(0);
    expect((await api.conversation(of)).status).toBe('open');
  });
});

describe('I5, D1: an answer leaves at most once', () => {
  test('one in doubt is shown; it can be marked as sent, or tried again after ten minutes', async () => {
    const of = await api.replied();
    const answerId = await api.write(of);
    api.tell(ANN, { result: LOST });
    await api.sendAnswer(answerId);
    expect(await api.conversation(of)).toMatchObject({ status: 'open', answer: { status: 'uncertain' } });
    expect((await api.does(of, 'answers', { body: 'Again' })).status).toBe(409);
    expect((await api.decides(answerId, 'retry')).status).toBe(409);
    const marked = await api.decides(answerId, 'mark-sent');
    expect([marked.status, marked.body]).toMatchObject([
      200,
      { answer: { status: 'sent' }, conversation: { status: 'waiting' } },
    ]);
    expect(await api.db.communication.count({ where: { customerId: of.customerId, outcome: 'sent' } })).toBe(
      2,
    );
    expect((await api.decides(answerId, 'mark-sent')).status).toBe(409);
  });

  test('tried again it leaves once more, under the same Message-ID', async () => {
    const of = await api.replied();
    const answerId = await api.write(of);
    api.tell(ANN, { result: LOST });
    await api.sendAnswer(answerId);
    api.pass(11 * 60_000);
    expect((await api.decides(answerId, 'retry')).status).toBe(202);
    await api.sendAnswer(answerId);
    const [first, second] = api.mails.slice(-2);
    expect(second?.headerId).toBe(first?.headerId);
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'sent' });
  });

  test('Q3: one that failed is not tried again while another answer is on its way', async () => {
    const of = await api.replied();
    const failed = await api.write(of);
    await api.db.conversationAnswer.update({ where: { id: failed }, data: { sendStatus: 'error' } });
    const other = await api.write(of, { body: 'In other words.' });
    expect((await api.decides(failed, 'retry')).status).toBe(409);
    await api.decides(other, 'cancel');
    expect((await api.decides(failed, 'retry')).status).toBe(202);
  });

  test('a hand-over whose worker vanished is shown in doubt, and its conversation is open', async () => {
    const of = await api.replied();
    const answerId = await api.write(of);
    api.tell(ANN, { after: () => Promise.reject(new Error('the worker is gone')) });
    await expect(api.sendAnswer(answerId)).rejects.toThrow('gone');
    api.pass(16 * 60_000);
    const { settleStale } = await import('../../../commands/upkeep/settle-stale-sends.ts');
    const found: string[] = [];
    const note = (_finding: string, entity: string) => void found.push(entity);
    await settleStale.run({ ...lonePass(api), found: note });
    expect(found).toContain('conversationAnswer');
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'uncertain' });
    expect((await api.conversation(of)).status).toBe('open');
  });

  test('one that was cancelled does not pass the fence, and the conversation is open again', async () => {
    const of = await api.replied();
    const answerId = await api.write(of);
    let cancelled = 0;
    api.tell(ANN, {
      before: async () => {
        cancelled = (await api.decides(answerId, 'cancel')).status;
      },
    });
    await api.sendAnswer(answerId);
    expect([cancelled, api.left]).toEqual([200, []]);
    expect(await api.answerRow(answerId)).toMatchObject({ sendStatus: 'cancelled' });
    expect((await api.conversation(of)).status).toBe('open');
    expect((await api.decides(answerId, 'retry')).status).toBe(409);
  });

  test('while one is on its way a second one is refused', async () => {
    const of = await api.replied();
    await api.write(of);
    const second = await api.does(of, 'answers', { body: 'Once more' });
    expect([second.status, second.body.happened]).toMatchObject([409, { answer: { status: 'requested' } }]);
  });

  test('O8: asked twice with one key it is written once', async () => {
    const of = await api.replied();
    const headers = { 'Idempotency-Key': 'one-answer' };
    const body = { body: 'Thanks', release: { choice: 'go_on' } };
    const first = await api.does(of, 'answers', body, { headers });
    const again = await api.does(of, 'answers', body, { headers });
    expect(again.body.answer.id).toBe(first.body.answer.id);
    expect(await api.db.conversationAnswer.count({ where: { conversationId: of.conversationId } })).toBe(1);
  });

  test('Q3: who looked before somebody wrote again is told so, and nothing leaves', async () => {
    const of = await api.replied();
    const { version } = await api.conversation(of);
    await api.arrived({ customerId: of.customerId, referenceIds: [`<${of.mailId}@debtor.example>`] });
    const late = await api.does(of, 'answers', { body: 'Thanks', version });
    expect([late.status, late.body.happened]).toMatchObject([409, { status: 'open' }]);
    const { version: seen } = await api.conversation(of);
    expect((await api.does(of, 'answers', { body: 'Thanks', version: seen })).status).toBe(202);
  });
});
