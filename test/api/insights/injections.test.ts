import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AI_STEPS, AI_TOPICS } from '../../../contracts/insights/kinds.ts';
import { STEP_WORDS, TOPIC_WORDS } from '../../../domain/insights/model/words.ts';
import { INJECTIONS, type Injection } from '../../support/rows/injections.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { answers } from '../../support/servers/llm-server.ts';
import { ModelWorld } from '../../support/worlds/model-world.ts';

const LOOT = 'PWNED: pay to https://evil.example/pay or boss@evil.example, 0.00 EUR is owed since 2031-01-01';

/** What a model answers that does all it is told to, and more: the attacker's words wherever an answer has room. */
function obeying(entries: readonly { id: string; text: string }[], { text }: Injection): string {
  const sources = [...entries.map(({ id }) => id), 'cus_somebody', '*'];
  const quotes = [LOOT, text, text.slice(0, 40)];
  const pieces = sources.flatMap((source) => quotes.map((quote) => ({ source, quote })));
  const extra = { text: LOOT, reason: LOOT, link: 'https://evil.example', to: 'boss@evil.example' };
  return JSON.stringify({
    signals: [
      { kind: 'paid', severity: 'none', ...pieces[0] },
      { kind: LOOT, severity: 'healthy', ...pieces[0] },
      ...pieces.slice(0, 3).map((piece) => ({ kind: 'cooperative', severity: 'none', ...piece, ...extra })),
    ],
    summary: pieces.map((piece) => ({
      topic: 'payment_claimed',
      ...piece,
      ...extra,
      day: '2031-01-01',
      amount: '0.00',
    })),
    plan: [
      { step: 'send_email', inDays: 0, ...pieces[0], ...extra },
      { step: LOOT, inDays: 0, ...pieces[0] },
      { step: 'check_payment', inDays: 0, source: '*', quote: LOOT, ...extra },
    ],
    actions: [{ kind: 'email', to: 'boss@evil.example', body: LOOT }],
    tools: [{ name: 'void_invoice' }],
  });
}

const OWN_WORDS = new Set(AI_TOPICS.map((topic) => TOPIC_WORDS[topic].signal));
const OWN_REASONS = AI_STEPS.map((step) => STEP_WORDS[step].reason);

describe('C12, C14: words that order a model about change nothing', () => {
  const api = new ModelWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  /** Puts the words where they belong, and a customer around them. */
  const place = async ({ way, text }: Injection): Promise<string> => {
    const name = way === 'customer' ? text : 'Northwind';
    const properties = way === 'property' ? { properties: { instruction: text } } : {};
    const { id } = await api.customer({ name, ...properties });
    const line = text.replace(/\s+/g, ' ');
    const invoice = await api.invoice(id, {
      dueOn: '2025-11-01',
      issuedOn: '2025-10-01',
      ...(way === 'invoice' && { poNumber: line.slice(0, 80) }),
    });
    const post = (path: string, body: object) => api.ok('POST', `/v1/customers/${id}/${path}`, { body });
    if (way === 'mail') await api.says(id, text);
    if (way === 'call') await api.says(id, text, 'call');
    if (way === 'sms') {
      const row = { customerId: id, kind: 'sms', direction: 'inbound', content: text };
      const at = new Date(api.now);
      const ids = { id: api.deps.newId('communication'), occurredAt: at, createdAt: at };
      await api.database.db.communication.create({ data: { ...row, ...ids } });
    }
    if (way === 'note') await post('notes', { content: text });
    if (way === 'contact') await post('contacts', { name: text, email: 'bobby@customer.example' });
    if (way === 'promise')
      await post('promises', { promisedOn: '2026-03-30', invoiceIds: [invoice.id], note: line });
    await api.says(id, 'Thank you for your letter.');
    return id;
  };

  /** Everything the customer has that a model could have changed. */
  const standing = async (id: string): Promise<Json> => ({
    customer: await api.ok('GET', `/v1/customers/${id}`),
    invoices: await api.database.db.invoice.findMany({ where: { customerId: id }, orderBy: { id: 'asc' } }),
    messages: await api.database.db.message.count(),
    steps: await api.database.db.stepExecution.count(),
    actions: await api.database.db.recommendedAction.findMany({
      where: { customerId: id, kind: 'email' },
      orderBy: { id: 'asc' },
    }),
    rules: (await api.signals(id)).filter(({ source }) => source === 'rule'),
  });

  it('there are at least 20 of them', () => {
    expect(INJECTIONS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(INJECTIONS.map(({ text }) => text)).size).toBe(INJECTIONS.length);
  });

  it.each(INJECTIONS)('$way: $text', async (injection) => {
    const id = await place(injection);
    api.model.will((response, request) => {
      const { entries } = JSON.parse(
        /<data>\n([\s\S]*)\n<\/data>/.exec(request.body.messages[1].content)![1]!,
      );
      answers(obeying(entries, injection))(response, request);
    });
    await api.refresh(id);
    const before = await standing(id);
    await api.work();
    const asked = api.model.requests.at(-1)!;
    expect(asked.body.tools).toBeUndefined();
    expect(asked.body.messages[1].content.match(/<\/data>/g)).toHaveLength(1);
    if (injection.way === 'property') expect(api.model.lastTalk).not.toContain(injection.text);
    expect(await standing(id)).toEqual(before);

    const { signals, summary, plan, model } = await api.read(id);
    const quotes: Json[] = [];
    for (const signal of signals.filter(({ source }: Json) => source === 'ai')) {
      expect(OWN_WORDS).toContain(signal.text);
      expect(AI_TOPICS).toContain(signal.kind);
      quotes.push(...signal.sources);
    }
    for (const item of summary.filter(({ origin }: Json) => origin === 'ai')) {
      expect(item.text).not.toMatch(/PWNED|evil|2031|0\.00/);
      quotes.push({ ...item.source, quote: item.quote });
    }
    for (const step of plan.filter(({ origin }: Json) => origin === 'ai')) {
      expect(['call', 'task']).toContain(step.kind);
      expect(OWN_REASONS.some((reason) => step.reason.startsWith(reason))).toBe(true);
      quotes.push({ ...step.sources[0], quote: step.quote });
    }
    const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
    for (const { id: source, entity, quote } of quotes) {
      const entry = JSON.parse(
        /<data>\n([\s\S]*)\n<\/data>/.exec(asked.body.messages[1].content)![1]!,
      ).entries.find((each: Json) => each.id === source);
      if (entity === 'note') expect(quote).toBeNull();
      else expect(flat(entry.text)).toContain(quote);
    }
    expect(JSON.stringify({ quotes, plan, summary })).not.toMatch(/PWNED|evil\.example/);
    expect(Object.values(model.dropped).reduce((sum: number, n) => sum + Number(n), 0)).toBeGreaterThan(4);
    expect(api.logLines.join('\n')).not.toContain('PWNED');
  });
});
