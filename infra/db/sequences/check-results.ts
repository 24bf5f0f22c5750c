import { z } from 'zod';
import type { Database, Tx } from '../client.ts';
import { checkSums } from './check-sums.ts';
import { lock } from './fold-results.ts';
import { recount } from './recount-customers.ts';

const ID = 'results';
/** Customers that one look compares. */
const CHUNK = 200;
/** Everybody is compared once in so long. */
const AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** What a look found and mended. */
export interface ResultCheck {
  compared: number;
  /** Customers whose facts were not what a recount says, though nothing had marked them. */
  customerIds: string[];
  /** Sums that were not those of the facts. */
  sums: number;
  /** It has been through everything, and rests. */
  isThrough: boolean;
}

/** Behind all customers: cursors are ids of these, and then those of sums. */
const SUMS = 'seq';

/**
 * Compares the next customers with a recount, or, when it has been through them all, the sums of the next month of a sequence
 * with the facts, and then the money of the next month with the payments; what differs is mended. Once through, it rests for a day. Others who count wait meanwhile, so a look is short.
 */
export async function checkNext(db: Database, now: number): Promise<ResultCheck> {
  const position = await db.resultCheck.findUnique({ where: { id: ID } });
  const from = position?.after ?? '';
  if (position && from === '' && position.restartsAt.getTime() > now) return { ...NOTHING, isThrough: true };
  return db.$transaction(async (tx) => {
    await lock(tx);
    const { after, ...found } = await (from < SUMS ? checkFacts(tx, from) : checkSumsAfter(tx, from));
    const isThrough = after === '';
    const restartsAt = new Date(now + AGAIN_AFTER_MS);
    await tx.resultCheck.upsert({
      where: { id: ID },
      create: { id: ID, after, restartsAt },
      update: { after, ...(isThrough && { restartsAt }) },
    });
    return { ...found, isThrough };
  });
}

const NOTHING = { compared: 0, customerIds: [], sums: 0 };

async function checkFacts(tx: Tx, after: string) {
  const rows = await tx.$queryRaw`
    SELECT c.id FROM customer c WHERE c.id > ${after}
      AND EXISTS (SELECT FROM enrollment e WHERE e.customer_id = c.id)
    ORDER BY c.id LIMIT ${CHUNK}`;
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
  const marks = await tx.resultMark.findMany({
    where: { customerId: { in: ids } },
    select: { customerId: true },
  });
  const marked = new Set(marks.map(({ customerId }) => customerId));
  const unmarked = ids.filter((id) => !marked.has(id));
  const customerIds = await differing(tx, unmarked);
  const isLast = ids.length < CHUNK;
  return { compared: unmarked.length, customerIds, sums: 0, after: isLast ? SUMS : ids.at(-1)! };
}

async function checkSumsAfter(tx: Tx, after: string) {
  return { ...NOTHING, ...(await checkSums(tx, after)) };
}

/** A chunk that is right costs one recount; in one that is not, each customer is looked at alone. */
async function differing(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  await tx.$executeRaw`SAVEPOINT results`;
  if ((await recount(tx, ids)) === 0) return [];
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT results`;
  const found: string[] = [];
  for (const id of ids) if ((await recount(tx, [id])) > 0) found.push(id);
  return found;
}
