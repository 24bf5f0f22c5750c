import { describe, expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { cancelTouchpoint } from '../../../commands/programs/touchpoints/answer-touchpoint.ts';
import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import { returnToReview } from '../../../commands/programs/reviews/return-to-review.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { archiveTouchpoint } from '../../../commands/programs/save-touchpoint.ts';
import { setProgramEnrollment } from '../../../commands/programs/set-program-enrollment.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { claimTouchpoint, settleTouchpoint } from '../../support/worlds/claims.ts';
import { rowsOf, runAt } from '../../support/worlds/generated-rows.ts';
import { debtorsOf, programWith } from '../../support/worlds/program-debtors.ts';
import { tickAt } from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; programs run on Mondays at 09:00.
const f = useSequences();
const MONDAY = '2026-03-02T09:00:00Z';
const NEXT_MONDAY = '2026-03-09T09:00:00Z';
const debtor = debtorsOf(f);
const rows = (programId: string, which?: Parameters<typeof rowsOf>[2]) => rowsOf(f.deps.db, programId, which);
const find = (where: object) => f.deps.db.scheduledTouchpoint.findFirstOrThrow({ where });

const untilBlocked = () => untilSomebodyWaits(f.deps.db);

/** A run by hand begins, whatever it replaces. */
async function beginByHand(programId: string): Promise<string> {
  const { db, hash, store } = f.deps;
  const { text } = await store.programRunViews.readOpenProposals(db, f.actor, programId);
  const confirmation = hash(`${programId} ${text}`);
  return (await runNow(f.deps, f.actor, { programId, confirmation })).id;
}

/** The commands' deps, with a hand in what a run by hand replaces. */
function replacing(change: typeof f.deps.store.programReplacement.supersedeReplaced) {
  const { store } = f.deps;
  const programReplacement = { ...store.programReplacement, supersedeReplaced: change };
  return { ...f.deps, store: { ...store, programReplacement } };
}

/** A run whose one batch is written and approved: its messages. */
async function approved(programId: string): Promise<{ runId: string; batchId: string }> {
  const { runId } = await runAt(f, programId, MONDAY);
  await prepareRun(f.deps, { runId });
  const { id: batchId } = await f.deps.db.reviewBatch.findFirstOrThrow({ where: { runId } });
  const contentHash = await f.deps.store.batchDecisions.readOpenHash(f.deps.db, f.actor, batchId);
  await approveBatch(f.deps, f.actor, { batchId, contentHash });
  return { runId, batchId };
}

const activityDeps = () => f.deps as ActivityDeps;

/** Claims a message and hands it over, as a delivery does. */
async function handOver(scheduledTouchpointId: string, programId: string) {
  const claim = await claimTouchpoint(activityDeps(), { scheduledTouchpointId, programId });
  if (claim.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(claim)}`);
  const { messageId } = claim.mail;
  const data = { status: 'handed_over', handedOverAt: new Date(f.now) };
  await f.deps.db.message.update({ where: { id: messageId }, data });
  const settle = (result: HandOverResult) =>
    settleTouchpoint(activityDeps(), { scheduledTouchpointId, programId, claim, result });
  return { claim, settle };
}

const LATER: HandOverResult = {
  kind: 'temporary_after_body',
  code: 451,
  reply: 'try again later',
  rejected: [],
} as HandOverResult;

describe('a person decides while a run by hand generates', () => {
  test('D1: a proposal that is approved and sent after the run has judged is not produced again', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    const runId = await beginByHand(programId);
    const deps = replacing(async (tx, input) => {
      const data = { status: 'completed', decision: 'approved' };
      await f.deps.db.scheduledTouchpoint.updateMany({ where: { runId: first.runId }, data });
      return f.deps.store.programReplacement.supersedeReplaced(tx, input);
    });
    await generateRun(deps, { runId });
    expect(await rows(programId, { runId })).toEqual([]);
  });

  test('lock order: cancelling a proposal that the run replaces waits for it, and neither fails', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    const { id: scheduledTouchpointId } = await find({ runId: first.runId, customerId });
    const runId = await beginByHand(programId);
    let cancelling: Promise<unknown> = Promise.resolve();
    const deps = replacing(async (tx, input) => {
      await tx.$queryRaw`SELECT id FROM review_batch WHERE run_id = ${first.runId} FOR NO KEY UPDATE`;
      cancelling = cancelTouchpoint(f.deps, f.actor, { scheduledTouchpointId }).then(
        () => 'cancelled',
        (error: unknown) => (error as { code?: string }).code,
      );
      await untilBlocked();
      return f.deps.store.programReplacement.supersedeReplaced(tx, input);
    });
    expect(await generateRun(deps, { runId })).toMatchObject({ isSuperseded: false });
    expect(await cancelling).toBe('already_acted');
  });

  test('lock order: retrying a message whose place the run takes waits for it, and is told so', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await debtor(programId, 'Beta', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    const { id: scheduledTouchpointId } = await find({ runId: first.runId, customerId });
    const data = {
      status: 'failed',
      errorCode: 'refused',
      decision: 'approved',
      decidedById: f.actor.userId,
    };
    await f.deps.db.scheduledTouchpoint.update({ where: { id: scheduledTouchpointId }, data });
    const runId = await beginByHand(programId);
    let retrying: Promise<unknown> = Promise.resolve();
    const deps = replacing(async (tx, input) => {
      const runs = await f.deps.store.programReplacement.supersedeReplaced(tx, input);
      retrying = retryTouchpoint(f.deps, f.actor, { scheduledTouchpointId }).then(
        () => 'retried',
        (error: unknown) => (error as { code?: string }).code,
      );
      await untilBlocked();
      return runs;
    });
    expect(await generateRun(deps, { runId })).toMatchObject({ isSuperseded: false });
    expect(await retrying).toBe('conflict');
  });
});

describe('lock order', () => {
  test('an enrollment that is decided while a run holds its program waits for it, and neither fails', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId } = await tickAt(f, programId, MONDAY);
    const { store, db } = f.deps;
    let round = 0;
    let deciding: Promise<unknown> = Promise.resolve();
    const allowMemory: typeof store.programGeneration.allowMemory = async (tx) => {
      round += 1;
      if (round <= 2) {
        // Somebody edits the program: the run judges anew, and at last has edits wait.
        const data = { planVersion: { increment: 1 } };
        await db.program.update({ where: { id: programId }, data });
      } else if (round === 3) {
        const decision = { programId, customerId, isEnrolled: false };
        deciding = setProgramEnrollment(f.deps, f.actor, decision).then(
          () => 'decided',
          (error: unknown) => error,
        );
        await untilBlocked();
      }
      return store.programGeneration.allowMemory(tx);
    };
    const deps = {
      ...f.deps,
      store: { ...store, programGeneration: { ...store.programGeneration, allowMemory } },
    };
    expect(await generateRun(deps, { runId: runId! })).toMatchObject({ isSuperseded: false });
    expect(await deciding).toBe('decided');
    expect(await rows(programId, { status: 'proposed' })).toEqual([]);
  });

  test('an item that comes back to a newer batch locks batches in the order of their ids', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await approved(programId);
    await debtor(programId, 'Beta', [{ daysOverdue: 3 }]);
    const second = await runAt(f, programId, NEXT_MONDAY);
    const { id: batchId } = await f.deps.db.reviewBatch.findFirstOrThrow({ where: { runId: second.runId } });
    const { id: scheduledTouchpointId } = await find({ runId: first.runId, customerId });
    const changes = { balance: null, credit: null, invoices: [], recipients: null };
    let returning: Promise<unknown> = Promise.resolve();
    // As those do who release holds, or take customers out.
    await f.deps.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM review_batch WHERE id = ${first.batchId} FOR NO KEY UPDATE`;
        returning = f.deps.db
          .$transaction(async (other) => {
            await f.deps.store.scheduledTouchpoints.lock(other, scheduledTouchpointId);
            return returnToReview(f.deps, other, { scheduledTouchpointId, changes, now: f.now });
          })
          .catch((error: unknown) => error);
        await untilBlocked();
        await tx.$queryRaw`SELECT id FROM review_batch WHERE id = ${batchId} FOR NO KEY UPDATE`;
      },
      { timeout: 20_000 },
    );
    expect(await returning).toBe('returned');
  });
});

