import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { codesOf, explanationWorld, NEXT_RUN } from '../../support/worlds/explanation-world.ts';
import { createSequence } from '../../support/rows/fixtures.ts';
import { rowsOfCustomer } from '../../support/worlds/hidden-customer.ts';
import {
  createBatchRow,
  createRunRow,
  createScheduledRow,
  hideCustomer,
} from '../../support/worlds/touchpoint-rows.ts';

const api = new ApiFixture();
const world = explanationWorld(api);
const { debtor, explain, explainOne, plan, program } = world;

beforeAll(() => world.open());
afterAll(() => api.close());
beforeEach(() => world.startAnew());

describe('O7: what is produced', () => {
  test('each state says what it waits for', async () => {
    const { programId, touchpointIds } = await program([
      { offsetDays: 1 },
      { offsetDays: 2 },
      { offsetDays: 3 },
      { offsetDays: 4 },
      { offsetDays: 5 },
      { offsetDays: 6 },
    ]);
    const { customerId } = await debtor();
    const runId = await createRunRow(api, { programId, localDate: '2026-02-23' });
    const deadlineAt = new Date(NEXT_RUN);
    const batches = await Promise.all(
      touchpointIds.map((touchpointId) =>
        createBatchRow(api, { programId, touchpointId, runId, deadlineAt }),
      ),
    );
    const row = (n: number, more: object) =>
      createScheduledRow(api, {
        programId,
        customerId,
        runId,
        touchpointId: touchpointIds[n]!,
        batchId: batches[n]!,
        plannedOn: '2026-02-23',
        status: 'approved',
        decision: 'approved',
        ...more,
      });
    const proposed = await row(0, { status: 'proposed', decision: undefined });
    const heldUntil = new Date('2026-03-02T15:00:00.000Z');
    const held = await row(1, { heldReason: 'mailbox_limit', heldUntil });
    const leaving = await row(2, { message: { status: 'handed_over' } });
    const uncertain = await row(3, {
      status: 'uncertain',
      errorDetail: 'No answer.',
      message: { status: 'uncertain' },
    });
    const failed = await row(4, { status: 'failed', errorDetail: '550 no such user' });
    const gone = await row(5, { status: 'superseded', reason: 'newer_run' });
    expect(await explainOne(proposed)).toMatchObject({
      nextSendAt: null,
      reasons: [{ code: 'waiting_for_review', until: NEXT_RUN }],
    });
    const shown = await explainOne(held);
    expect(shown.reasons[0]).toEqual({
      code: 'mailbox_limit',
      text: 'Held back: mailbox limit.',
      until: heldUntil.toISOString(),
    });
    expect(await explainOne(leaving)).toMatchObject({ nextSendAt: null, reasons: [{ code: 'handed_over' }] });
    expect(await explainOne(uncertain)).toMatchObject({
      reasons: [{ code: 'uncertain', text: 'No answer.' }],
    });
    expect(await explainOne(failed)).toMatchObject({
      answer: '"5 days, account" does not leave until a person repairs and retries it.',
      reasons: [{ code: 'failed', text: '550 no such user' }],
    });
    expect(await explainOne(gone)).toMatchObject({
      answer: '"6 days, account" does not leave any more: newer run.',
    });
    const { programs } = await explain(customerId);
    expect(programs[0].touchpoints.map((each: Json) => each.scheduledTouchpointId).sort()).toEqual(
      [proposed, held, leaving, uncertain, failed].sort(),
    );
  });

  test('D6: the contact policy moves what is approved; what its own run sent does not', async () => {
    const { programId, touchpointIds } = await program([{ offsetDays: 1 }, { offsetDays: 2 }]);
    const { customerId, email } = await debtor();
    const [runId, other] = [
      await createRunRow(api, { programId, localDate: '2026-02-23' }),
      await createRunRow(api, { programId, localDate: '2026-02-16' }),
    ];
    const sent = await createScheduledRow(api, {
      programId,
      customerId,
      runId: other,
      touchpointId: touchpointIds[1]!,
      status: 'completed',
      message: {
        status: 'sent',
        at: api.now - 36e5,
        recipients: [email!],
      },
    });
    const id = await createScheduledRow(api, {
      programId,
      customerId,
      runId,
      touchpointId: touchpointIds[0]!,
      status: 'approved',
      decision: 'approved',
    });
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 1 } } });
    // The next day begins in Berlin; the program sends from 09:00 UTC on.
    const allowedFrom = '2026-03-02T23:00:00.000Z';
    const before = await explain(customerId);
    expect(before).toMatchObject({
      nextSendAt: '2026-03-03T09:00:00.000Z',
      contactPolicy: { lastMessageAt: new Date(api.now - 3_600_000).toISOString(), allowedFrom },
      reasons: [{ code: 'contact_policy', until: allowedFrom }],
    });
    expect(codesOf((await explainOne(id)).reasons)).toEqual(['contact_policy']);
    await api.database.db.message.updateMany({ where: { sourceId: sent }, data: { runId } });
    expect((await explainOne(id)).nextSendAt).toBe(new Date(api.now).toISOString());
    await api.database.db.message.updateMany({ where: { sourceId: sent }, data: { runId: other } });
    await api.database.db.scheduledTouchpoint.update({ where: { id }, data: { forceReason: 'They asked' } });
    expect((await explainOne(id)).nextSendAt).toBe(new Date(api.now).toISOString());
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 2 } } });
  });

  test('P14: approved content whose facts have moved comes back to review instead of leaving', async () => {
    const { programId, touchpointIds } = await program([{ offsetDays: 1 }]);
    const { customerId, email } = await debtor();
    const runId = await createRunRow(api, { programId, localDate: '2026-02-23' });
    const content = {
      subject: 'S',
      html: 'H',
      text: 'T',
      to: [email!],
      cc: [],
      bcc: [],
      contactId: null,
      invoices: [],
    };
    const id = await createScheduledRow(api, {
      programId,
      customerId,
      runId,
      touchpointId: touchpointIds[0]!,
      status: 'approved',
      decision: 'approved',
      content,
      facts: {
        fingerprint: 'of another day',
        currency: 'USD',
        invoices: [],
        to: [email!],
      },
    });
    expect(await explainOne(id)).toMatchObject({ nextSendAt: null, reasons: [{ code: 'facts_moved' }] });
  });
});

