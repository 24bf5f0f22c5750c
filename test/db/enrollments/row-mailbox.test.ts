import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { senderOf } from '../../../domain/enrollments/sender.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { ROW_MAILBOX } from '../../../infra/db/enrollments/row-mailbox.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { runs } from '../../support/rows/runs.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const BOXES = ['mbx_a', 'mbx_b', 'mbx_c'] as const;

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  const { id: _, ...like } = await api.db.mailbox.findFirstOrThrow();
  for (const id of BOXES) await api.db.mailbox.create({ data: { ...like, id, name: id, nameKey: id } });
});
afterAll(() => api.close());

const box = fc.constantFrom(...BOXES);
const health = fc.record({
  status: fc.constantFrom('working', 'failing', 'unverified', 'reconnect'),
  isRetired: fc.boolean(),
  successorId: fc.option(box),
});
const sender = { mailboxId: fc.option(box), fromAddress: fc.constantFrom(null, 'alias@acme.example') };
const rule = fc.record({ ...sender, isThreaded: fc.boolean() });

test('S24, D2: statements find the mailbox of a waiting row where the engine finds its sender', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }] });
  const { enrollmentId, sequenceId, executionId } = row;
  const { stepId } = await api.execution(executionId);
  const given = fc.record({
    boxes: fc.tuple(health, health, health),
    step: rule,
    pinned: fc.option(rule),
    sequence: box,
    thread: fc.option(box),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ boxes, step, pinned, sequence, thread }) => {
      for (const [index, { isRetired, ...data }] of boxes.entries())
        await api.db.mailbox.update({
          where: { id: BOXES[index]! },
          data: { ...data, retiredAt: isRetired ? new Date(api.now) : null },
        });
      await api.db.step.update({ where: { id: stepId }, data: step });
      await api.db.sequence.update({ where: { id: sequenceId }, data: { mailboxId: sequence } });
      await api.db.enrollment.update({ where: { id: enrollmentId }, data: { mailboxId: thread } });
      const pinnedRule = pinned ? { ...pinned, contactTypes: [] } : Prisma.DbNull;
      await api.db.stepExecution.update({ where: { id: executionId }, data: { pinnedRule } });
      const input = { enrollmentIds: [enrollmentId], now: api.now };
      const [snapshot] = await api.deps.store.snapshots.readSnapshots(api.db, input);
      const { executions, steps } = snapshot!;
      const [found] = await api.db.$queryRaw<{ id: string }[]>`
        SELECT ${ROW_MAILBOX} AS id FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
        JOIN sequence s ON s.id = x.sequence_id JOIN step t ON t.id = x.step_id WHERE x.id = ${executionId} ORDER BY x.id`;
      expect(found!.id).toBe(senderOf(snapshot!, executions[0]!, steps[0]!).mailboxId);
    }),
    runs({ test: 60, proof: 1_000 }),
  );
});
