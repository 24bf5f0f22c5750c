import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_CONTACT_POLICY, onDay } from '../../support/rows/fixtures.ts';
import { claimAction, claimStep } from '../../support/worlds/claims.ts';
import { DunningWorld } from '../../support/worlds/dunning-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
/** What holds until somebody sets it. */
const DEFAULTS = { daysBetween: 1, perDay: 2, perDomainPerDay: null, perRun: 5 };
/** The next midnight in Berlin, where the organisation is. */
const MIDNIGHT = Date.parse('2026-03-02T23:00:00Z');
/** When a step of 08:00 leaves that waits for the day after. */
const MORNING = Date.parse('2026-03-03T08:00:00Z');
const day = (at: number) => new Date(at).toISOString();

async function setPolicy(change: object): Promise<void> {
  await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: change } });
}

const tries = ({ enrollmentId, executionId }: Row) =>
  claimStep(api.engine, { enrollmentId, stepExecutionId: executionId });

describe('the contact policy of the organisation', () => {
  beforeEach(() => setPolicy({ ...DEFAULTS, perDay: 1 }));

  it('D6: it is read and changed member by member; bad values change nothing', async () => {
    await setPolicy(DEFAULTS);
    expect((await api.ok('GET', '/v1/organisation')).contactPolicy).toEqual(DEFAULTS);
    const changed = await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: null } } });
    expect(changed.contactPolicy).toEqual({ ...DEFAULTS, perDay: null });
    for (const contactPolicy of [
      { daysBetween: 0 },
      { daysBetween: 31 },
      { daysBetween: 1.5 },
      { perRun: 0 },
      { other: 1 },
    ]) {
      const answer = await api.call('PATCH', '/v1/organisation', { body: { contactPolicy } });
      expect(answer.status).toBe(422);
    }
    expect((await api.ok('GET', '/v1/organisation')).contactPolicy).toEqual({ ...DEFAULTS, perDay: null });
  });

  it('D6: of two sequences that want the same customer on one day, the second waits, shown with its end', async () => {
    const first = await api.row();
    const second = await api.another(first);
    await api.sent(first);
    const until = day(MORNING);
    expect(await tries(second)).toMatchObject({
      kind: 'not_now',
      directive: { kind: 'wait', reason: 'contact_policy', until: Date.parse(until) },
    });
    expect(await api.ok('GET', `/v1/queue/${second.executionId}`)).toMatchObject({
      heldReason: 'contact_policy',
      heldUntil: until,
    });
    const explained = await api.ok('GET', `/v1/enrollments/${second.enrollmentId}/explain`);
    expect(explained).toMatchObject({ nextSendAt: until });
    expect(explained.reasons).toMatchObject([{ code: 'contact_policy', until }]);
    // Its own end, nobody's help.
    const { now } = api;
    api.now = MORNING;
    expect((await tries(second)).kind).toBe('claimed');
    api.now = now;
  });

  it('O7, D6: it is told before the day comes', async () => {
    const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '20:00') }] });
    const first = await api.row();
    const { enrollment } = await api.enroll(sequenceId, first.customerId);
    await api.look(enrollment.id);
    const explain = () => api.ok('GET', `/v1/enrollments/${enrollment.id}/explain`);
    expect((await explain()).reasons).toEqual([]);
    await api.sent(first);
    expect(await explain()).toMatchObject({
      nextSendAt: '2026-03-03T20:00:00.000Z',
      reasons: [{ code: 'contact_policy', until: day(MIDNIGHT) }],
    });
  });

  it('D6: a day holds so many contacts, and a message in an unknown state counts', async () => {
    await setPolicy({ perDay: 2 });
    const [first] = [await api.row()];
    const [second, third] = [await api.another(first), await api.another(first)];
    await api.sent(first);
    await api.uncertain(second);
    expect(await tries(third)).toMatchObject({ directive: { reason: 'contact_policy', until: MORNING } });
  });

  it('D6: what was refused or given back is no contact', async () => {
    const first = await api.row();
    const [second, third] = [await api.another(first), await api.another(first)];
    const refused = await api.handedOver(first);
    await api.settle(first, refused, {
      kind: 'refused',
      phase: 'data',
      code: 554,
      reply: '554 no',
      recipients: [],
    } as never);
    const failing = await api.claim(second);
    await api.settle(second, failing, { kind: 'fenced_off', reply: '' } as never);
    expect((await tries(third)).kind).toBe('claimed');
  });

  it('D6, Q2: a person lets one pass, with a reason that is kept; without one it keeps waiting', async () => {
    const first = await api.row();
    const second = await api.another(first);
    await api.sent(first);
    await tries(second);
    const send = (body: object) => api.call('POST', `/v1/queue/${second.executionId}/send`, { body });
    expect(await send({})).toMatchObject({ status: 202, body: { heldReason: 'contact_policy' } });
    expect(await tries(second)).toMatchObject({ directive: { reason: 'contact_policy' } });
    expect((await send({ force: { reason: '' } })).status).toBe(422);
    expect(await send({ force: { reason: 'They called' } })).toMatchObject({
      status: 202,
      body: { heldReason: null, isSendRequested: true },
    });
    expect((await tries(second)).kind).toBe('claimed');
    expect(await api.execution(second.executionId)).toMatchObject({ forceReason: 'They called' });
    const { items } = await api.ok('GET', `/v1/audit?entityId=${second.executionId}`);
    expect(items[0]).toMatchObject({ after: { forceReason: 'They called' } });
  });

  it('D6: an action waits for it too, and is let pass with a reason', async () => {
    const first = await api.row();
    await api.sent(first);
    const actionId = await api.requestedAction(first.customerId);
    // What waits leaves in the morning of the next working day.
    const until = MORNING;
    expect(await claimAction(api.engine, { actionId })).toMatchObject({
      directive: { kind: 'wait', reason: 'contact_policy', until },
    });
    expect(await api.ok('GET', `/v1/actions/${actionId}`)).toMatchObject({
      send: { heldReason: 'contact_policy', heldUntil: day(until) },
    });
    const send = (body: object) => api.call('POST', `/v1/actions/${actionId}/send`, { body });
    expect((await send({})).status).toBe(409);
    expect(await send({ force: { reason: 'Promised on the phone' } })).toMatchObject({
      status: 202,
      body: { send: { heldReason: null, forceReason: 'Promised on the phone' } },
    });
    expect((await claimAction(api.engine, { actionId })).kind).toBe('claimed');
  });

  it('D6: switched off, nothing waits any more', async () => {
    const first = await api.row();
    const second = await api.another(first);
    await api.sent(first);
    await tries(second);
    const { intentVersion } = await api.db.enrollment.findUniqueOrThrow({
      where: { id: second.enrollmentId },
    });
    await setPolicy(NO_CONTACT_POLICY);
    // Whoever sleeps until its end is told to look again.
    expect(await api.db.enrollment.findUniqueOrThrow({ where: { id: second.enrollmentId } })).toMatchObject({
      intentVersion: intentVersion + 1,
    });
    expect((await tries(second)).kind).toBe('claimed');
  });

  it('D6: two workers claim for two sources at once, one leaves', async () => {
    for (let round = 0; round < 5; round++) {
      const first = await api.row();
      const second = await api.another(first);
      const actionId = await api.requestedAction(first.customerId);
      const claims = await Promise.all([tries(first), tries(second), claimAction(api.engine, { actionId })]);
      expect(claims.map((claim) => claim.kind).sort()).toEqual(['claimed', 'not_now', 'not_now']);
    }
  });

  it('D6: messages of other customers to the same domain count against its limit, also at once', async () => {
    await setPolicy({ perDay: null, perDomainPerDay: 2 });
    const rows: Row[] = [];
    for (const name of ['a', 'b', 'c', 'd']) rows.push(await api.row({ email: `${name}@one.example` }));
    const claims = await Promise.all(rows.map(tries));
    expect(claims.map((claim) => claim.kind).sort()).toEqual(['claimed', 'claimed', 'not_now', 'not_now']);
    const waiting = claims.find((claim) => claim.kind === 'not_now');
    expect(waiting).toMatchObject({
      directive: { reason: 'contact_policy', until: MORNING },
    });
    const other = await api.row({ email: 'a@two.example' });
    expect((await tries(other)).kind).toBe('claimed');
    await setPolicy({ perDomainPerDay: null });
  });
});
