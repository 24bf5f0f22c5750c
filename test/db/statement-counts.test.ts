import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enrollCustomer } from '../../commands/enrollments/enroll-customer.ts';
import { completeStep } from '../../commands/enrollments/queue/settle-step.ts';
import { sendStep } from '../../commands/enrollments/queue/send-step.ts';
import { stopEnrollment } from '../../commands/enrollments/stop-enrollment.ts';
import type { Actor } from '../../contracts/actor.ts';
import { PERMISSIONS } from '../../contracts/permissions.ts';
import { statementsOf } from '../support/servers/count-statements.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { claimStep } from '../support/worlds/claims.ts';
import { ACCEPTED, QueueWorld, type Claimed } from '../support/worlds/queue-world.ts';

const api = new QueueWorld();
let actor: Actor;
beforeAll(async () => {
  await api.open();
  actor = {
    userId: api.adminId,
    role: 'admin',
    permissions: PERMISSIONS,
    requestId: null,
    idempotency: null,
  };
});
afterAll(() => api.close());

/** How many statements a call costs, those that open and end its transactions included. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(work)).length;
}

describe('what a call costs the database, in statements: a higher number needs a reason', () => {
  test('one send: claim, fence and outcome', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(3) }] });
    let claim!: Claimed;
    const costs = {
      claim: await costOf(async () => void (claim = await api.claim(row))),
      fence: await costOf(() =>
        api.deps.store.rawTransaction.runAtOnce(api.db, async (tx) => {
          const gates = [{ kind: 'switch' as const }, { kind: 'sequence' as const, id: row.sequenceId }];
          const passing = api.deps.store.locks.passGates(tx, gates);
          const input = { messageId: claim.mail.messageId, token: claim.token, now: api.now };
          const marking = api.deps.store.stepSends.passFence(tx, input);
          if (!(await Promise.all([passing, marking]))[1]) throw new Error('fenced off');
        }),
      ),
      outcome: await costOf(() => api.settle(row, claim, ACCEPTED)),
    };
    expect(costs).toEqual({ claim: 5, fence: 2, outcome: 1 });
  });

  test('S14, M1: one send within limits, one that has to wait, and its return', async () => {
    const mailbox = (data: object) =>
      api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: { ...data } });
    await mailbox({ dailyCap: 1_000, minIntervalSeconds: 60 });
    const steps = [{ timing: onDay(0, '08:00') }];
    const [before, first, second] = [
      await api.row({ steps }),
      await api.row({ steps }),
      await api.row({ steps }),
    ];
    // The first of all counts what has left from the ledger.
    api.now += 60_000;
    await api.sent(before);
    api.now += 60_000;
    const made: Awaited<ReturnType<typeof claimStep>>[] = [];
    const tried = (row: typeof first) =>
      costOf(async () => {
        const { enrollmentId, executionId: stepExecutionId } = row;
        made.push(await claimStep(api.engine, { enrollmentId, stepExecutionId }));
      });
    const costs = { goes: await tried(first), waits: await tried(second), returns: 0 };
    await api.passFence(made[0] as Claimed);
    api.now += 61_000;
    costs.returns = await tried(second);
    expect(made.map(({ kind }) => kind)).toEqual(['claimed', 'not_now', 'claimed']);
    expect(costs).toEqual({ goes: 6, waits: 7, returns: 6 });
    await mailbox({ dailyCap: null, minIntervalSeconds: 0 });
  });

  test('one look at an enrollment (advance), with and without anything to write', async () => {
    const row = await api.row({ steps: [{ timing: onDay(3) }] });
    expect(await costOf(() => api.look(row.enrollmentId))).toBe(5);
    const { sequenceId } = await api.sequence();
    const { customerId } = await api.payer();
    const { enrollment } = await api.enroll(sequenceId, customerId);
    expect(await costOf(() => api.look(enrollment.id))).toBe(5);
  });

  test('one enrol call', async () => {
    const { sequenceId } = await api.sequence();
    const { customerId } = await api.payer();
    expect(await costOf(() => enrollCustomer(api.deps, actor, { sequenceId, customerId }))).toBe(8);
  });

  test('one stop, one completed task, one requested send', async () => {
    const [stopped, called, mailed] = [
      await api.row(),
      await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] }),
      await api.row(),
    ];
    const costs = {
      stop: await costOf(() => stopEnrollment(api.deps, actor, { enrollmentId: stopped.enrollmentId })),
      complete: await costOf(() => completeStep(api.deps, actor, { stepExecutionId: called.executionId })),
      send: await costOf(() => sendStep(api.deps, actor, { stepExecutionId: mailed.executionId })),
    };
    expect(costs).toEqual({ stop: 12, complete: 15, send: 14 });
  });
});
