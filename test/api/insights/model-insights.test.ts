import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { askModels } from '../../../commands/insights/model/ask-models.ts';
import { fails, hangs } from '../../support/servers/llm-server.ts';
import { finds, HOUR_MS, ModelWorld } from '../../support/worlds/model-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * HOUR_MS;
const SAID = 'We will pay 1,200.50 EUR on 15 March, once the order number is there.';
const QUOTE = 'once the order number is there';

describe('C12, C14: insights by a model', () => {
  const api = new ModelWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(async () => {
    api.now = START;
    api.model.will(finds({}));
    await api.work();
    api.model.will(finds({}));
  });

  const late = async (daysOverdue = 100) => {
    const customer = await api.customer();
    const dueOn = new Date(START - daysOverdue * DAY_MS).toISOString().slice(0, 10);
    await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn, amount: '1200.50' });
    return customer.id as string;
  };
  /** Says what there is to find, about a mail. */
  const found = (source: string, severity = 'medium') => {
    const from = { source, quote: QUOTE };
    const day = { day: '2026-03-15', amount: '1200.50' };
    return finds({
      signals: [{ kind: 'obstacle', severity, ...from }],
      summary: [
        { topic: 'payment_announced', source, quote: 'We will pay 1,200.50 EUR on 15 March', ...day },
        { topic: 'obstacle', ...from, day: null, amount: null },
      ],
      plan: [{ step: 'remove_obstacle', inDays: 2, ...from }],
    });
  };
  const events = (customerId: string) =>
    api.database.db.change.findMany({ where: { customerId, entity: 'signal' }, orderBy: { seq: 'asc' } });
  const ai = async (customerId: string) =>
    (await api.signals(customerId)).filter(({ source }) => source === 'ai');

  it('C14: after a new mail a model is asked; signals, summary and plan have their sources, quotes and time', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    api.model.will(found(mail));
    expect(await api.work()).toMatchObject({ answered: 1, failed: 0 });
    const insights = await api.read(id);
    const source = { entity: 'communication', id: mail };
    expect(insights.signals).toMatchObject([
      { rule: 'overdue_91', source: 'rule', sources: [] },
      {
        kind: 'obstacle',
        source: 'ai',
        rule: null,
        text: 'Something keeps the customer from paying.',
        sources: [{ ...source, quote: QUOTE }],
        expiresAt: new Date(START + 30 * DAY_MS).toISOString(),
      },
    ]);
    expect(insights.summary.map(({ origin }: { origin: string }) => origin)).toEqual([
      'rule',
      'rule',
      'ai',
      'ai',
    ]);
    expect(insights.summary.at(-2)).toEqual({
      text: 'Email from the customer: a payment is announced (1200.50 EUR, 2026-03-15).',
      on: '2026-03-02',
      source,
      origin: 'ai',
      quote: 'We will pay 1,200.50 EUR on 15 March',
    });
    const steps = insights.plan.filter(({ origin }: { origin: string }) => origin === 'ai');
    expect(steps).toMatchObject([
      { kind: 'task', dueOn: '2026-03-04', isRecommended: true, sources: [source], quote: QUOTE },
    ]);
    expect(insights.plan).toMatchObject([{ kind: 'call', origin: 'rule', quote: null }, {}, {}]);
    expect(insights.model).toEqual({
      status: 'idle',
      nextAt: null,
      askedAt: new Date(START).toISOString(),
      computedAt: new Date(START).toISOString(),
      dropped: {},
    });
    const { items } = await api.ok('GET', `/v1/actions?customerId=${id}`);
    expect(items.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['call', 'task', 'task']);
    expect(items.filter(({ send }: { send: unknown }) => send !== null)).toEqual([]);
  });

  it('C14: it is asked again only when something moved, and about one customer once an hour', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    api.model.will(found(mail));
    await api.work();
    await api.refresh(id);
    expect(await api.work()).toEqual({ answered: 0, failed: 0, unasked: 1 });
    expect(api.model.requests).toHaveLength(1);
    await api.says(id, 'And another word about the weather.');
    expect(await api.work()).toEqual({ answered: 0, failed: 0, unasked: 1 });
    expect((await api.read(id)).model).toMatchObject({
      status: 'waiting',
      nextAt: new Date(START + HOUR_MS).toISOString(),
    });
    api.now += HOUR_MS;
    expect(await api.work()).toMatchObject({ answered: 1 });
    expect(api.model.requests).toHaveLength(2);
  });

  it('C14: a person does not wait for the hour, and is told when the model is asked', async () => {
    const id = await late();
    await api.says(id, SAID);
    await api.work();
    api.now += 60_000;
    await api.says(id, 'And another word about the weather.');
    api.lifecycle.started.length = 0;
    expect((await api.refresh(id)).model).toMatchObject({
      status: 'waiting',
      nextAt: new Date(api.now).toISOString(),
    });
    expect(api.lifecycle.started).toContain('model insights');
    expect(await api.work()).toMatchObject({ answered: 1 });
  });

  it('C12: the same answer keeps its one signal and tells nobody; another severity begins anew; none runs out', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    api.model.will(found(mail));
    await api.work();
    const [first] = await ai(id);
    const count = (await events(id)).length;
    const goOn = async (change: string) => {
      api.now += 2 * HOUR_MS;
      await api.says(id, change);
      await api.work();
    };
    await goOn('Hello once more.');
    expect(await ai(id)).toMatchObject([
      { id: first.id, expiresAt: new Date(api.now + 30 * DAY_MS).toISOString() },
    ]);
    expect(await events(id)).toHaveLength(count);
    api.model.will(found(mail, 'high'));
    await goOn('Hello a third time.');
    expect(await ai(id)).toMatchObject([{ severity: 'high' }]);
    expect((await events(id)).slice(count).map(({ kind }) => kind)).toEqual(['ended', 'started']);
    api.model.will(finds({}));
    await goOn('Never mind.');
    expect(await ai(id)).toHaveLength(1);
    api.now += 30 * DAY_MS;
    await api.work();
    expect(await ai(id)).toEqual([]);
    expect((await api.read(id)).summary.every(({ origin }: { origin: string }) => origin === 'rule')).toBe(
      true,
    );
    expect((await api.signals(id)).map(({ rule }) => rule)).toEqual(['overdue_91']);
  });

  it('C12: what a person ended does not come back from the same words', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    api.model.will(found(mail));
    await api.work();
    const [signal] = await ai(id);
    await api.ok('POST', `/v1/signals/${signal.id}/end`);
    api.now += 2 * HOUR_MS;
    await api.says(id, 'Hello once more.');
    expect(await api.work()).toMatchObject({ answered: 1 });
    expect(await ai(id)).toEqual([]);
  });

  it('C14: without a setting and without a provider there are the rules, as ever', async () => {
    const id = await late();
    await api.mode('rules');
    const mail = await api.says(id, SAID);
    await api.work();
    await api.refresh(id);
    await api.work();
    expect(api.model.requests).toEqual([]);
    expect((await api.read(id)).model).toMatchObject({ status: 'off' });
    await api.mode('model');
    api.model.will(found(mail));
    await api.refresh(id);
    await api.work();
    expect(await ai(id)).toHaveLength(1);
    await api.mode('rules');
    const insights = await api.refresh(id);
    const made = [...insights.summary, ...insights.plan].map(({ origin }: { origin: string }) => origin);
    expect(new Set(made)).toEqual(new Set(['rule']));
    const { writer } = api.deps;
    api.deps.writer = { ...writer, isAvailable: false };
    const refused = await api.call('PATCH', '/v1/organisation', { body: { insights: 'model' } });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'insights']);
    api.deps.writer = writer;
    await api.mode('model');
  });

  it('C14: a model that fails keeps nothing from the rules, and is asked again an hour later', async () => {
    const id = await late();
    await api.says(id, SAID);
    api.model.will(fails(500));
    expect(await api.work()).toMatchObject({ failed: 1 });
    expect((await api.signals(id)).map(({ rule }) => rule)).toEqual(['overdue_91']);
    expect((await api.read(id)).model).toMatchObject({
      status: 'failed',
      nextAt: new Date(START + HOUR_MS).toISOString(),
    });
    api.now += HOUR_MS;
    expect(await api.work()).toMatchObject({ failed: 1 });
    api.now += HOUR_MS;
    expect(await api.work()).toEqual({ answered: 0, failed: 0, unasked: 0 });
    api.now += HOUR_MS;
    api.model.will(finds({}));
    expect(await api.work()).toMatchObject({ answered: 1 });
    expect(api.logLines.join()).not.toContain('order number');
  });

  it('C14: two workers at once ask once; the answer of one who lost its claim is nobody’s', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    await api.refresh(id);
    api.model.will(found(mail));
    const reports = await Promise.all([askModels(api.deps), askModels(api.deps)]);
    expect(reports.map(({ answered }) => answered).sort()).toEqual([0, 1]);
    expect(api.model.requests).toHaveLength(1);
    expect(await ai(id)).toHaveLength(1);
  });

  it('C14: a worker that was killed is made up for, once its claim has run out', async () => {
    const id = await late();
    const mail = await api.says(id, SAID);
    await api.refresh(id);
    api.model.will(hangs);
    const killed = askModels({ ...api.deps, askInsights: () => new Promise(() => undefined) });
    while ((await api.read(id)).model.status !== 'asking' || (await api.read(id)).model.askedAt === null)
      await new Promise(setImmediate);
    api.model.will(found(mail));
    expect(await api.work()).toMatchObject({ answered: 0 });
    api.now += HOUR_MS;
    expect(await api.work()).toMatchObject({ answered: 1 });
    expect(await ai(id)).toHaveLength(1);
    void killed;
  });

  it('O13: a worker that stops gives the customer back unasked', async () => {
    const id = await late();
    await api.says(id, SAID);
    await api.refresh(id);
    const stops = { ...api.deps, askInsights: () => Promise.reject(new Error('worker_stopping')) };
    await expect(askModels(stops)).rejects.toThrow('worker_stopping');
    expect((await api.read(id)).model).toMatchObject({ status: 'waiting', askedAt: null });
    expect(await api.work()).toMatchObject({ answered: 1 });
  });

  it('U5: what is forgotten while the model thinks is quoted no more, and what was quoted is forgotten', async () => {
    const id = await late();
    const contact = await api.ok('POST', `/v1/customers/${id}/contacts`, {
      body: { name: 'Erika Mustermann', email: 'erika@forget.example' },
    });
    const mail = await api.says(id, SAID);
    await api.database.db.communication.update({ where: { id: mail }, data: { contactId: contact.id } });
    api.model.will(found(mail));
    await api.work();
    expect(JSON.stringify(await api.read(id))).toContain(QUOTE);
    await api.ok('POST', `/v1/contacts/${contact.id}/erasures`, { body: { dryRun: false } });
    await api.refresh(id);
    expect(JSON.stringify(await api.read(id))).not.toContain(QUOTE);
    expect(await ai(id)).toMatchObject([{ sources: [{ id: mail, quote: null }] }]);
    await api.work();
    expect(api.model.lastTalk).not.toContain('order number');
    expect(await ai(id)).toMatchObject([{ sources: [{ id: mail, quote: null }] }]);
    expect((await api.read(id)).model.dropped).not.toEqual({});
  });

  it('U3: of a hidden customer nothing is told, and only its own sources are named', async () => {
    const [id, other] = [await late(), await late()];
    const foreign = await api.says(other, SAID);
    await api.work();
    const user = await api.user('agent');
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Few' } });
    const body = { groupIds: [group.id] };
    await api.ok('PUT', `/v1/customers/${id}/visibility-groups`, { body });
    api.now += HOUR_MS;
    await api.says(id, 'Something of no interest.');
    api.model.will(found(foreign));
    await api.work();
    expect(await ai(id)).toEqual([]);
    expect((await api.read(id)).model.dropped).toEqual({ unknown_source: 4 });
    expect(api.model.lastTalk).not.toContain('order number');
    for (const [method, path] of [
      ['GET', 'insights'],
      ['POST', 'insights/refresh'],
    ] as const) {
      const answer = await api.call(method, `/v1/customers/${id}/${path}`, { key: user.key });
      expect(answer.status).toBe(404);
    }
  });
});