test('P11: what comes back of an archived touchpoint waits for nobody', async () => {
  const programId = await programWith(f, [1, 20]);
  const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
  const { runId, batchId } = await approved(programId);
  const { id: scheduledTouchpointId, touchpointId } = await find({ runId, customerId });
  await archiveTouchpoint(f.deps, f.actor, { programId, touchpointId });
  const changes = { balance: null, credit: null, invoices: [], recipients: null };
  const returned = await f.deps.db.$transaction(async (tx) => {
    await f.deps.store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
    return returnToReview(f.deps, tx, { scheduledTouchpointId, changes, now: f.now });
  });
  expect(returned).toBe('skipped');
  expect(await find({ id: scheduledTouchpointId })).toMatchObject({ reason: 'touchpoint_archived' });
  expect((await f.deps.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } })).status).toBe('approved');
});

describe('P5, P10: who was taken out of a program', () => {
  test('gets nothing when a failed message of theirs is retried', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await approved(programId);
    const { id: scheduledTouchpointId } = await find({ programId, customerId, status: 'approved' });
    const data = { status: 'failed', errorCode: 'refused', wakeAt: null };
    await f.deps.db.scheduledTouchpoint.update({ where: { id: scheduledTouchpointId }, data });
    await setProgramEnrollment(f.deps, f.actor, { programId, customerId, isEnrolled: false });
    await retryTouchpoint(f.deps, f.actor, { scheduledTouchpointId }).catch(() => null);
    const claim = await claimTouchpoint(activityDeps(), { scheduledTouchpointId, programId });
    expect(claim.kind).toBe('not_now');
    expect(['skipped', 'failed']).toContain((await find({ id: scheduledTouchpointId })).status);
  });

  test('gets nothing later when the server put off the message that was leaving', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await approved(programId);
    const { id: scheduledTouchpointId } = await find({ programId, customerId, status: 'approved' });
    const { settle } = await handOver(scheduledTouchpointId, programId);
    const taken = await setProgramEnrollment(f.deps, f.actor, { programId, customerId, isEnrolled: false });
    expect(taken.inFlight).toHaveLength(1);
    await settle(LATER);
    f.now += 60 * 60_000;
    const claim = await claimTouchpoint(activityDeps(), { scheduledTouchpointId, programId });
    expect(claim.kind).toBe('not_now');
  });
});

