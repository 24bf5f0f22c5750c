import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { createInvoice } from '../../../commands/receivables/create-invoice.ts';
import { newId } from '../../../infra/ids.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { onDay, type SequenceFixture } from '../../support/rows/fixtures.ts';
import { PlainSettles } from '../../support/worlds/plain-settles.ts';
import { ACCEPTED, type Row } from '../../support/worlds/queue-world.ts';
import { OF_ALL, OF_ROWS, OF_SEQUENCE, inDays } from '../../support/worlds/settle-writers.ts';

const DAY_MS = 86_400_000;
const TAKES_MS = 45_000;
const api = new PlainSettles();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => void api.plain.splice(0));

const MAIL = { timing: onDay(0, '08:00') };
const later = (amount: number) => ({
  timing: { kind: 'delay' as const, amount, unit: 'days' as const, atTime: null },
});
const PLANS: Record<string, Partial<SequenceFixture>> = {
  'a delay follows': { steps: [MAIL, later(3)] },
  'a day follows, within a window': {
    steps: [MAIL, { timing: onDay(3, '09:00') }],
    windowStart: '08:00',
    windowStop: '17:00',
    sendDays: [1, 2, 3, 4],
  },
  'a threaded mail follows': { steps: [MAIL, { ...later(1), isThreaded: true }] },
  'a call follows': { steps: [MAIL, { ...later(1), type: 'call', isManual: true }] },
  'nothing follows: it is completed': { steps: [MAIL] },
  'it has a copy': { steps: [{ ...MAIL, cc: ['boss@customer.example'] }, later(1)] },
};

/** Two enrollments that differ in their ids only, whose messages were handed over. */
async function twins(plan: Partial<SequenceFixture>) {
  const { sequenceId } = await api.sequence(plan);
  const same = { sequenceId, name: 'Twin', email: 'twin@customer.example' };
  const rows = [await api.row(same), await api.row(same)];
  return Promise.all(rows.map(async (row) => ({ row, claim: await api.handedOver(row) })));
}

/** The server answers a little after the claim: delays count from then. */
const answered = () => void (api.now += 7 * 60_000 + 123);

describe('S3, D1: a sent step is settled by what its claim has read, where nothing moved since', () => {
  test.each(Object.entries(PLANS))(
    '%s: the rows are byte for byte those of a settle that reads everything anew, by one statement',
    async (_what, plan) => {
      const [first, second] = await twins(plan);
      answered();
      const statements = await statementsOf(() => api.settlePlainly(first!.row, first!.claim));
      expect(statements).toHaveLength(1);
      expect(api.plain).toEqual([true]);
      const { row: _row, ...unread } = second!.claim;
      await api.settlePlainly(second!.row, unread);
      expect(api.plain).toEqual([true]);
      expect(await api.rowsOf(first!.row)).toBe(await api.rowsOf(second!.row));
    },
    TAKES_MS,
  );

  test.each(['before', 'after'] as const)(
    'D1, O12: a connection that is lost %s it was written leaves no mail in doubt: another one tells, and does it once',
    async (when) => {
      const [first, second] = await twins({ steps: [MAIL, later(3)] });
      answered();
      api.lost = when;
      const wait = { kind: 'wait', reason: 'scheduled', until: api.now + 3 * DAY_MS };
      expect(await api.settlePlainly(first!.row, first!.claim)).toMatchObject(wait);
      expect(await api.settlePlainly(second!.row, second!.claim)).toMatchObject(wait);
      expect(await api.rowsOf(first!.row)).toBe(await api.rowsOf(second!.row));
    },
    TAKES_MS,
  );

  test('D1, O12: a database that is away when the server has answered leaves no mail in doubt: it is told again as of its answer', async () => {
    const [first, second] = await twins({ steps: [MAIL, later(3)] });
    answered();
    api.lost = 'before';
    api.isAway = 1;
    await api.settlePlainly(first!.row, first!.claim);
    expect(api.isAway).toBe(0);
    await api.settlePlainly(second!.row, second!.claim);
    expect(await api.rowsOf(first!.row)).toBe(await api.rowsOf(second!.row));
  });

  test('both answer the same directive', async () => {
    const [first, second] = await twins({ steps: [MAIL, later(2)] });
    answered();
    const { row: _row, ...unread } = second!.claim;
    const plain = await api.settlePlainly(first!.row, first!.claim);
    const full = await api.settlePlainly(second!.row, unread);
    expect(plain).toMatchObject({ kind: 'wait', reason: 'scheduled', until: api.now + 2 * DAY_MS });
    expect({ ...plain, stepExecutionId: null }).toEqual({ ...full, stepExecutionId: null });
  });

  test('a token that is not the message’s any more writes nothing', async () => {
    const [first] = await twins({ steps: [MAIL, later(2)] });
    const stale = { ...first!.claim, token: 'clm_other' };
    await api.settlePlainly(first!.row, stale);
    expect(api.plain).toEqual([false]);
    expect(await api.execution(first!.row.executionId)).toMatchObject({ status: 'sending' });
  });
});

