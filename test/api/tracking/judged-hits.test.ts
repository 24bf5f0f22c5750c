import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { judgeHits } from '../../../commands/enrollments/judge-hits.ts';
import { LOST, type Letter } from '../../support/worlds/copy-world.ts';
import { CLOUD, DAY_MS, ELSEWHERE, HOUR_MS, TrackingWorld } from '../../support/worlds/tracking-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new TrackingWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const mailOf = async ({ sequenceId }: Letter): Promise<Json> =>
  (await api.ok('GET', `/v1/sequences/${sequenceId}/overview`)).mail;
const eventsOf = async ({ messageId }: { messageId: string }) =>
  (await api.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } })).map(
    ({ kind, n, source, occurredAt }) => [kind, n, source, occurredAt.toISOString()],
  );
const changesOf = async (entityId: string) =>
  (await api.db.change.findMany({ where: { entityId }, orderBy: { seq: 'asc' } })).map(({ kind, data }) => [
    kind,
    data,
  ]);
const threadOf = async ({ customerId }: Letter) =>
  (
    await api.db.communication.findMany({ where: { customerId, kind: 'activity' }, orderBy: { id: 'asc' } })
  ).map(({ subject }) => subject?.split(':')[0]);
const statusOf = async ({ messageId }: { messageId: string }) =>
  (await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).status;