describe('O7: what is not', () => {
  test('why a customer is not in a program, and who decided so', async () => {
    const { programId } = await program([{ delivery: 'auto' }]);
    const { customerId } = await debtor([{ daysOverdue: -5 }]);
    const reasonsOf = async () => (await explain(customerId)).programs[0].reasons;
    expect(await reasonsOf()).toMatchObject([{ code: 'not_enrolled_yet' }]);
    await api.database.db.program.update({ where: { id: programId }, data: { autoEnroll: false } });
    expect(await reasonsOf()).toMatchObject([{ code: 'not_enrolled' }]);
    await api.ok('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, {
      body: { isEnrolled: false },
    });
    expect(await reasonsOf()).toMatchObject([
      { code: 'unenrolled', text: 'It was taken out of the program by Ada on 2026-03-02 08:00 (UTC).' },
    ]);
  });

  test('why a touchpoint does not fire, by reason, with the invoices', async () => {
    await program([
      { offsetDays: 5 },
      { offsetDays: 30 },
      { offsetDays: 3, level: 'invoice' },
      { offsetDays: 40, level: 'invoice' },
    ]);
    const silentOf = async (customerId: string) =>
      (await explain(customerId)).programs[0].silent.map((row: Json) => [
        row.touchpoint.label,
        row.code,
        row.invoices.map((invoice: Json) => invoice.number.slice(-1)),
      ]);
    const { customerId, invoiceIds } = await debtor([
      { daysOverdue: 10 },
      { daysOverdue: 2 },
      { daysOverdue: 50, isDisputed: true },
    ]);
    // Nothing is planned yet: the run fires what has its turn.
    expect(await silentOf(customerId)).toEqual([
      ['5 days, account', 'not_planned_yet', []],
      ['30 days, account', 'disputed', []],
      ['3 days, invoice', 'not_planned_yet', ['1']],
      ['3 days, invoice', 'not_due', ['2']],
      ['3 days, invoice', 'disputed', ['3']],
      ['40 days, invoice', 'not_due', ['1', '2']],
      ['40 days, invoice', 'disputed', ['3']],
    ]);
    await api.ok('POST', `/v1/customers/${customerId}/promises`, {
      body: { promisedOn: '2026-03-20', invoiceIds: [invoiceIds[0]] },
    });
    const promised = await explain(customerId);
    expect(promised.keptBack).toMatchObject([{ invoiceId: invoiceIds[0], kind: 'promise' }]);
    const codeOf = new Map(promised.programs[0].silent.map((row: Json) => [row.touchpoint.label, row.code]));
    expect(codeOf.get('5 days, account')).not.toBe('not_planned_yet');
    const [paid, inactive] = [await debtor([]), await debtor()];
    expect(await silentOf(paid.customerId)).toEqual([
      ['5 days, account', 'nothing_owed', []],
      ['30 days, account', 'nothing_owed', []],
    ]);
    await api.ok('PATCH', `/v1/customers/${inactive.customerId}`, { body: { status: 'suspended' } });
    const suspended = await explain(inactive.customerId);
    expect(suspended.reasons).toMatchObject([{ code: 'customer_not_active' }]);
    expect(new Set(codesOf(suspended.programs[0].silent))).toEqual(new Set(['customer_not_active']));
  });
});

