import { setTimeout as sleep } from 'node:timers/promises';
import { enrollmentWorkflowId } from '../workflows/enrollments/enrollment.messages.ts';
import { createCustomers, createSequence, enrollRows } from './population.ts';
import { openRig, runProduct, type Rig } from './rig.ts';
import type { Row } from './table.ts';

const POLL_MS = 1_000;
/** A minute behind each other; a customer hears two mails a day. */
const MAILS = 2;
const MILLION = 1_000_000;

interface TableSize {
  table: string;
  rows: number;
  heap: number;
  indexes: number;
}

/** Every table with its rows and bytes; partitions count for their table. */
async function sizesOf({ db }: Rig): Promise<Map<string, TableSize>> {
  await db.$executeRawUnsafe('VACUUM (ANALYZE)');
  const rows = await db.$queryRaw<TableSize[]>`
    SELECT coalesce(i.inhparent, c.oid)::regclass::text AS table, sum(greatest(c.reltuples, 0))::float8 AS rows,
      sum(pg_table_size(c.oid))::float8 AS heap, sum(pg_indexes_size(c.oid))::float8 AS indexes
    FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1`;
  return new Map(rows.map((row) => [row.table, row]));
}

/** What enrollments that have run to their end leave in PostgreSQL and Temporal, scaled to a million. */
export async function measureSizes({ size }: { size: number }): Promise<Row[]> {
  const rig = await openRig();
  try {
    await runProduct(rig);
    const minute = { kind: 'delay' as const, amount: 1, unit: 'minutes' as const, atTime: null };
    const sequenceId = await createSequence(
      rig,
      'Sizes',
      Array.from({ length: MAILS }, () => minute),
    );
    const customers = await createCustomers(rig, size);
    const before = await sizesOf(rig);
    const customerIds = customers.map(({ customerId }) => customerId);
    const enrollments = await enrollRows(rig, { sequenceId, customerIds, plannedFrom: Date.now() });
    // One after the other: what is measured is what they leave, and a server that is asked too much refuses some.
    for (const enrollment of enrollments) await rig.deps.lifecycle.startEnrollment(enrollment);
    while ((await rig.db.enrollment.count({ where: { status: 'completed' } })) < size) await sleep(POLL_MS);
    const after = await sizesOf(rig);
    const scale = MILLION / size;
    const rows = [...after.values()]
      .map((now) => {
        const was = before.get(now.table) ?? { rows: 0, heap: 0, indexes: 0 };
        return {
          'of a million': now.table,
          'rows, thousands': ((now.rows - was.rows) * scale) / 1000,
          'table, MB': ((now.heap - was.heap) * scale) / 1e6,
          'indexes, MB': ((now.indexes - was.indexes) * scale) / 1e6,
        };
      })
      .filter((row) => row['rows, thousands'] > 0)
      .sort((a, b) => b['table, MB'] + b['indexes, MB'] - a['table, MB'] - a['indexes, MB']);
    return [...rows, ...(await temporalRows(rig, enrollments))];
  } finally {
    await rig.close();
  }
}

/** Actions that Temporal Cloud bills: the start, timers, activities with each retry, wake-ups. */
const ACTIONS = new Set([
  'workflowExecutionStartedEventAttributes',
  'timerStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
]);
/** Histories that are read. */
const SAMPLE = 50;

async function temporalRows(rig: Rig, enrollments: readonly { enrollmentId: string }[]): Promise<Row[]> {
  const found = { events: 0, actions: 0, bytes: 0 };
  const sample = enrollments.slice(0, SAMPLE);
  for (const { enrollmentId } of sample) {
    const handle = rig.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
    const { events } = await handle.fetchHistory();
    const names = (events ?? []).flatMap((event) =>
      Object.keys(event).filter((key) => key.endsWith('EventAttributes')),
    );
    found.events += names.length;
    found.actions += names.filter((name) => ACTIONS.has(name)).length;
    found.bytes += (await handle.describe()).historySize ?? 0;
  }
  return Object.entries(found).map(([name, sum]) => ({
    'of a million': `Temporal: ${name === 'bytes' ? 'history, MB' : `${name}, thousands`}`,
    'rows, thousands': name === 'bytes' ? sum / sample.length : (sum / sample.length) * 1000,
  }));
}