describe('T2: a hit', () => {
  test('is judged a minute after it came, not sooner, and is told at the moment it came', async () => {
    const of = await api.watchedLetter();
    api.pass(DAY_MS);
    const clickedAt = new Date(api.now).toISOString();
    await api.visit(api.links(of)[0]!);
    api.pass(59_000);
    expect(await judgeHits(api.engine)).toBe(0);
    expect(await api.hits(of)).toEqual(['click 1 not judged']);
    expect(await api.judge()).toBe(1);
    expect(await api.hits(of)).toEqual(['click 1 human nothing_against']);
    expect(await eventsOf(of)).toEqual([['clicked', 1, 'tracking', clickedAt]]);
    expect(await changesOf(of.messageId)).toContainEqual([
      'clicked',
      { n: 1, at: clickedAt, enrollmentId: of.enrollmentId, customerId: of.customerId },
    ]);
    expect(await threadOf(of)).toContain('Clicked');
    const before = await api.db.enrollment.findUniqueOrThrow({ where: { id: of.enrollmentId } });
    expect(before.status).toBe('active');
  });

  test('case 2: a scanner opens everything, a person opens two days later; a click is no open', async () => {
    const of = await api.watchedLetter();
    api.pass(3_000);
    const scanner = { from: CLOUD };
    await api.visit(api.links(of)[0]!, { ...scanner, method: 'HEAD' });
    api.pass(1_000);
    await api.visit(api.pixel(of), scanner);
    for (const link of api.links(of)) await api.visit(link, scanner);
    api.pass(2_000);
    const page = await api.visit(api.engine.links.unsubscribeUrl(of.messageId), scanner);
    expect(page.status).toBe(200);
    await api.judge();
    const hits = await api.hits(of);
    expect(hits).toHaveLength(6);
    for (const hit of hits) expect(hit).toMatch(/ machine .*data_centre .*seconds_after_hand_over/);
    expect(hits[0]).toContain('head_request');
    expect(hits.at(-1)).toContain('unsubscribe_page machine');
    expect(await eventsOf(of)).toEqual([]);
    expect(await api.db.suppression.count()).toBe(0);
    api.pass(2 * DAY_MS);
    await api.visit(api.pixel(of));
    await api.judge();
    expect((await eventsOf(of)).map(([kind]) => kind)).toEqual(['opened']);
    expect(await mailOf(of)).toMatchObject({
      sent: 1,
      opened: { count: 1, percent: 100, machine: 1, unclear: 0 },
      clicked: { count: 0, percent: 0, machine: 1, unclear: 0 },
      unsubscribed: { count: 0 },
    });
    // Human, machine, unclear: opened, then clicked.
    expect(await api.figures(of)).toEqual([[1, 1, 0, 0, 4, 0]]);
  });

  test('S20: five opens count once, with one event and one entry in the thread; the copy shows all', async () => {
    const of = await api.watchedLetter();
    for (let at = 0; at < 5; at += 1) {
      api.pass(HOUR_MS);
      await api.visit(api.pixel(of));
      await api.judge();
    }
    await api.visit(api.pixel(of), { agent: GMAIL, from: '66.249.84.1' });
    await api.judge();
    expect((await eventsOf(of)).map(([kind]) => kind)).toEqual(['opened']);
    expect((await threadOf(of)).filter((subject) => subject === 'Opened')).toHaveLength(1);
    expect(await api.figures(of)).toEqual([[5, 0, 1, 0, 0, 0]]);
    expect((await mailOf(of)).opened).toEqual({ count: 1, percent: 100, machine: 0, unclear: 1 });
  });

  test('case 12: the reader of a copy clicks: it shows at the copy, and is no click of the message', async () => {
    const of = await api.watchedLetter({ cc: ['copy@acme.example'] });
    expect(new Set([...api.links(of), ...api.links(of, 2), api.pixel(of), api.pixel(of, 2)]).size).toBe(8);
    api.pass(DAY_MS);
    await api.visit(api.links(of, 2)[0]!);
    await api.visit(api.pixel(of, 2));
    await api.judge();
    expect(await api.hits(of)).toEqual([
      'copy 2: click 1 human nothing_against',
      'copy 2: open human nothing_against',
    ]);
    expect(await api.hits(of, '&n=1')).toEqual([]);
    expect(await api.figures(of)).toEqual([
      [0, 0, 0, 0, 0, 0],
      [1, 0, 0, 1, 0, 0],
    ]);
    expect((await mailOf(of)).clicked.count).toBe(0);
    expect(await threadOf(of)).not.toContain('Clicked');
    expect((await eventsOf(of)).map(([kind, n]) => [kind, n])).toEqual([
      ['clicked', 2],
      ['opened', 2],
    ]);
  });

  test('comes while its outcome is not committed, and is kept; a crash while it is told loses and doubles nothing', async () => {
    const row = await api.watched();
    const claim = await api.handedOver(row);
    const of = { ...row, claim, messageId: claim.mail.messageId };
    api.pass(HOUR_MS);
    await api.visit(api.links(of)[0]!);
    const { hits } = api.engine.store;
    const broken = {
      ...api.engine.store,
      hits: { ...hits, judge: () => Promise.reject(new Error('killed')) },
    };
    api.pass(61_000);
    await expect(judgeHits({ ...api.engine, store: broken })).rejects.toThrow('killed');
    expect(await api.hits(of)).toEqual(['click 1 not judged']);
    await api.judge();
    await api.judge();
    expect(await api.hits(of)).toEqual(['click 1 human nothing_against']);
    expect((await eventsOf(of)).map(([kind]) => kind)).toEqual(['clicked']);
  });

  test('one copy whose hits cannot be judged keeps the others from nothing', async () => {
    const [one, two] = [await api.watchedLetter(), await api.watchedLetter()];
    api.pass(HOUR_MS);
    for (const each of [one, two]) await api.visit(api.links(each)[0]!);
    const views = api.engine.store.messageViews;
    const find: typeof views.find = (db, viewer, which) =>
      which.messageId === one.messageId
        ? Promise.reject(new Error('unreadable'))
        : views.find(db, viewer, which);
    api.pass(61_000);
    const store = { ...api.engine.store, messageViews: { ...views, find } };
    await expect(judgeHits({ ...api.engine, store })).rejects.toThrow('unreadable');
    expect([await api.hits(one), await api.hits(two)]).toEqual([
      ['click 1 not judged'],
      ['click 1 human nothing_against'],
    ]);
    await api.judge();
    expect(await api.hits(one)).toEqual(['click 1 human nothing_against']);
  });
});

