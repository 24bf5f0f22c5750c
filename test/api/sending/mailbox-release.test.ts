import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { releaseMailbox } from '../../../commands/sending/release-mailbox.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const HELD = 1000;
const CAP = 100;

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Rows like this one of 999 more customers, all held by their mailbox; the further in the line, the earlier its id. */
async function heldLike({ customerId, enrollmentId, executionId }: Row): Promise<void> {
  const { db } = api;
  const numbers = `generate_series(2, ${HELD}) n`;
  for (const [table, id, change] of [
    ['customer', customerId, `'id', 'cus_' || n, 'name', 'Held ' || n, 'external_id', 'H' || n`],
    ['enrollment', enrollmentId, `'id', 'enr_' || n, 'customer_id', 'cus_' || n`],
    [
      'step_execution',
      executionId,
      `'id', 'exe_' || (2000 - n), 'enrollment_id', 'enr_' || n, 'customer_id', 'cus_' || n,
        'due_at', r.due_at + n * interval '1 second'`,
    ],
  ]) {
    await db.$executeRawUnsafe(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(r) || jsonb_build_object(${change}))).*
       FROM ${table} r, ${numbers} WHERE r.id = $1`,
      id,
    );
  }
  await db.$executeRaw`UPDATE step_execution SET held_reason = 'mailbox_failing', held_until = due_at + interval '1 day'`;
}

test('D2: 1,000 held rows leave at the cap and in order, when their mailbox is back', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }] });
  await heldLike(row);
  const { mailboxId } = api.world;
  await api.db.mailbox.update({ where: { id: mailboxId }, data: { dailyCap: CAP, status: 'working' } });
  await releaseMailbox(api.deps, mailboxId);
  const rows = await api.db.stepExecution.findMany({ orderBy: { dueAt: 'asc' } });
  expect(rows).toHaveLength(HELD);
  const { zone } = await api.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } });
  const days = rows.map(({ slotAt }) => localDateOf(slotAt!.getTime(), zone));
  // In the order in which they were due, a hundred a day.
  expect(days).toEqual([...days].sort());
  const perDay = new Map<string, number>();
  for (const day of days) perDay.set(day, (perDay.get(day) ?? 0) + 1);
  expect([...perDay.values()]).toEqual(Array.from({ length: HELD / CAP }, () => CAP));
  expect(rows.filter(({ heldReason }) => heldReason === null)).toHaveLength(CAP);
  expect(rows.slice(CAP).every(({ heldReason }) => heldReason === 'mailbox_limit')).toBe(true);
});
