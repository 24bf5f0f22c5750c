import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { senderOf } from '../../../domain/enrollments/sender.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { ROW_ADDRESS, ROW_MAILBOX } from '../../../infra/db/enrollments/row-mailbox.ts';
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
const address = fc.constantFrom(null, 'alias@acme.example', 'other@acme.example');
const sender = { mailboxId: fc.option(box), fromAddress: address };
const rule = fc.record({ ...sender, isThreaded: fc.boolean() });

test('S24, D2: statements find the sender of a row where the engine finds it, and the claim reads the same by one as by two', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }] });
  const { enrollmentId, sequenceId, executionId } = row;
  const { stepId } = await api.execution(executionId);
  const given = fc.record({
    boxes: fc.tuple(health, health, health),
    step: rule,
    pinned: fc.option(rule),
    sequence: fc.record({ mailboxId: box, fromAddress: address }),
    thread: fc.record(sender),
  });
  await fc.assert(
    fc.asyncProperty(given, async ({ boxes, step, pinned, sequence, thread }) => {
      for (const [index, { isRetired, ...data }] of boxes.entries())
        await api.db.mailbox.update({
          where: { id: BOXES[index]! },
          data: { ...data, retiredAt: isRetired ? new Date(api.now) : null },
        });
      await api.db.step.update({ where: { id: stepId }, data: step });
      await api.db.sequence.update({ where: { id: sequenceId }, data: sequence });
      await api.db.enrollment.update({ where: { id: enrollmentId }, data: thread });
      const pinnedRule = pinned ? { ...pinned, contactTypes: [] } : Prisma.DbNull;
      await api.db.stepExecution.update({ where: { id: executionId }, data: { pinnedRule } });
      const input = { enrollmentIds: [enrollmentId], now: api.now };
      const [snapshot] = await api.deps.store.snapshots.readSnapshots(api.db, input);
      const { executions, steps } = snapshot!;
      const [found] = await api.db.$queryRaw<{ mailboxId: string; fromAddress: string | null }[]>`
        SELECT ${ROW_MAILBOX} AS "mailboxId", ${ROW_ADDRESS} AS "fromAddress" FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
        JOIN sequence s ON s.id = x.sequence_id JOIN step t ON t.id = x.step_id WHERE x.id = ${executionId} ORDER BY x.id`;
      const from = senderOf(snapshot!, executions[0]!, steps[0]!);
      expect(found).toEqual(from);
      const asked = { enrollmentId, stepExecutionId: executionId, now: api.now };
      const read = await api.deps.store.readToSend.readToSend(api.db, asked);
      const { customerId } = row;
      const facts = await api.deps.store.sendFacts.readSendFacts(api.db, { customerId, ...from, ...asked });
      expect({ ...read, mail: { sender: from, facts: read?.mail?.read() } }).toEqual({
        snapshot,
        mail: { sender: read?.mail?.sender, facts },
      });
    }),
    runs({ test: 60, proof: 1_000 }),
  );
});