describe('S15: a click in an uncertain message', () => {
  test('settles it to sent, as if a person had said so; an open does not, nor does a machine', async () => {
    const row = await api.watched();
    const claim = await api.uncertain(row);
    const of = { ...row, claim, messageId: claim.mail.messageId };
    api.pass(HOUR_MS);
    await api.visit(api.pixel(of));
    await api.visit(api.links(of)[1]!, { agent: 'curl/8.5.0', from: ELSEWHERE });
    await api.judge();
    expect(await statusOf(of)).toBe('uncertain');
    await api.visit(api.links(of)[0]!);
    await api.judge();
    expect(await statusOf(of)).toBe('sent');
    expect((await api.execution(row.executionId)).status).toBe('done');
    expect(await api.auditActions(row.executionId)).toContain('stepExecution.mark_sent');
    expect((await mailOf(of)).sent).toBe(1);
  });

  test('a reply does so too, and a click before it became uncertain; also while the enrollment is paused', async () => {
    const row = await api.watched();
    const claim = await api.handedOver(row);
    const of = { ...row, claim, messageId: claim.mail.messageId };
    api.pass(HOUR_MS);
    await api.visit(api.links(of)[0]!);
    await api.judge();
    expect(await statusOf(of)).toBe('handed_over');
    await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: {} });
    await api.settle(row, claim, LOST);
    await api.judge();
    expect(await statusOf(of)).toBe('sent');

    const other = await api.watched();
    const unknown = await api.uncertain(other);
    await api.ok('POST', `/v1/messages/${unknown.mail.messageId}/events`, { body: { kind: 'reply' } });
    await api.judge();
    expect(await statusOf({ messageId: unknown.mail.messageId })).toBe('sent');
  });

  test('of a copy that is uncertain settles that copy alone', async () => {
    const of = await api.watchedLetter({ cc: ['copy@acme.example', 'third@acme.example'] });
    await api.db.messageRecipient.updateMany({
      where: { messageId: of.messageId, n: { gt: 1 } },
      data: { status: 'handed_over' },
    });
    await api.db.messageRecipient.updateMany({
      where: { messageId: of.messageId, n: { gt: 1 } },
      data: { status: 'uncertain', isOpen: false },
    });
    api.pass(HOUR_MS);
    await api.visit(api.links(of, 3)[0]!);
    await api.judge();
    expect(await api.standing(of)).toEqual(['accepted', 'uncertain', 'accepted']);
  });
});

describe('the hits of a message', () => {
  test('name the link, are filtered and paged, and are hidden with their customer (U3)', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    await api.visit(api.links(of)[1]!);
    await api.visit(api.pixel(of), { agent: 'Mozilla/5.0' });
    await api.judge();
    const path = `/v1/messages/${of.messageId}/hits`;
    const page = await api.ok('GET', `${path}?limit=1`);
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).toMatchObject({ kind: 'open', link: null, url: null, verdict: 'machine' });
    const next = await api.ok('GET', `${path}?limit=1&cursor=${page.nextCursor}`);
    expect(next.items[0]).toMatchObject({ kind: 'click', link: 2, url: 'https://shop.example/two' });
    expect(await api.hits(of, '&verdict=machine')).toEqual(['open machine privacy_proxy']);
    expect(await api.hits(of, '&kind=click')).toEqual(['click 2 human nothing_against']);
    expect((await api.call('GET', `${path}?verdict=nobody&n=0`)).status).toBe(422);
    const { key } = await api.user('agent');
    expect((await api.call('GET', path, { key })).status).toBe(200);
    await api.hide(of.customerId);
    expect((await api.call('GET', path, { key })).status).toBe(404);
  });

  test('events over the API count as a person’s, for a named message only', async () => {
    const of = await api.watchedLetter();
    await api.ok('POST', `/v1/messages/${of.messageId}/events`, { body: { kind: 'clicked' } });
    expect(await api.figures(of)).toEqual([[0, 0, 0, 1, 0, 0]]);
    expect((await mailOf(of)).clicked.count).toBe(1);
    const path = `/v1/enrollments/${of.enrollmentId}/events`;
    const refused = await api.call('POST', path, { body: { kind: 'opened' } });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'messageId']);
    const told = await api.ok('POST', path, { body: { kind: 'opened', messageId: of.messageId } });
    expect(told.effect).toBe('recorded');
  });

  test('U5: a forgotten reader leaves counts, and links that lead on', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    await api.visit(api.links(of)[0]!);
    await api.judge();
    await api.ok('POST', `/v1/contacts/${of.contactId}/erasures`, { body: { dryRun: false } });
    const { tracking } = await api.db.message.findUniqueOrThrow({ where: { id: of.messageId } });
    expect(tracking).toEqual({ opens: true, links: [] });
    expect(await api.figures(of)).toEqual([[0, 0, 0, 1, 0, 0]]);
    const { items } = await api.ok('GET', `/v1/messages/${of.messageId}/hits`);
    expect(items[0]).toMatchObject({ link: 1, url: null });
    expect((await api.visit(api.links(of)[0]!)).headers.get('location')).toBe(
      'https://shop.example/one?a=1&b=2',
    );
  });
});
