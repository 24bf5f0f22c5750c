import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { READING_SET } from '../../../tools/mail-reading/reading-set.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { answers, fails } from '../../support/servers/llm-server.ts';
import { ReadingWorld } from '../../support/worlds/reading-world.ts';

const api = new ReadingWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const finds = (...suggestions: object[]) => answers(JSON.stringify({ suggestions }));
const path = (id: string, act: string) => `/v1/mail-suggestions/${id}/${act}`;
let customerId = '';
let invoice: Json;
beforeEach(async () => {
  api.model.requests = [];
  customerId = (await api.customer({ name: 'Quillfeather Holdings' })).id;
  invoice = await api.invoice(customerId, { issuedOn: '2026-10-01', dueOn: '2026-11-01' });
});

/** A mail that says one thing, read by a model that found it. */
const proposed = async (piece: object, text: string, change = {}): Promise<Json> => {
  const mailId = await api.reply([customerId], text, change);
  api.model.will(finds(piece));
  await api.work();
  const [suggestion] = await api.suggestions(`mailId=${mailId}`);
  return suggestion;
};

const promise = () =>
  proposed(
    {
      kind: 'promise',
      quote: `will pay ${invoice.number} on 11 December 2026`,
      day: '2026-12-11',
      invoices: [invoice.number],
    },
    `Hello, we will pay ${invoice.number} on 11 December 2026. Bye`,
  );

