import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';
import type { GaugeQuery } from '../gauge.ts';

/** A finding that is not repaired yet: of each workflow at most one, by an index of these words. */
const OPEN = Prisma.sql`kind = 'workflow_failing' AND NOT is_repaired`;

/** Writes down workflows whose task fails again and again, unless that is known of them. */
export async function open(db: Tx, workflowIds: readonly string[], now: number): Promise<void> {
  if (workflowIds.length === 0) return;
  await db.$executeRaw`
    INSERT INTO reconcile_finding (at, kind, entity, entity_id, is_repaired)
    SELECT ${new Date(now)}, 'workflow_failing', 'workflow', id, false
    FROM unnest(${[...workflowIds].sort()}::text[]) AS id
    ON CONFLICT (entity_id) WHERE ${OPEN} DO NOTHING`;
}

/** Some of those of whom it is known, other ones each time, without those named. */
export async function listOpen(
  db: Tx,
  { besides, seed, limit }: { besides: readonly string[]; seed: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT entity_id AS id FROM reconcile_finding
    WHERE ${OPEN} AND entity_id <> ALL(${[...besides]}::text[])
    ORDER BY ${mixedBy(Prisma.sql`entity_id`, seed)} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Says that one gets on again. */
export async function close(db: Tx, workflowId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE reconcile_finding SET is_repaired = true WHERE ${OPEN} AND entity_id = ${workflowId}`;
}

/** What an operator watches of them. */
export const failingGauges: readonly GaugeQuery[] = [
  {
    name: 'failing_workflows',
    help: 'Workflows whose task fails again and again, as far as the reconciler has found them: they get nowhere until workers have code that can go on with them.',
    label: null,
    select: () => Prisma.sql`SELECT count(*) FROM reconcile_finding WHERE ${OPEN}`,
  },
];
