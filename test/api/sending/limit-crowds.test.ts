import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inParallel } from '../../../commands/wakes.ts';
import { callWaiting } from '../../../commands/sending/call-waiting.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { mailboxLimits } from '../../../domain/sending/limits-of.ts';
import { NO_CONTACT_POLICY, onDay } from '../../support/rows/fixtures.ts';
import { crowdLike } from '../../support/rows/crowds.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let from = 1;
// Each of those at once has a transaction, and whoever repairs has some too: on a slow machine they would wait for connections.
api.pool = 24;
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  // A day on which nothing has left.
  api.now += 24 * 60 * MINUTE_MS;
  await setMailbox({ dailyCap: null, minIntervalSeconds: 0 });
  await api.freshLimits();
});

const AT_ONCE = 16;
const MINUTE_MS = 60_000;

const setMailbox = (body: object) => api.ok('PATCH', `/v1/mailboxes/${api.world.mailboxId}`, { body });

/** So many enrollments of one sequence that are due now. */
async function crowd(count: number, perMinute: number | null): Promise<Row[]> {
  const steps = [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }];
  const first = await api.row({ steps, purpose: 'outreach' });
  if (perMinute !== null) {
    const limits = [{ channel: 'email', amount: perMinute, per: 'minute' }];
    await api.ok('PATCH', `/v1/sequences/${first.sequenceId}`, { body: { limits } });
  }
  await api.look(first.enrollmentId);
  const rows = await crowdLike(api.db, first, { from, to: from + count - 2, domain: `d${from}.example` });
  from += count;
  return [first, ...rows];
}

interface Outcome {
  row: Row;
  refusals: number;
  leftAt: number | null;
  until: number;
}

/** Tries a row as its activity does, at the moment of the clock. */
async function attempt(outcome: Outcome): Promise<void> {
  const { row } = outcome;
  const { enrollmentId, executionId: stepExecutionId } = row;
  const claim = await claimStep(api.engine, { enrollmentId, stepExecutionId });
  if (claim.kind === 'not_now') {
    outcome.refusals += 1;
    outcome.until = (await api.execution(stepExecutionId)).heldUntil!.getTime();
    return;
  }
  if (!(await api.passFence(claim))) throw new Error('fenced off');
  outcome.leftAt = api.now;
  await api.settle(row, claim, { kind: 'sent', code: 250, reply: '250 OK' });
}

test('S14: a crowd is refused once each, 16 at once, and leaves in its order at its rate', async () => {
  const perMinute = 10;
  const count = 80;
  const rows = await crowd(count, perMinute);
  const outcomes = rows.map((row): Outcome => ({ row, refusals: 0, leftAt: null, until: 0 }));
  const begin = api.now;
  await inParallel(outcomes, attempt, AT_ONCE);
  const first = outcomes.filter(({ leftAt }) => leftAt === begin).length;
  expect(first).toBe(perMinute);
  const told = outcomes
    .filter(({ leftAt }) => leftAt === null)
    .map(({ row, until }) => ({ id: row.executionId, until }));
  while (outcomes.some(({ leftAt }) => leftAt === null)) {
    api.now += 500;
    const due = outcomes.filter(({ leftAt, until }) => leftAt === null && until <= api.now);
    await inParallel(due, attempt, AT_ONCE);
    if (api.now > begin + 15 * MINUTE_MS) throw new Error('somebody is left over');
  }
  expect(outcomes.map(({ refusals }) => refusals)).toEqual(
    outcomes.map(({ leftAt }) => (leftAt === begin ? 0 : 1)),
  );
  const times = outcomes.map(({ leftAt }) => leftAt!);
  for (const last of times)
    expect(times.filter((at) => at > last - MINUTE_MS && at <= last).length).toBeLessThanOrEqual(perMinute);
  const leftAt = new Map(outcomes.map((each) => [each.row.executionId, each.leftAt!]));
  const inOrder = told.toSorted((a, b) => a.until - b.until).map(({ id }) => leftAt.get(id)!);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  const ideal = (count / perMinute - 1) * MINUTE_MS;
  expect(Math.max(...times) - begin).toBeLessThan(ideal * 1.02 + 1_000);
}, 300_000);

test('M1, S14, D6: claims, refusals, calls, caps that change and stops meet in no deadlock, and the counts stay right', async () => {
  await api.ok('PATCH', '/v1/organisation', {
    body: { contactPolicy: { ...NO_CONTACT_POLICY, perDomainPerDay: 30 } },
  });
  await setMailbox({ dailyCap: 25 });
  const [here, there] = [await crowd(30, 6), await crowd(30, 9)];
  const rows = here.flatMap((row, index) => [row, there[index]!]);
  const scope = `mailbox/${api.world.mailboxId}`;
  let turn = 0;
  const claimOrGiveBack = async (row: Row): Promise<void> => {
    const n = turn++;
    const { enrollmentId, executionId: stepExecutionId } = row;
    if (n % 9 === 4) await setMailbox({ dailyCap: 20 + (n % 7) });
    if (n % 11 === 5) await api.call('POST', `/v1/enrollments/${enrollmentId}/stop`, { body: {} });
    if (n % 13 === 6) await callWaiting(api.deps, [scope]);
    if (n % 17 === 7) await reconcile(api.deps);
    const claim = await claimStep(api.engine, { enrollmentId, stepExecutionId });
    if (claim.kind === 'not_now') return;
    if (n % 3 === 0) {
      await api.settle(row, claim, { kind: 'aborted' });
      return;
    }
    const isPassed = await api.passFence(claim).catch((error: unknown) => {
      if (!String(error).includes('FT001')) throw error;
      return false;
    });
    await api.settle(
      row,
      claim,
      isPassed ? { kind: 'sent', code: 250, reply: '250 OK' } : { kind: 'fenced_off' },
    );
  };
  for (let round = 0; round < 3; round += 1) {
    await inParallel(rows, claimOrGiveBack, AT_ONCE);
    api.now += 25_000;
  }
  await reconcile(api.deps);
  await expectRightCounts([...new Set(rows.map(({ sequenceId }) => sequenceId))]);
  await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: NO_CONTACT_POLICY } });
}, 300_000);

/** What the buckets say is what the ledger, the claims and the tickets say. */
async function expectRightCounts(sequenceIds: readonly string[]): Promise<void> {
  const { limitHistory, sendLines } = api.deps.store;
  const mailbox = await api.db.mailbox.findFirstOrThrow();
  const perMinute = await sendLines.readLimits(
    api.db,
    sequenceIds.map((id) => `sequence/${id}/email/minute`),
  );
  const limits = [...mailboxLimits({ ...mailbox, mailboxId: mailbox.id }, 1), ...perMinute.values()];
  expect(limits).toHaveLength(1 + sequenceIds.length);
  const counted = async () =>
    (
      await api.db.sendBucket.findMany({
        where: { scope: { in: limits.map(({ scope }) => scope) } },
        orderBy: [{ scope: 'asc' }, { at: 'asc' }],
      })
    ).filter(
      ({ scope, at, used, claimed, first, booked }) =>
        used + claimed + first + booked > 0 &&
        (scope.startsWith('mailbox/') || at.getTime() > api.now - MINUTE_MS),
    );
  const before = await counted();
  await api.db.$transaction(async (tx) => {
    for (const limit of limits) await limitHistory.recount(tx, limit, api.now);
  });
  expect(await counted()).toEqual(before);
}