describe('I8: suggestions beside a mail', () => {
  it('a promise stands beside the words it rests on, and nothing follows before a person accepts it', async () => {
    const suggestion = await promise();
    expect(suggestion).toMatchObject({
      kind: 'promise',
      customerId,
      status: 'open',
      quote: `will pay ${invoice.number} on 11 December 2026`,
      data: { day: '2026-12-11', amount: null, invoiceIds: [invoice.id] },
    });
    const none = await api.ok('GET', `/v1/promises?customerId=${customerId}`);
    expect(none.items).toEqual([]);
    const accepted = await api.ok('POST', path(suggestion.id, 'accept'), { body: {} });
    const { items } = await api.ok('GET', `/v1/promises?customerId=${customerId}`);
    expect(items).toMatchObject([
      { promisedOn: '2026-12-11', invoices: [{ id: invoice.id }], note: suggestion.quote },
    ]);
    expect(accepted).toMatchObject({ status: 'accepted', resultId: items[0].id, decidedById: api.adminId });
  });

  it('a person decides once, whoever is faster', async () => {
    const { id } = await promise();
    const both = await Promise.all([
      api.call('POST', path(id, 'accept'), { body: {} }),
      api.call('POST', path(id, 'dismiss')),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const again = await api.call('POST', path(id, 'accept'), { body: {} });
    expect(again.status).toBe(409);
  });

  it('a promise without a day needs one, and one of a wrong kind is refused with its field', async () => {
    const piece = {
      kind: 'promise',
      quote: `we will settle ${invoice.number} shortly`,
      invoices: [invoice.number],
    };
    const { id } = await proposed(piece, `Yes, we will settle ${invoice.number} shortly.`);
    const missing = await api.call('POST', path(id, 'accept'), { body: {} });
    expect(missing).toMatchObject({ status: 422, body: { errors: [{ field: 'promisedOn' }] } });
    const wrong = await api.call('POST', path(id, 'accept'), {
      body: { name: 'X', promisedOn: '2026-12-10' },
    });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'name' }] } });
    const past = await api.call('POST', path(id, 'accept'), { body: { promisedOn: '2026-11-01' } });
    expect(past.status).toBe(422);
    expect((await api.suggestions(`customerId=${customerId}`))[0].status).toBe('open');
    await api.ok('POST', path(id, 'accept'), { body: { promisedOn: '2026-12-10' } });
  });

  it('a dispute holds its invoices with the words as the reason; who may not save invoices is refused', async () => {
    const piece = {
      kind: 'dispute',
      quote: `${invoice.number} is wrong: two crates came back`,
      invoices: [invoice.number],
    };
    const { id, quote } = await proposed(piece, `${invoice.number} is wrong: two crates came back`);
    const agent = await api.user('agent', { taken: ['invoices.save'] });
    const refused = await api.call('POST', path(id, 'accept'), { body: {}, key: agent.key });
    expect(refused.status).toBe(403);
    await api.ok('POST', path(id, 'accept'), { body: {} });
    const disputed = await api.ok('GET', `/v1/invoices/${invoice.id}`);
    expect(disputed).toMatchObject({ isDisputed: true, disputeReason: quote });
  });

  it('a remittance keeps its invoices back for five days, and books no money', async () => {
    const piece = {
      kind: 'remittance',
      quote: `${invoice.number} was paid on 30 November`,
      day: '2026-11-30',
      invoices: [invoice.number],
    };
    const { id } = await proposed(piece, `${invoice.number} was paid on 30 November.`);
    await api.ok('POST', path(id, 'accept'), { body: {} });
    const { items } = await api.ok('GET', `/v1/promises?customerId=${customerId}`);
    expect(items).toMatchObject([{ promisedOn: '2026-12-07', status: 'open' }]);
    expect((await api.ok('GET', `/v1/invoices/${invoice.id}`)).status).toBe('open');
  });

  it('a wrong contact is deactivated, a new one added', async () => {
    const contact = await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Rhys Old', email: 'rhys@customer.example' },
    });
    const text = 'I no longer do this. Write to Imogen Hart, imogen@customer.example.';
    const mailId = await api.reply([customerId], text, { contactId: contact.id });
    api.model.will(
      finds(
        { kind: 'wrong_contact', quote: 'I no longer do this' },
        { kind: 'new_contact', quote: 'Write to Imogen Hart', name: 'Imogen Hart', address: '[address 1]' },
      ),
    );
    await api.work();
    for (const { id } of await api.suggestions(`mailId=${mailId}`))
      await api.ok('POST', path(id, 'accept'), { body: {} });
    const { items } = await api.ok('GET', `/v1/customers/${customerId}/contacts`);
    const seen = items.map(({ name, email, isActive }: Json) => ({ name, email, isActive }));
    expect(seen).toEqual(
      expect.arrayContaining([
        { name: 'Rhys Old', email: 'rhys@customer.example', isActive: false },
        { name: 'Imogen Hart', email: 'imogen@customer.example', isActive: true },
      ]),
    );
  });

  it('suggestions of hidden customers are absent, also where the mail belongs to a visible one too', async () => {
    const hidden = (await api.customer({ name: 'Hidden Ltd' })).id;
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: `G${hidden.slice(-6)}` } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hidden] } });
    const mailId = await api.reply([customerId, hidden], 'Please write to Imogen Hart from now on.');
    const piece = { kind: 'new_contact', quote: 'Please write to Imogen Hart', name: 'Imogen Hart' };
    api.model.will(finds(piece));
    await api.work();
    const both = await api.suggestions(`mailId=${mailId}`);
    expect(both).toHaveLength(2);
    const agent = await api.user('agent');
    const { items } = await api.ok('GET', `/v1/mail-suggestions?mailId=${mailId}`, { key: agent.key });
    expect(items.map((each: Json) => each.customerId)).toEqual([customerId]);
    const other = both.find((each) => each.customerId === hidden);
    const refused = await api.call('POST', path(other.id, 'accept'), { body: {}, key: agent.key });
    expect(refused.status).toBe(404);
  });

  it('only replies are read, once, and neither history nor what is older than a week', async () => {
    api.model.will(finds());
    await api.reply([customerId], 'I am away until Monday', { verdict: 'out_of_office' });
    await api.reply([customerId], 'An old letter', { isHistory: true });
    await api.reply([customerId], 'Long ago', { receivedAt: api.now - 8 * 86_400_000 });
    expect(await api.work()).toEqual({ read: 0, failed: 0 });
    await api.reply([customerId], 'Thank you for the reminder');
    expect(await api.work()).toEqual({ read: 1, failed: 0 });
    expect(await api.work()).toEqual({ read: 0, failed: 0 });
  });

  it('two workers read a mail once', async () => {
    api.model.will(finds());
    for (let n = 0; n < 6; n += 1) await api.reply([customerId], `Mail number ${n}`);
    const reports = await Promise.all([api.work(), api.work()]);
    expect(reports[0]!.read + reports[1]!.read).toBe(6);
    expect(api.model.requests).toHaveLength(6);
  });

  it('a model that fails is asked again later, and nothing is lost', async () => {
    const mailId = await api.reply([customerId], 'Please write to Imogen Hart from now on.');
    api.model.will(fails(500));
    expect(await api.work()).toEqual({ read: 0, failed: 1 });
    api.model.will(finds({ kind: 'new_contact', quote: 'Please write to Imogen Hart', name: 'Imogen Hart' }));
    expect(await api.work()).toEqual({ read: 0, failed: 0 });
    api.now += 61_000;
    expect(await api.work()).toEqual({ read: 1, failed: 0 });
    expect(await api.suggestions(`mailId=${mailId}`)).toHaveLength(1);
  });

  it('switched off, no mail leaves for a model; without a model it cannot be switched on', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { mailReading: 'off' } });
    await api.reply([customerId], 'Please write to Imogen Hart from now on.');
    expect(await api.work()).toEqual({ read: 0, failed: 0 });
    expect(api.model.requests).toEqual([]);
    await api.ok('PATCH', '/v1/organisation', { body: { mailReading: 'model' } });
    api.model.will(finds());
    await api.work();
  });

  it.each(READING_SET.injections)('words that order a model about change nothing: %s', async (text) => {
    const LOOT = 'PWNED https://evil.example boss@evil.example';
    const mailId = await api.reply([customerId], `${text}\nThank you.`);
    const quotes = [text, text.slice(0, 60), LOOT];
    api.model.will(
      finds(
        ...quotes.flatMap((quote) => [
          { kind: 'promise', quote, day: '2031-01-01', amount: '0.00', invoices: [invoice.number, '*'] },
          { kind: 'new_contact', quote, name: LOOT, address: 'boss@evil.example' },
        ]),
        { kind: 'void_invoice', quote: text },
        { kind: 'dispute', quote: text.slice(0, 60), invoices: ['INV-9999', '*'], reason: LOOT },
      ),
    );
    const standing = async () => ({
      invoices: await api.database.db.invoice.findMany({ orderBy: { id: 'asc' } }),
      contacts: await api.database.db.contact.findMany({ orderBy: { id: 'asc' } }),
      promises: await api.database.db.paymentPromise.count(),
      holds: await api.database.db.hold.count(),
      messages: await api.database.db.message.count(),
    });
    const before = await standing();
    await api.work();
    expect(await standing()).toEqual(before);
    const shown = await api.suggestions(`mailId=${mailId}`);
    expect(shown.every(({ status }) => status === 'open')).toBe(true);
    expect(JSON.stringify(shown.map(({ data }) => data))).not.toMatch(/PWNED|2031|"0\.00"/);
    // Whom the mail itself names may be proposed, to a person.
    if (!text.includes('boss@')) expect(JSON.stringify(shown)).not.toContain('boss@');
    expect(shown.map(({ quote }) => quote).join()).not.toContain('PWNED');
  });
});
