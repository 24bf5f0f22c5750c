import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHitReader, createLinks } from '../../../infra/mail/links.ts';
import { createTokenSigner } from '../../../infra/secrets.ts';
import { SECRET_KEY } from '../../support/servers/api-fixture.ts';
import { BROWSER, DAY_MS, ELSEWHERE, HOUR_MS, TrackingWorld } from '../../support/worlds/tracking-world.ts';

const api = new TrackingWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.trackingHit.deleteMany();
});
const stored = () => api.db.trackingHit.count();
const pathsOf = (token: string) => [`https://x.example/go/${token}`, `https://x.example/img/${token}`];

describe('T1: a tracked link', () => {
  test('leads on to exactly where it led, is kept nowhere, and counts by one row', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    const [one, two] = api.links(of);
    const answer = await api.visit(one!);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'https://shop.example/one?a=1&b=2',
    ]);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect((await api.visit(two!)).headers.get('location')).toBe('https://shop.example/two');
    expect(await api.hits(of)).toEqual(['click 1 not judged', 'click 2 not judged']);
  });

  test('HEAD is answered and counted as well; whatever stands behind a question mark is ignored', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    const head = await api.visit(`${api.links(of)[0]}?utm_source=x&fbclid=1`, { method: 'HEAD' });
    expect([head.status, head.headers.get('location')]).toEqual([302, 'https://shop.example/one?a=1&b=2']);
    expect(await stored()).toBe(1);
    const post = await api.visit(api.links(of)[0]!, { method: 'POST' });
    expect([post.status, post.headers.get('allow'), await stored()]).toEqual([405, 'GET', 1]);
  });

  test('the picture is one transparent point, also for web mail of other places', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    const answer = await api.visit(api.pixel(of));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a');
    expect(await api.hits(of)).toEqual(['open not judged']);
  });

  test('no open redirect: forged, truncated, foreign and misused tokens are 404, and nothing is counted', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    const token = new URL(api.links(of)[0]!).pathname.split('/').at(-1)!;
    const [payload, signature] = token.split('.');
    const forged = Buffer.from(`${of.messageId}/1/https://evil.example`).toString('base64url');
    const foreign = createLinks({
      publicUrl: 'https://x.example',
      secretKey: randomBytes(32).toString('base64'),
    });
    const unsubscribe = new URL(api.engine.links.unsubscribeUrl(of.messageId)).pathname.split('/').at(-1)!;
    const signer = createTokenSigner(SECRET_KEY, 'click');
    const pixel = createTokenSigner(SECRET_KEY, 'pixel');
    const tokens = [
      `${forged}.${signature}`,
      payload!,
      `${payload}.`,
      `.${signature}`,
      token.slice(0, -1),
      token.slice(1),
      `${token}.x`,
      `${token}x`,
      'https:%2F%2Fevil.example',
      new URL(foreign.clickUrl({ messageId: of.messageId, n: 1 }, 1, 'https://evil.example')).pathname.slice(
        4,
      ),
      unsubscribe,
      // Signed by us, and none of what we put into a mail.
      signer.signToken(`${of.messageId}/1/javascript:alert(1)`),
      signer.signToken(`${of.messageId}/1///evil.example`),
      signer.signToken(`${of.messageId}/x/https://evil.example`),
      signer.signToken(of.messageId),
    ];
    for (const url of tokens.flatMap((each) => pathsOf(each))) {
      const answer = await api.visit(url);
      expect([url, answer.status, answer.headers.get('location')]).toEqual([url, 404, null]);
    }
    // The picture's token is no link, and the other way round.
    expect((await api.visit(pathsOf(pixel.signToken(of.messageId))[0]!)).status).toBe(404);
    expect((await api.visit(pathsOf(token)[1]!)).status).toBe(404);
    expect(await stored()).toBe(0);
  });

  test('names ports and letters of other alphabets as the mail did, in one header line', async () => {
    const of = await api.watchedLetter({
      body:
        '<a href="https://shop.example:8443/größe?q=a%20b#teil">x</a><a href="https://shop.example/a%0D%0Ab">y</a>' +
        '<a href="https://müller.example/rechnung?n=1">z</a><a href="https://ada@shop.example\\@evil.example/">w</a>',
    });
    api.pass(HOUR_MS);
    const locations = [];
    for (const link of api.links(of)) locations.push((await api.visit(link)).headers.get('location'));
    expect(locations).toEqual([
      'https://shop.example:8443/gr%C3%B6%C3%9Fe?q=a%20b#teil',
      'https://shop.example/a%0D%0Ab',
      'https://xn--mller-kva.example/rechnung?n=1',
      'https://ada@shop.example\\@evil.example/',
    ]);
    // Where a browser goes is where it would have gone from the mail itself.
    expect(new URL(locations[3]!).host).toBe('shop.example');
  });

  test('after 180 days it leads on and counts nothing; of a message that is gone too', async () => {
    const of = await api.watchedLetter();
    const [link] = api.links(of);
    api.pass(180 * DAY_MS - 1_000);
    await api.visit(link!);
    expect(await stored()).toBe(1);
    api.pass(2_000);
    expect((await api.visit(link!)).headers.get('location')).toBe('https://shop.example/one?a=1&b=2');
    expect((await api.visit(api.pixel(of))).status).toBe(200);
    expect(await stored()).toBe(1);
    const gone = api.engine.links.clickUrl(
      { messageId: 'msg_01h455vb4pex5vsknk084sn02q', n: 1 },
      1,
      'https://a.example',
    );
    expect((await api.visit(gone)).status).toBe(302);
    expect(await stored()).toBe(1);
  });

  test('stays valid while keys are exchanged', () => {
    const key = randomBytes(32).toString('base64');
    const old = createLinks({ publicUrl: 'https://x.example', secretKey: SECRET_KEY });
    const copy = { messageId: 'msg_1', n: 2 };
    const click = old.clickUrl(copy, 3, 'https://a.example/x').split('/').at(-1)!;
    const pixel = old.pixelUrl(copy).split('/').at(-1)!;
    const reader = createHitReader(key, [SECRET_KEY]);
    expect(reader.readClick(click)).toEqual({ ...copy, link: 3, target: 'https://a.example/x' });
    expect(reader.readPixel(pixel)).toEqual(copy);
    expect(createHitReader(key).readClick(click)).toBeNull();
  });

  test('leads on while the database does not answer', async () => {
    const of = await api.watchedLetter();
    const { insert } = api.deps.store.hits;
    const broken = {
      ...api.deps.store,
      hits: { ...api.deps.store.hits, insert: () => Promise.reject(new Error('x')) },
    };
    const { store } = api.deps;
    api.deps.store = broken as typeof store;
    try {
      const answer = await api.visit(api.links(of)[0]!);
      expect([answer.status, answer.headers.get('location')]).toEqual([
        302,
        'https://shop.example/one?a=1&b=2',
      ]);
    } finally {
      api.deps.store = store;
    }
    expect(api.deps.store.hits.insert).toBe(insert);
    expect(await stored()).toBe(0);
  });

  test('a flood of one link makes few rows, which count it; a person among it is kept', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    const [link] = api.links(of);
    for (let at = 0; at < 10; at += 1) await api.visit(link!, { agent: 'curl/8.5.0' });
    await api.visit(link!, { from: ELSEWHERE });
    for (let at = 0; at < 40; at += 1) await api.visit(link!, { from: `84.160.13.${at}` });
    const rows = await api.db.trackingHit.findMany({ orderBy: { id: 'asc' } });
    expect(rows).toHaveLength(20);
    expect(rows.reduce((sum, { times }) => sum + times, 0)).toBe(51);
    await api.judge();
    expect((await api.hits(of)).filter((hit) => hit.includes('human'))).toHaveLength(17);
    expect(await api.figures(of)).toEqual([[0, 0, 0, 41, 10, 0]]);
  });

  test('U5: neither addresses nor names of programs are kept; a hash of the source is, for ten minutes', async () => {
    const of = await api.watchedLetter();
    api.pass(HOUR_MS);
    api.logLines.length = 0;
    await api.visit(api.links(of)[0]!);
    await api.visit(`${api.links(of)[0]!.slice(0, -3)}`);
    const rows = JSON.stringify(await api.db.trackingHit.findMany({ orderBy: { id: 'asc' } }));
    expect(rows).not.toContain(BROWSER);
    expect(rows).not.toContain('84.160');
    const token = api.links(of)[0]!.split('/').at(-1)!.slice(0, 20);
    expect(api.logLines.join()).not.toContain(token);
    expect(api.logLines.join()).toContain('/go/[redacted]');
    await api.judge();
    expect(await api.db.trackingHit.count({ where: { sourceHash: { not: null } } })).toBe(1);
    api.pass(11 * 60_000);
    await api.judge();
    expect(await api.db.trackingHit.count({ where: { sourceHash: { not: null } } })).toBe(0);
  });
});
