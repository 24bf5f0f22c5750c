import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConversationWorld } from '../../support/worlds/conversation-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new ConversationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const list = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/conversations?limit=200&${query}`, key === undefined ? {} : { key });
const ids = async (query: string, key?: string): Promise<string[]> =>
  (await list(query, key)).items.map(({ id }: Json) => id);
const count = (query: string, key?: string): Promise<Json> =>
  api.ok('GET', `/v1/conversations/counts?${query}`, key === undefined ? {} : { key });
const DAY = 86_400_000;

describe('I5: the inbox', () => {
  test('shows open conversations, who waits longest first, with what they wrote', async () => {
    const first = await api.replied({ text: 'We  paid\n it yesterday.' });
    api.pass(1000);
    const second = await api.replied();
    const mine = await list('scope=mine');
    const shown = mine.items.filter(({ id }: Json) =>
      [first.conversationId, second.conversationId].includes(id),
    );
    expect(shown).toMatchObject([
      {
        id: first.conversationId,
        status: 'open',
        assigneeId: api.adminId,
        lastMail: { verdict: 'reply', preview: 'We paid it yesterday.' },
      },
      { id: second.conversationId },
    ]);
  });

  test('pages name every conversation once, and the counts are those of the lists', async () => {
    const { customerId } = await api.replied();
    for (const root of ['<a@us>', '<b@us>', '<c@us>', '<d@us>'])
      await api.arrived({ customerId, referenceIds: [root] });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: Json = await api.ok(
        'GET',
        `/v1/conversations?limit=2&scope=all&customerId=${customerId}${cursor}`,
      );
      seen.push(...page.items.map(({ id }: Json) => id));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(5);
    const [one] = seen;
    await api.does({ conversationId: one! }, 'done');
    expect(await count(`scope=all&customerId=${customerId}`)).toEqual({ open: 4, waiting: 0, done: 1 });
    expect(await ids(`scope=all&status=done&customerId=${customerId}`)).toEqual([one]);
  });

  test('a conversation shows its mails with verdicts, our letter, and what is held', async () => {
    const of = await api.replied({ text: 'Which invoice?' });
    const holdId = await api.held({ customerId: of.customerId });
    await api.ok('POST', '/v1/holds', {
      body: { scope: 'customer', customerId: of.customerId, kind: 'manual' },
    });
    const shown = await api.conversation(of);
    expect(shown.mails).toMatchObject([
      { id: of.mailId, verdict: 'reply', text: 'Which invoice?', messageId: of.messageId },
    ]);
    expect(shown.messages).toMatchObject([{ id: of.messageId, source: 'step_execution' }]);
    expect(shown.holds).toMatchObject([
      { id: holdId, kind: 'reply', isOfReply: true },
      { kind: 'manual', isOfReply: false },
    ]);
    expect(shown.sequence).toMatchObject({ id: of.row.sequenceId });
  });

  test('is searched by customer, subject and sender, in any case', async () => {
    const { customerId } = await api.payer({ name: 'Ölmühle 100%' });
    const of = await api.arrived({ customerId, subject: 'Frage zur Rechnung', from: 'Petra@muehle.example' });
    for (const search of ['mühle 100%', 'FRAGE ZUR', 'petra@'])
      expect(await ids(`scope=all&search=${encodeURIComponent(search)}`)).toEqual([of.conversationId]);
    expect(await ids(`scope=all&search=${encodeURIComponent('100_')}`)).toEqual([]);
  });

  test('what is put off is waiting, and open again by itself when its time has come', async () => {
    const of = await api.replied();
    const until = new Date(api.now + DAY).toISOString();
    const snoozed = await api.does(of, 'snooze', { until });
    expect(snoozed.body).toMatchObject({ status: 'waiting', snoozedUntil: until });
    const about = `scope=all&customerId=${of.customerId}`;
    expect(await count(about)).toMatchObject({ open: 0, waiting: 1 });
    api.pass(DAY);
    expect(await count(about)).toMatchObject({ open: 1, waiting: 0 });
    expect(await api.conversation(of)).toMatchObject({ status: 'open', snoozedUntil: null });
    const late = await api.does(of, 'snooze', { until });
    expect([late.status, late.body.errors]).toMatchObject([422, [{ field: 'until' }]]);
  });

  test('a mail that comes while it is put off opens it at once', async () => {
    const of = await api.replied();
    await api.does(of, 'snooze', { until: new Date(api.now + DAY).toISOString() });
    await api.arrived({ customerId: of.customerId, referenceIds: [`<${of.mailId}@debtor.example>`] });
    expect(await api.conversation(of)).toMatchObject({ status: 'open' });
  });

  test('Q3: done twice says who was faster; it can be opened again', async () => {
    const of = await api.replied();
    const done = await api.does(of, 'done');
    expect(done.body).toMatchObject({ status: 'done', doneById: api.adminId });
    const again = await api.does(of, 'done');
    expect([again.status, again.body.happened]).toMatchObject([
      409,
      { status: 'done', doneById: api.adminId },
    ]);
    expect((await api.does(of, 'reopen')).body).toMatchObject({
      status: 'open',
      doneAt: null,
      doneById: null,
    });
    expect((await api.does(of, 'reopen')).status).toBe(409);
  });

  test('each act names the next conversation under the same filters, and never one that is not there', async () => {
    const { customerId } = await api.payer();
    const made: string[] = [];
    for (const root of ['<x@us>', '<y@us>', '<z@us>']) {
      api.pass(1000);
      made.push((await api.arrived({ customerId, referenceIds: [root] })).conversationId);
    }
    const [one = '', two = '', three = ''] = made;
    const under = `?scope=all&customerId=${customerId}`;
    const done = (id: string) => api.ok('POST', `/v1/conversations/${id}/done${under}`, { body: {} });
    expect((await done(two)).next).toMatchObject({ id: three });
    expect((await done(three)).next).toMatchObject({ id: one });
    expect((await done(one)).next).toBeNull();
  });
});

