import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_PROVIDER } from '../../../infra/llm/no-provider.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { fails, LLM_KEY, LlmServer, writes } from '../../support/servers/llm-server.ts';

const api = new ApiFixture();
const model = new LlmServer();
let customer: Json;
let invoice: Json;

const prompt = 'Ask politely whether anything is unclear.';
const ask = (body: object = { prompt }, key?: string) =>
  api.call('POST', `/v1/customers/${customer.id}/drafts`, { body, ...(key && { key }) });

beforeAll(async () => {
  await api.open();
  await model.open();
});
afterAll(async () => {
  await model.close();
  await api.close();
});
beforeEach(async () => {
  api.deps.writer = createContentWriter({ ...api.deps }, model.config());
  customer = await api.customer({ locale: 'en-US' });
  invoice = await api.invoice(customer.id, { number: `INV-${customer.id.slice(-6)}`, amount: '1250.00' });
  await api.ok('POST', `/v1/customers/${customer.id}/contacts`, {
    body: { name: 'Pat Payer', email: 'pat@northwind.example', isPrimary: true },
  });
});

describe('M4: an on-demand draft', () => {
  test('it comes back for editing, with whom it would go to; nothing is sent or changed', async () => {
    const agent = await api.user('agent');
    model.will(writes('Your invoice', `Hello Pat,\n\n€1,250.00 is open on ${invoice.number}.`));
    const { status, body } = await ask({ prompt }, agent.key);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(/^drf_/),
      customerId: customer.id,
      language: 'en-US',
      subject: 'Your invoice',
      bodyHtml: `<p>Hello Pat,</p>\n<p>€1,250.00 is open on ${invoice.number}.</p>`,
      bodyText: `Hello Pat,\n\n€1,250.00 is open on ${invoice.number}.`,
      recipient: { contactId: expect.stringMatching(/^con_/), address: 'pat@northwind.example' },
    });
    expect(await api.database.db.message.count()).toBe(0);
    expect(await api.auditActions(customer.id)).toContain('customer.draft');
  });

  test('M3: with a signature that no library can read it is not written, with the reason', async () => {
    const { id } = await api.ok('POST', '/v1/mailboxes', {
      body: {
        name: 'Deep',
        fromAddress: 'ar@acme.example',
        fromName: 'AR',
        zone: 'UTC',
        smtp: { host: 'localhost', port: 25, security: 'none' },
      },
    });
    await api.ok('POST', `/v1/mailboxes/${id}/verify`);
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: id } });
    const signatureHtml = '<div>'.repeat(50_000);
    await api.database.db.mailbox.update({ where: { id }, data: { signatureHtml } });
    model.will(writes('Your invoice', `€1,250.00 is open on ${invoice.number}.`));
    const answer = await ask();
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: null } });
    expect([answer.status, answer.body.detail]).toEqual([
      502,
      expect.stringMatching(/^It cannot be rendered: /),
    ]);
  });

  test('it may be about one open invoice of the customer', async () => {
    await api.invoice(customer.id, { number: 'OTHER-77', amount: '80.00' });
    model.will(writes('Invoice', `${invoice.number}: €1,250.00`));
    expect((await ask({ prompt, invoiceId: invoice.id })).status).toBe(200);
    expect(model.lastTalk).toContain('about the one invoice');
    expect(model.lastTalk).not.toContain('OTHER-77');
    model.will(writes('Invoice', 'OTHER-77: €80.00'));
    expect(await ask({ prompt, invoiceId: invoice.id })).toMatchObject({
      status: 502,
      body: { type: expect.stringContaining('not_written') },
    });
  });

  test('what cannot be asked for is refused before anybody is asked', async () => {
    model.will(writes('x', 'y'));
    const stranger = await api.customer();
    const strange = await api.invoice(stranger.id);
    expect((await ask({ prompt, invoiceId: strange.id })).status).toBe(404);
    await api.ok('POST', `/v1/invoices/${invoice.id}/dispute`, { body: { reason: 'wrong price' } });
    expect((await ask({ prompt, invoiceId: invoice.id })).status).toBe(409);
    expect((await ask({ prompt: '  ' })).status).toBe(422);
    expect((await ask({ prompt, level: 'invoice' })).status).toBe(422);
    expect((await ask({ prompt, level: 'account', invoiceId: invoice.id })).status).toBe(422);
    expect((await ask({ prompt, to: 'evil@example.com' })).status).toBe(422);
    expect(model.requests).toHaveLength(0);
  });

  test('without a provider it is refused clearly', async () => {
    api.deps.writer = NO_PROVIDER;
    expect(await ask()).toMatchObject({
      status: 409,
      body: {
        type: expect.stringContaining('no_language_model'),
        detail: 'Nothing can be written: no language model is configured.',
      },
    });
  });

  test('a failing provider is told in our words; the key is in no reply, row or log line', async () => {
    model.will(fails(401));
    const answer = await ask();
    expect(answer).toMatchObject({
      status: 502,
      body: { detail: 'The language model wrote nothing. Its provider refused the key (401).' },
    });
    const page = await api.ok('GET', `/v1/prompt-answers?customerId=${customer.id}`);
    const audit = await api.ok('GET', `/v1/audit?entityId=${customer.id}`);
    expect(JSON.stringify([answer.body, page, audit, api.logLines])).not.toContain(LLM_KEY);
  });

  test('a hidden customer is not there, and a viewer may not ask', async () => {
    const agent = await api.user('agent');
    const viewer = await api.user('viewer');
    model.will(writes('x', 'y'));
    expect((await ask({ prompt }, viewer.key)).status).toBe(403);
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: `Group ${customer.id}` } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [customer.id] } });
    expect((await ask({ prompt }, agent.key)).status).toBe(404);
    expect(model.requests).toHaveLength(0);
  });
});

describe('M4: answers are kept for audit', () => {
  test('by source and by customer, newest first, with what was wrong', async () => {
    model.will(writes('x', 'You owe €1.00'), writes('Your balance', '€1,250.00 is open.'));
    const { body: draft } = await ask();
    const { items } = await api.ok('GET', `/v1/prompt-answers?sourceId=${draft.id}`);
    expect(items).toMatchObject([
      { sourceKind: 'draft', model: 'test-model', prompt, problems: [], inputTokens: 321, outputTokens: 45 },
      { answer: expect.stringContaining('€1.00'), problems: [{ code: 'amount' }] },
    ]);
    const first = await api.ok('GET', `/v1/prompt-answers?customerId=${customer.id}&limit=1`);
    expect(first.items).toEqual([items[0]]);
    const rest = await api.ok(
      'GET',
      `/v1/prompt-answers?customerId=${customer.id}&cursor=${first.nextCursor}`,
    );
    expect(rest).toEqual({ items: [items[1]], nextCursor: null });
  });

  test('U3: those about hidden customers are not shown', async () => {
    const viewer = await api.user('viewer');
    model.will(writes('Your balance', '€1,250.00 is open.'));
    const { body: draft } = await ask();
    const seen = () => api.ok('GET', `/v1/prompt-answers?sourceId=${draft.id}`, { key: viewer.key });
    expect((await seen()).items).toHaveLength(1);
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: `Hides ${customer.id}` } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [customer.id] } });
    expect((await seen()).items).toHaveLength(0);
  });
});
