import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { SEVERITIES, type Severity } from '../../../contracts/customers/kinds.ts';
import { SIGNAL_RULES, SIGNAL_SOURCES, type SignalSource } from '../../../contracts/insights/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import {
  signalSourceSchema,
  type ListSignalsQuery,
  type Signal,
} from '../../../contracts/insights/signals.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Signal as Row } from '../generated/client.ts';
import { isoOf, isoOrNull } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

/** Ranks as stored, for sorting: the most severe is the greatest. */
export const SEVERITY_RANKS: Readonly<Record<Severity, number>> = { high: 3, medium: 2, healthy: 1, none: 0 };

/** What has expired is over, also before the nightly run has closed it. */
function shown(row: Row, now: number): Signal {
  const hasExpired = row.isActive && row.expiresAt !== null && row.expiresAt.getTime() <= now;
  return {
    id: row.id,
    customerId: row.customerId,
    kind: row.kind,
    severity: z.enum(SEVERITIES).parse(row.severity),
    text: row.text,
    source: z.enum(SIGNAL_SOURCES).parse(row.source),
    rule: z.enum(SIGNAL_RULES).nullable().parse(row.rule),
    authorId: row.authorId,
    sources: z.array(signalSourceSchema).parse(row.sources ?? []),
    isActive: row.isActive && !hasExpired,
    startedAt: isoOf(row.startedAt),
    endedAt: hasExpired ? isoOrNull(row.expiresAt) : isoOrNull(row.endedAt),
    expiresAt: isoOrNull(row.expiresAt),
  };
}

/** Signals of a customer, the latest first; null when the customer is absent or hidden. `now` decides what expired. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, now, ...query }: ListSignalsQuery & { customerId: string; now: number },
): Promise<Page<Signal> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const before = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.string()]));
  const startedAt = before && new Date(before[0]);
  const at = new Date(now);
  const active = { isActive: true, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
  const rows = await db.signal.findMany({
    where: {
      customerId,
      AND: [
        query.isActive === undefined ? {} : query.isActive ? active : { NOT: active },
        before && startedAt
          ? { OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { lt: before[1] } }] }
          : {},
      ],
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  });
  return pageOf(
    rows.map((row) => shown(row, now)),
    query.limit,
    (each) => [each.startedAt, each.id],
  );
}

/** One signal; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { signalId, now }: { signalId: string; now: number },
): Promise<Signal | null> {
  const row = await db.signal.findUnique({ where: { id: signalId } });
  return row && (await canSeeCustomer(db, viewer, row.customerId)) ? shown(row, now) : null;
}

/** A signal that was posted; instants in epoch milliseconds. */
export interface NewSignal {
  id: string;
  customerId: string;
  kind: string;
  severity: Severity;
  text: string;
  source: SignalSource;
  expiresAt: number | null;
  authorId: string;
  now: number;
}

/** Stores a posted signal. */
export async function insert(tx: Tx, { now, expiresAt, ...signal }: NewSignal): Promise<void> {
  const at = new Date(now);
  await tx.signal.create({
    data: {
      ...signal,
      severityRank: SEVERITY_RANKS[signal.severity],
      isActive: true,
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      startedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
}

/** Ends a signal of no rule that is active. Returns whether it was. */
export async function end(
  tx: Tx,
  { signalId, userId, now }: { signalId: string; userId: string; now: number },
): Promise<boolean> {
  const at = new Date(now);
  const { count } = await tx.signal.updateMany({
    where: { id: signalId, rule: null, isActive: true, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
    data: { isActive: false, endedAt: at, endedById: userId, updatedAt: at },
  });
  return count > 0;
}
