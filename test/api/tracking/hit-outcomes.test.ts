import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { followEnrollments } from '../../../commands/enrollments/follow-enrollments.ts';
import { judgeHits } from '../../../commands/enrollments/judge-hits.ts';
import { DAY_MS, HOUR_MS, MAIL, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});

const E1 = { ...MAIL['main']!['E1']!, body: '<p><a href="https://shop.example/one">One</a></p>' };
const LINKED: BranchPlan = { ...MAIL, main: { ...MAIL['main'], E1 } };
/** The fallback comes three days after the hand-over. */
const FALLBACK = MONDAY + 3 * DAY_MS;
const WAITS = 'waits for an outcome until 2030-06-06 09:00';

async function watched(plan = LINKED) {
  const row = await api.started(plan);
  const claim = await api.sent(row);
  return { ...row, claim, messageId: claim.mail.messageId };
}
const changesOf = async (entityId: string): Promise<string[]> =>
  (await api.db.change.findMany({ where: { entityId }, orderBy: { seq: 'asc' } })).map(({ kind }) => kind);

describe('S15, T2: a hit of our own tracker', () => {
  test('of a person decides where the enrollment goes once it is judged, and is told once', async () => {
    const of = await watched();
    api.now += HOUR_MS;
    await api.visit(api.links(of)[0]!);
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(WAITS);
    await api.judge();
    expect(await api.edgeOf(of)).toBe(
      'decided by an outcome on 2030-06-03 10:01, goes on in the branch "warm"',
    );
    await api.visit(api.links(of)[0]!);
    await api.judge();
    expect((await changesOf(of.messageId)).filter((kind) => kind === 'clicked')).toHaveLength(1);
    expect((await changesOf(of.enrollmentId)).filter((kind) => kind === 'decided')).toHaveLength(1);
  });

  test('that is not judged when the fallback comes holds it up; the moment of the hit counts', async () => {
    const of = await watched();
    api.now = FALLBACK - 20_000;
    await api.visit(api.links(of)[0]!);
    api.now = FALLBACK;
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(WAITS);
    api.now = FALLBACK + 41_000;
    await judgeHits(api.engine);
    expect(await api.edgeOf(of)).toContain('decided by an outcome on 2030-06-06 09:00');
  });

  test('of a machine holds the fallback up and decides nothing; nor does one that nobody asks for', async () => {
    const of = await watched();
    api.now = FALLBACK - 20_000;
    await api.visit(api.links(of)[0]!, { agent: 'curl/8.5.0' });
    api.now = FALLBACK;
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(WAITS);
    api.now = FALLBACK + 41_000;
    await judgeHits(api.engine);
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toContain('decided by the fallback on 2030-06-06 09:00');

    api.now = MONDAY;
    const other = await watched();
    api.now = FALLBACK - 20_000;
    await api.visit(api.pixel(other));
    api.now = FALLBACK;
    await api.look(other.enrollmentId);
    expect(await api.edgeOf(other)).toContain('decided by the fallback');
  });

  test('in the last second before the fallback is judged in the look that would follow it: the hit wins', async () => {
    const of = await watched();
    api.now = FALLBACK - 1_000;
    await api.visit(api.links(of)[0]!);
    api.now = FALLBACK + 58_500;
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(WAITS);
    // Nobody has judged since: the pass over all hits comes four times a minute.
    api.now = FALLBACK + 60_000;
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toBe(
      'decided by an outcome on 2030-06-06 09:01, goes on in the branch "warm"',
    );
    expect((await changesOf(of.enrollmentId)).filter((kind) => kind === 'decided')).toHaveLength(1);
  });

  test('of a machine that nobody has judged when its minute is over lets the fallback go on in the same look', async () => {
    const of = await watched();
    api.now = FALLBACK - 1_000;
    await api.visit(api.links(of)[0]!, { agent: 'curl/8.5.0' });
    api.now = FALLBACK + 60_000;
    await api.look(of.enrollmentId);
    expect(await api.edgeOf(of)).toContain('decided by the fallback on 2030-06-06 09:00');
  });

  test('that cannot be judged holds the fallback up for a minute at most', async () => {
    const of = await watched();
    api.now = FALLBACK - 1_000;
    await api.visit(api.links(of)[0]!);
    api.now = FALLBACK + 60_000;
    const findDue = () => Promise.reject(new Error('no judge'));
    const { store } = api.engine;
    const engine = { ...api.engine, store: { ...store, hits: { ...store.hits, findDue } } };
    await followEnrollments(engine, [of.enrollmentId]);
    expect(await api.edgeOf(of)).toContain('decided by the fallback on 2030-06-06 09:00');
    await api.judge();
    expect(await api.edgeOf(of)).toContain('decided by the fallback on 2030-06-06 09:00');
  });

  test('Q5: move now comes behind a click whose minute is over', async () => {
    const of = await watched();
    api.now += HOUR_MS;
    await api.visit(api.links(of)[0]!);
    api.now += 60_000;
    const moved = await api.call('POST', `/v1/enrollments/${of.enrollmentId}/move-on`, {});
    expect(moved.status).toBe(409);
    expect(await api.edgeOf(of)).toContain('goes on in the branch "warm"');
  });

  test('D1: of a person settles an uncertain message, and decides with it', async () => {
    const row = await api.started(LINKED);
    const claim = await api.uncertain(row);
    const of = { ...row, claim, messageId: claim.mail.messageId };
    api.now += HOUR_MS;
    await api.visit(api.links(of)[0]!);
    await api.judge();
    expect((await api.db.message.findUniqueOrThrow({ where: { id: of.messageId } })).status).toBe('sent');
    expect(await api.edgeOf(of)).toContain('goes on in the branch "warm"');
  });

  test('D1: settles an uncertain message of a paused enrollment too: it is known, not decided', async () => {
    const row = await api.started(LINKED);
    const claim = await api.handedOver(row);
    api.now += HOUR_MS;
    // The click comes before our own commit, which is then lost.
    await api.visit(api.links({ claim })[0]!);
    await api.judge();
    await api.settle(row, claim, { kind: 'unknown', phase: 'final_reply', reply: '' });
    await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: {} });
    const marked = await api.call('POST', `/v1/queue/${row.executionId}/mark-sent`, { body: {} });
    expect(marked.status).toBe(409);
    expect((await api.execution(row.executionId)).status).toBe('uncertain');
    await api.judge();
    expect((await api.execution(row.executionId)).status).toBe('done');
    const { messageId } = claim.mail;
    expect((await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).status).toBe('sent');
    const { status } = await api.db.enrollment.findUniqueOrThrow({ where: { id: row.enrollmentId } });
    expect(status).toBe('active');
    expect(await api.edgeOf({ ...row })).toContain('goes on in the branch "warm"');
  });

  test('O4: that nobody judges is counted, where an operator watches', async () => {
    const of = await watched();
    api.now += HOUR_MS;
    await api.judge();
    const unjudged = async () => (await api.deps.store.gauges.readGauges(api.db, api.now))['unjudged_hits'];
    expect(await unjudged()).toBe(0);
    await api.visit(api.links(of)[0]!);
    api.now += 60_000;
    expect(await unjudged()).toBe(0);
    api.now += 60_000;
    expect(await unjudged()).toBe(1);
    await judgeHits(api.engine);
    expect(await unjudged()).toBe(0);
  });

  test('wakes no enrollment whose sequence asks for no outcome', async () => {
    const of = await api.watchedLetter();
    const intentOf = async () =>
      (await api.db.enrollment.findUniqueOrThrow({ where: { id: of.enrollmentId } })).intentVersion;
    const before = await intentOf();
    api.pass(HOUR_MS);
    await api.visit(api.links(of)[0]!);
    await api.judge();
    expect(await intentOf()).toBe(before);
    expect(await changesOf(of.messageId)).toContain('clicked');
  });
});