describe('P9, D1: a message on its way', () => {
  test('cancelled while it was leaving, it is not tried again when the server put it off', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await approved(programId);
    const { id: scheduledTouchpointId } = await find({ programId, customerId, status: 'approved' });
    const { settle } = await handOver(scheduledTouchpointId, programId);
    const cancelling = cancelTouchpoint(f.deps, f.actor, { scheduledTouchpointId });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await settle(LATER);
    await cancelling;
    f.now += 60 * 60_000;
    const claim = await claimTouchpoint(activityDeps(), { scheduledTouchpointId, programId });
    expect(claim.kind).toBe('not_now');
  });

  test('uncertain, and then put off by the server after all, it leaves later and does not wait for ever', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await approved(programId);
    const { id: scheduledTouchpointId } = await find({ programId, customerId, status: 'approved' });
    const { claim, settle } = await handOver(scheduledTouchpointId, programId);
    const source = { kind: 'touchpoint', id: scheduledTouchpointId } as const;
    await f.deps.db.$transaction((tx) =>
      f.deps.store.ledger.markUncertain(tx, { source, token: claim.token, now: f.now }),
    );
    await settle(LATER);
    expect((await find({ id: scheduledTouchpointId })).status).toBe('approved');
    f.now += 60 * 60_000;
    const next = await claimTouchpoint(activityDeps(), { scheduledTouchpointId, programId });
    expect(next.kind).toBe('claimed');
  });

  test('refused, it does not leave any more when a newer run has sent its own', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    await approved(programId);
    const { id: scheduledTouchpointId } = await find({ programId, customerId, status: 'approved' });
    const data = { status: 'failed', errorCode: 'refused', wakeAt: null };
    await f.deps.db.scheduledTouchpoint.update({ where: { id: scheduledTouchpointId }, data });
    const { runId } = await runAt(f, programId, NEXT_MONDAY);
    await f.deps.db.scheduledTouchpoint.updateMany({ where: { runId }, data: { status: 'completed' } });
    await expect(retryTouchpoint(f.deps, f.actor, { scheduledTouchpointId })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