describe('O7: asking', () => {
  test('never moves the answer, and writes nothing', async () => {
    const { programId } = await program([{ delivery: 'auto' }, { offsetDays: 1, level: 'invoice' }]);
    const { customerId } = await debtor();
    await plan(programId);
    const before = await rowsOfCustomer(api, customerId);
    const first = await explain(customerId);
    expect(await explain(customerId)).toEqual(first);
    expect(await rowsOfCustomer(api, customerId)).toEqual(before);
  });

  test('covers live enrollments in sequences; each part needs its permission', async () => {
    await program([{ delivery: 'auto' }]);
    const { customerId } = await debtor();
    const { sequenceId } = await sequence();
    const enrollmentId = await api.enrollment(customerId);
    await api.database.db.enrollment.update({ where: { id: enrollmentId }, data: { sequenceId } });
    const whole = await explain(customerId);
    expect(whole.enrollments).toMatchObject([{ enrollmentId }]);
    expect(whole.programs).toHaveLength(1);
    const agent = await api.user('agent', { taken: ['sequences.read', 'programs.read'] });
    expect(await explain(customerId, agent.key)).toMatchObject({ enrollments: [], programs: [] });
  });

  test('U3: about a hidden customer is like asking about one that is not there', async () => {
    const agent = await api.user('agent');
    const { programId, touchpointIds } = await program([{}]);
    const { customerId } = await debtor();
    const id = await createScheduledRow(api, {
      programId,
      customerId,
      touchpointId: touchpointIds[0]!,
      status: 'scheduled',
    });
    await hideCustomer(api, customerId);
    const paths = [
      [`/v1/customers/${customerId}/explanation`, `/v1/customers/${newId('customer')}/explanation`],
      [
        `/v1/scheduled-touchpoints/${id}/explanation`,
        `/v1/scheduled-touchpoints/${newId('scheduledTouchpoint')}/explanation`,
      ],
    ] as const;
    for (const [hidden, absent] of paths) {
      const answers = [await api.call('GET', hidden, agent), await api.call('GET', absent, agent)];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(answers[0]!.body.detail).toBe(answers[1]!.body.detail);
    }
  });
});

function sequence(): Promise<{ sequenceId: string }> {
  return createSequence(
    api.database.db,
    { userId: api.adminId, mailboxId: world.mailboxId() },
    { now: api.now, steps: [{ type: 'call', timing: { kind: 'offset', days: 0, sendTime: '09:00' } }] },
  );
}