/** A message of an enrollment that waits for its server's answer. */
async function onItsWay(sequenceId?: string) {
  const plan = sequenceId === undefined ? { steps: [MAIL, later(3)] } : { sequenceId };
  const row = await api.row(plan);
  const claim = await api.handedOver(row);
  answered();
  return { claim, row: { ...row, messageId: claim.mail.messageId } };
}

const done = (row: Row) => api.execution(row.executionId);
/** What was done and what is still to come. */
const standing = async ({ enrollmentId }: Row) => {
  const where = { enrollmentId, status: { in: ['done', 'planned', 'ready'] } };
  const rows = await api.db.stepExecution.findMany({ where, orderBy: { position: 'asc' } });
  // The two were claimed one after the other, and are settled at one moment.
  return rows.map(({ status, priority, dueAt }) => ({
    status,
    priority,
    dueAt: status === 'done' ? null : dueAt,
  }));
};
const enrollment = ({ enrollmentId }: Row) =>
  api.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });

describe('whatever the next step depends on moves one of the versions that a settle asks for', () => {
  let shared: string;
  beforeAll(async () => void (shared = (await api.sequence({ steps: [MAIL, later(3)] })).sequenceId));

  test.each(Object.entries(OF_ROWS))(
    '%s: a settle reads everything anew behind it, whether it was committed before or under way',
    async (_who, writer) => {
      const before = await onItsWay(shared);
      const meanwhile = await onItsWay(shared);
      await api.during(writer, before.row, () => Promise.resolve());
      await api.settlePlainly(before.row, before.claim);
      let settling: Promise<unknown> = Promise.resolve();
      await api.during(writer, meanwhile.row, async () => {
        settling = api.settlePlainly(meanwhile.row, meanwhile.claim);
        await api.untilOver(settling);
        expect(await done(meanwhile.row)).toMatchObject({ status: 'sending' });
      });
      await settling;
      expect(api.plain).toEqual([false, false]);
      for (const { row } of [before, meanwhile]) {
        expect(await done(row)).toMatchObject({ status: 'done' });
        const { appliedVersion, intentVersion } = await enrollment(row);
        expect(appliedVersion).toBe(intentVersion);
      }
    },
    TAKES_MS,
  );

  test.each(Object.entries(OF_SEQUENCE))(
    '%s: committed before, it is read anew; under way, it finds the enrollment settled, and behind its plan',
    async (_what, writer) => {
      const before = await onItsWay();
      const meanwhile = await onItsWay();
      await api.during(writer, before.row, () => Promise.resolve());
      await api.settlePlainly(before.row, before.claim);
      await api.during(writer, meanwhile.row, async () => {
        await api.settlePlainly(meanwhile.row, meanwhile.claim);
        expect(await done(meanwhile.row)).toMatchObject({ status: 'done' });
      });
      expect(api.plain).toEqual([false, true]);
      const { sequenceId, enrollmentId } = meanwhile.row;
      const { planVersion } = await api.db.sequence.findUniqueOrThrow({ where: { id: sequenceId } });
      const behind = { sequenceId, planVersion, limit: 9 };
      const isBehind = (await api.deps.store.enrollments.findBehindPlan(api.db, behind)).includes(
        enrollmentId,
      );
      expect(isBehind).toBe(planVersion > 1);
      for (const { row } of [before, meanwhile]) await api.look(row.enrollmentId);
      expect(await standing(meanwhile.row)).toEqual(await standing(before.row));
    },
    TAKES_MS,
  );

  test.each(Object.entries(OF_ALL))(
    '%s has no version: a settle asks for it',
    async (_what, { writer, back }) => {
      const { row, claim } = await onItsWay(shared);
      await api.during(writer, row, () => Promise.resolve());
      await api.settlePlainly(row, claim);
      expect(api.plain).toEqual([false]);
      expect(await done(row)).toMatchObject({ status: 'done' });
      await back(api);
    },
    TAKES_MS,
  );

  test('time alone frees an invoice: what was kept back at the claim is read anew', async () => {
    const row = await api.row({ sequenceId: shared });
    const { customerId } = row;
    await createInvoice(api.deps, api.actor, {
      customerId,
      number: newId('invoice'),
      issuedOn: inDays(api.now, -3),
      dueOn: inDays(api.now, 9),
      amount: '10.00',
    }).then(({ id: invoiceId }) =>
      openHold(api.deps, api.actor, {
        scope: 'invoice',
        invoiceId,
        kind: 'manual',
        expiresAt: new Date(api.now + 60_000).toISOString(),
      }),
    );
    await api.look(row.enrollmentId);
    const claim = await api.handedOver(row);
    answered();
    await api.settlePlainly(row, claim);
    expect(api.plain).toEqual([]);
    expect(await done(row)).toMatchObject({ status: 'done' });
  });

  test('a message in doubt is no plain settle: its late result tells the workflow', async () => {
    const { row, claim } = await onItsWay(shared);
    await api.deps.store.ledger.markUncertain(api.db, {
      source: { kind: 'step_execution', id: row.executionId },
      token: claim.token,
      now: api.now,
    });
    await api.db.stepExecution.update({ where: { id: row.executionId }, data: { status: 'uncertain' } });
    await api.settle(row, claim, ACCEPTED);
    expect(api.plain).toEqual([false]);
    expect(await done(row)).toMatchObject({ status: 'done' });
  });
});