describe('I5, U3, S18: whose conversations', () => {
  test('an agent sees those given to them and those of their team, mailbox and customers; managers see all', async () => {
    const [agent, manager] = [await api.user('agent'), await api.user('manager')];
    const given = await api.replied();
    const team = await api.replied();
    const owned = await api.replied();
    const other = await api.replied();
    await api.does(given, 'assign', { assigneeId: agent.id });
    await api.db.sequenceMember.create({ data: { sequenceId: team.row.sequenceId, userId: agent.id } });
    await api.db.customer.update({ where: { id: owned.customerId }, data: { salesOwnerId: agent.id } });
    const all = [given, team, owned, other].map(({ conversationId }) => conversationId);
    const among = async (query: string, key: string): Promise<string[]> => {
      const seen = await ids(query, key);
      return all.filter((id) => seen.includes(id));
    };
    expect(await among('scope=mine', agent.key)).toEqual(all.slice(0, 1));
    expect(await among('scope=team', agent.key)).toEqual(all.slice(1, 3));
    expect(await among('scope=all', manager.key)).toEqual(all);
    expect(await among('scope=all', agent.key)).toEqual(all.slice(0, 3));
  });

  test('without tasks.all another one is not there, for any act', async () => {
    const agent = await api.user('agent');
    const of = await api.replied();
    const answerId = await api.write(of);
    for (const verb of ['done', 'reopen', 'answers', 'release', 'assign', 'draft', 'snooze']) {
      const body = {
        answers: { body: 'Hello' },
        release: { release: { choice: 'go_on' } },
        assign: { assigneeId: null },
        snooze: { until: new Date(api.now + DAY).toISOString() },
      }[verb];
      expect([verb, (await api.does(of, verb, body ?? {}, { key: agent.key })).status]).toEqual([verb, 404]);
    }
    expect((await api.call('GET', `/v1/conversations/${of.conversationId}`, { key: agent.key })).status).toBe(
      404,
    );
    const cancel = await api.call('POST', `/v1/conversation-answers/${answerId}/cancel`, { key: agent.key });
    expect(cancel.status).toBe(404);
  });

  test('of a hidden customer nothing is there: not in lists, counts, or as the next one', async () => {
    const manager = await api.user('manager');
    const of = await api.replied();
    const about = `scope=all&customerId=${of.customerId}`;
    expect(await ids(about, manager.key)).toEqual([of.conversationId]);
    await api.hide(of.customerId);
    expect(await ids(about, manager.key)).toEqual([]);
    expect(await count(about, manager.key)).toEqual({ open: 0, waiting: 0, done: 0 });
    expect(
      (await api.call('GET', `/v1/conversations/${of.conversationId}`, { key: manager.key })).status,
    ).toBe(404);
  });

  test('it goes to nobody who is not active or does not see the customer', async () => {
    const of = await api.replied();
    const agent = await api.user('agent');
    await api.hide(of.customerId);
    for (const assigneeId of [agent.id, 'usr_00000000000000000000000000']) {
      const refused = await api.does(of, 'assign', { assigneeId });
      expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: 'assigneeId' }]]);
    }
    expect((await api.does(of, 'assign', { assigneeId: null })).body).toMatchObject({ assigneeId: null });
  });

  test('who loses sight, or leaves, loses the conversation to who follows', async () => {
    const [agent, successor] = [await api.user('agent'), await api.user('agent')];
    const [hidden, left] = [await api.replied(), await api.replied()];
    await api.does(hidden, 'assign', { assigneeId: agent.id });
    await api.does(left, 'assign', { assigneeId: agent.id });
    const group = await api.ok('POST', '/v1/visibility-groups', {
      body: { name: `Inner ${agent.id.slice(-5)}` },
    });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, {
      body: { add: [hidden.customerId] },
    });
    expect(await api.conversation(hidden)).toMatchObject({ assigneeId: api.adminId });
    await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { isActive: false, successorId: successor.id } });
    expect(await api.conversation(left)).toMatchObject({ assigneeId: successor.id });
    expect(await api.auditActions(left.conversationId)).toContain('conversation.assigned');
  });

  test('S18: one that is done and opened again goes to who follows where its assignee has left meanwhile', async () => {
    const agent = await api.user('agent');
    const [byHand, byFailure] = [await api.replied(), await api.replied()];
    for (const each of [byHand, byFailure]) await api.does(each, 'assign', { assigneeId: agent.id });
    const answerId = await api.write(byFailure);
    for (const each of [byHand, byFailure]) await api.does(each, 'done');
    await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { isActive: false } });
    expect((await api.does(byHand, 'reopen')).body).toMatchObject({ assigneeId: api.adminId });
    expect((await api.decides(answerId, 'cancel')).status).toBe(200);
    expect(await api.conversation(byFailure)).toMatchObject({ status: 'open', assigneeId: api.adminId });
  });
});
