import { readFactsOf, readWriting } from '../../commands/programs/touchpoints/write-touchpoints.ts';
import { writeByPrompt } from '../../commands/programs/touchpoints/write-by-prompt.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { TouchpointDirective } from '../../contracts/programs/directives.ts';
import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import type { BatchRef } from '../../infra/temporal/lifecycle.ts';
import type { ActivityDeps } from '../deps.ts';
import { drain, DRAIN_LEASE_MS } from '../sending/drain.ts';
import { sendOnce } from '../sending/send-once.ts';
import { whileBeating } from '../while-beating.ts';
import { holdBatch } from './hold-batch.ts';
import { TouchpointSource } from './touchpoint-source.ts';

/** Which batch. */
export interface DeliverBatchInput {
  batchId: string;
}

/** A language model writes one message anew so often while its facts keep moving. */
const MAX_WRITINGS = 3;

/**
 * Delivers what is approved in a batch, many messages at once, and says when to look again. Each message's own row in the
 * ledger decides what an attempt that ended left to do.
 */
export function createDeliverBatch(deps: ActivityDeps) {
  return async function deliverBatch({ batchId }: DeliverBatchInput): Promise<DeliveryDirective> {
    return whileBeating(deps, () => deliver(deps, batchId));
  };
}

async function deliver(deps: ActivityDeps, batchId: string): Promise<DeliveryDirective> {
  const { touchpointSends } = deps.store;
  const now = await deps.now();
  const lease = { batchId, now, leaseUntil: now + DRAIN_LEASE_MS };
  const batch = await deps.db.$transaction((tx) => touchpointSends.beginSend(tx, lease));
  if (!batch) return { kind: 'ended' };
  const end = () => deps.db.$transaction((tx) => touchpointSends.endSend(tx, batchId));
  // What fails keeps the lease: the next attempt is Temporal's.
  await drain(deps, {
    async findDue(asked) {
      const due = await touchpointSends.findDue(deps.db, { batchId, ...asked });
      return due.length > 0 && (await holdBatch(deps, batch, asked.dueBefore)) ? [] : due;
    },
    async readNextAt(besides) {
      const { next } = await touchpointSends.readOutlook(deps.db, { batchId, besides });
      return next?.at ?? null;
    },
    send: (scheduledTouchpointId) => send(deps, batch, scheduledTouchpointId),
    giveBack: end,
  });
  const { waiting, next } = await end();
  if (next === null) return { kind: 'ended' };
  if (next.at <= (await deps.now())) return { kind: 'more' };
  return { kind: 'wait', until: next.at, reason: next.reason ?? 'scheduled', waiting };
}

async function send(deps: ActivityDeps, batch: BatchRef, scheduledTouchpointId: string): Promise<void> {
  for (let writings = 0; ; writings++) {
    const directive = await sendWritten(deps, batch, scheduledTouchpointId);
    if (directive.kind !== 'unwritten') return;
    if (writings === MAX_WRITINGS) throw new Error('the facts of a message keep moving');
    await writeText(deps, scheduledTouchpointId);
  }
}

function sendWritten(
  deps: ActivityDeps,
  { programId }: BatchRef,
  scheduledTouchpointId: string,
): Promise<TouchpointDirective> {
  return sendOnce(deps, new TouchpointSource(deps, { scheduledTouchpointId, programId }), {
    isOneOfMany: true,
  });
}

/** Has a language model write what the program approved unseen (M4). */
async function writeText(deps: ActivityDeps, scheduledTouchpointId: string): Promise<void> {
  const { db, store } = deps;
  const now = await deps.now();
  const row = await store.scheduledTouchpoints.read(db, scheduledTouchpointId);
  if (row?.status !== 'approved' || row.runId === null) return;
  const asked = { runId: row.runId, touchpointIds: [row.touchpointId] };
  const writing = await readWriting(deps, db, asked);
  const facts = (await readFactsOf(deps, db, { rows: [row], writing, now })).get(row.customerId);
  const content = writing.contents.get(row.touchpointId);
  if (!facts || !content) throw new Error('a scheduled touchpoint without its customer');
  const change = await writeByPrompt(deps, { row, content, facts, writing, now });
  await store.scheduledTouchpoints.set(db, {
    ...change,
    from: 'approved',
    ifContentHash: null,
    by: SYSTEM.userId,
    now,
  });
}
