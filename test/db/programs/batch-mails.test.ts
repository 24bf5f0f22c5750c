import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createDeliverBatch } from '../../../activities/programs/deliver-batch.ts';
import type { Transports } from '../../../activities/sending/transport.ts';
import { approveBatch } from '../../../commands/programs/reviews/approve-batch.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { runAt } from '../../support/worlds/generated-rows.ts';
import { debtorsOf, programWith } from '../../support/worlds/program-debtors.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; programs run on Mondays at 09:00.
const f = useSequences();

test('M1: mails of a batch leave as some of many, which wait in no line of mails', async () => {
  const programId = await programWith(f, [1]);
  await debtorsOf(f)(programId, 'Acme', [{ daysOverdue: 3 }]);
  const { runId } = await runAt(f, programId, '2026-03-02T09:00:00Z');
  await prepareRun(f.deps, { runId });
  const { id: batchId } = await f.deps.db.reviewBatch.findFirstOrThrow({ where: { runId } });
  const contentHash = await f.deps.store.batchDecisions.readOpenHash(f.deps.db, f.actor, batchId);
  await approveBatch(f.deps, f.actor, { batchId, contentHash });
  const asked: unknown[] = [];
  const deliver: Transports['email']['deliver'] = async (_mail, [n], on) => {
    asked.push(on.isOneOfMany);
    await on.fence(n!);
    await on.settle(n!, { kind: 'sent', code: 250, reply: 'OK' });
  };
  const transports = { email: { deliver }, sms: { deliver: () => Promise.reject(new Error('no sms')) } };
  const { signal: stopping } = new AbortController();
  const deps = { ...(f.deps as ActivityDeps), transports, stopping, heartbeatMs: 1_000 };
  await new MockActivityEnvironment().run(createDeliverBatch(deps), { batchId });
  expect(asked).toEqual([true]);
});
