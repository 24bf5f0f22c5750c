import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS, TrackingWorld } from '../../support/worlds/tracking-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';

const api = new TrackingWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const OFF = { opens: false, clicks: false, leaveAlone: [] };
let made = 0;
const nameOf = () => `Watched ${(made += 1)}`;
const sequence = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/sequences', { body: { name: nameOf(), zone: 'Europe/Berlin', ...change } });
const program = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/programs', { body: { name: nameOf(), ...change } });

describe.each([
  ['sequences', sequence],
  ['programs', program],
] as const)('T1: tracking of %s', (what, create) => {
  test('is off unless asked for, and what is not given of it stays', async () => {
    const { id, tracking, planVersion } = await create();
    expect(tracking).toEqual(OFF);
    const change = (body: object) => api.ok('PATCH', `/v1/${what}/${id}`, { body: { tracking: body } });
    const clicks = await change({ clicks: true });
    expect(clicks.tracking).toEqual({ ...OFF, clicks: true });
    // Nothing that is planned moves by it.
    expect(clicks.planVersion).toBe(planVersion);
    expect((await change({ opens: true, leaveAlone: ['payment'] })).tracking).toEqual({
      opens: true,
      clicks: true,
      leaveAlone: ['payment'],
    });
    const { version } = await change({ leaveAlone: [] });
    expect(await api.auditActions(id)).toContain(what === 'programs' ? 'program.update' : 'sequence.update');
    expect((await change({ leaveAlone: [] })).version).toBe(version);
  });

  test('is given with what is new, and goes along into a duplicate', async () => {
    const tracking = { opens: true, leaveAlone: ['document', 'payment'] };
    const { id } = await create({ tracking });
    const shown = await api.ok('GET', `/v1/${what}/${id}`);
    expect(shown.tracking).toEqual({ ...OFF, ...tracking });
    const copy = await api.ok('POST', `/v1/${what}/${id}/duplicate`, { body: { name: nameOf() } });
    expect(copy.tracking).toEqual(shown.tracking);
  });

  test('names everything that is wrong with it, and changes nothing', async () => {
    const { id } = await create({ tracking: { opens: true } });
    const refused = await api.call('PATCH', `/v1/${what}/${id}`, {
      body: { tracking: { opens: 'yes', leaveAlone: ['payment', 'unsubscribe'], pixels: true } },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ field }: Json) => field).sort()).toEqual([
      'tracking.leaveAlone[1]',
      'tracking.opens',
      'tracking.pixels',
    ]);
    const twice = { tracking: { leaveAlone: ['payment', 'payment'] } };
    expect((await api.call('PATCH', `/v1/${what}/${id}`, { body: twice })).status).toBe(422);
    expect((await api.ok('GET', `/v1/${what}/${id}`)).tracking).toEqual({ ...OFF, opens: true });
  });
});

describe('T1: what a switch does', () => {
  test('off: not one link is rewritten, there is no picture, and looking at the unsubscribe page counts nothing', async () => {
    const of = await api.watchedLetter({
      tracking: { opens: false, clicks: false },
      cc: ['copy@acme.example'],
    });
    const { html, text } = of.claim.mail;
    for (const n of [1, 2]) expect(api.words(of, n)).toEqual({ html, text });
    expect(of.claim.mail.recipients.map(({ tracked }) => tracked)).toEqual([null, null]);
    api.pass(HOUR_MS);
    await api.visit(api.engine.links.unsubscribeUrl(of.messageId));
    // Signed by us, but of a message that is not watched.
    await api.visit(api.engine.links.pixelUrl({ messageId: of.messageId, n: 1 }));
    expect(await api.db.trackingHit.count({ where: { messageId: of.messageId } })).toBe(0);
    expect((await api.shown(of)).copies.map(({ hits }: Json) => hits)).toEqual([null, null]);
  });

  test('one without the other: the picture without links, links without the picture', async () => {
    const opens = await api.watchedLetter({ tracking: { clicks: false } });
    expect([api.links(opens), api.pixel(opens) !== '']).toEqual([[], true]);
    expect(api.words(opens).text).toBe(opens.claim.mail.text);
    const clicks = await api.watchedLetter({ tracking: { opens: false } });
    expect([api.links(clicks).length, api.pixel(clicks)]).toEqual([3, '']);
    expect(api.words(clicks).html).not.toContain('<img');
  });

  test('links to pay and to documents are left alone where that is asked for, the unsubscribe link always', async () => {
    const row = await api.watched({
      tracking: { leaveAlone: ['payment', 'document'] },
      body:
        '<p>{{#invoices}}<a href="{{payUrl}}">pay</a><a href="{{pdfUrl}}">pdf</a>{{/invoices}}' +
        '<a href="https://shop.example/terms">terms</a></p>',
    });
    const payUrl = 'https://pay.example/i?a=1&b=2';
    const pdfUrl = 'https://docs.example/i.pdf';
    await api.db.invoice.update({ where: { id: row.invoiceId }, data: { payUrl, pdfUrl } });
    const claim = await api.sent(row);
    const { html } = api.words({ claim });
    expect(html).toContain('href="https://pay.example/i?a=1&amp;b=2"');
    expect(html).toContain(`href="${pdfUrl}"`);
    expect(html).toContain(claim.mail.recipients[0]!.unsubscribeUrl);
    expect(api.links({ claim })).toHaveLength(1);
    expect(html).not.toContain('shop.example/terms');
  });

  test('is asked at the claim: from the next mail on, and a later try is as the switch is then', async () => {
    const row = await api.watched({ tracking: { opens: false, clicks: false } });
    await api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body: { tracking: { clicks: true } } });
    const claim = await api.handedOver(row);
    expect(api.links({ claim })).toHaveLength(3);
    await api.settle(row, claim, { kind: 'refused', code: 554, reply: '554 5.6.0 no' });
    await api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body: { tracking: { clicks: false } } });
    expect((await api.act(row.executionId, 'retry')).status).toBe(202);
    await api.look(row.enrollmentId);
    const again = await api.claim(row);
    expect(api.links({ claim: again })).toEqual([]);
    const { tracking } = await api.db.message.findUniqueOrThrow({ where: { id: again.mail.messageId } });
    expect(tracking).toBeNull();
  });

  test('what is kept and shown to people are the words themselves', async () => {
    const of = await api.watchedLetter();
    const message = await api.db.message.findUniqueOrThrow({ where: { id: of.messageId } });
    const thread = await api.db.communication.findMany({
      where: { messageId: of.messageId },
      orderBy: { id: 'asc' },
    });
    expect(thread.length).toBeGreaterThan(0);
    for (const words of [message.bodyHtml, message.bodyText, JSON.stringify(thread)])
      expect(words).not.toMatch(/\/(?:go|img)\//);
    expect(message.tracking).toEqual({
      opens: true,
      links: ['https://shop.example/one?a=1&b=2', 'https://shop.example/two', 'https://shop.example/three'],
    });
  });
});
