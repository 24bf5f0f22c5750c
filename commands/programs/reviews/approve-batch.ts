import type { Actor } from '../../../contracts/actor.ts';
import { found, refuseInvalid } from '../../../contracts/problems.ts';
import { batchChanges } from '../../../contracts/programs/changes.ts';
import type { ApproveBatch, ApprovedBatch } from '../../../contracts/programs/review-batches.ts';
import { recheckTouchpoint } from '../../../domain/programs/recheck-touchpoint.ts';
import type { Chosen } from '../../../infra/db/programs/reviews/batch-decisions.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import { actOnBatch, refuseOtherContent, type LockedBatch } from './act-on-batch.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { returnedRow } from './return-to-review.ts';
import { NOTHING_PENDING, readFactsOf, readWriting, type Writing } from '../touchpoints/write-touchpoints.ts';

/** Items that are looked at again in one go. */
const CHUNK = 200;

type Outcome = Omit<ApprovedBatch, 'batchId' | 'status'>;
/** What became of items that were to be approved. */
export type Approved = Omit<Outcome, 'left'>;

/**
 * Approves what waits in a batch, all or all but some, for exactly the content the actor saw (P7, P14). It covers what
 * they can see (U3).
 *
 * Customers are not locked, since ten thousand locks would hold up every payment: what has not moved is approved by one
 * statement that compares the customer's `arVersion` in its own snapshot, and what moved after that is found out at the
 * send, under the customer's lock. Only items whose `arVersion` differs are looked at one by one: where the facts behind
 * the message are the same they are approved, where they moved they are written anew for the reviewer.
 *
 * @throws ProblemError as `actOnBatch`; `conflict`, with what happened, when the batch is not what they saw;
 * `validation` when an exception is no open item of it
 */
export function approveBatch(
  deps: CommandDeps,
  actor: Actor,
  { batchId, contentHash, except = [] }: ApproveBatch & { batchId: string },
): Promise<ApprovedBatch> {
  return actOnBatch<Outcome, ApprovedBatch>(deps, actor, {
    batchId,
    apply: async (locked) => {
      await refuseOtherContent(deps, locked, contentHash);
      await refuseForeign(deps, locked, except);
      const outcome = { ...(await approveChosen(deps, locked, { except })), left: new Set(except).size };
      return { result: outcome, isLeaving: outcome.approved > 0 };
    },
    reply: async (locked, outcome) => {
      const status = await recordApproval(deps, locked, outcome);
      return { batchId, status, ...outcome };
    },
  });
}

/** Writes down what an approval came to. @returns how the batch stands for the actor now */
export async function recordApproval(
  deps: CommandDeps,
  { tx, now, actor, batch }: LockedBatch,
  { approved, left, returned, skipped }: Approved & { left?: number },
): Promise<ApprovedBatch['status']> {
  const { batchId, programId } = batch;
  const { status } = found(await deps.store.reviewViews.findStanding(tx, actor, batchId), 'batch');
  const counts = { approved, left, returned: returned.length, skipped: skipped.length };
  const [before, after] = [{ status: batch.status }, { status, ...counts }];
  const said = { actor, now, entityId: batchId, before, after, data: { programId } };
  await recordChange(deps, tx, batchChanges.approved, said);
  return status;
}

async function refuseForeign(
  { store }: CommandDeps,
  { tx, actor, batch }: LockedBatch,
  except: readonly string[],
): Promise<void> {
  if (except.length === 0) return;
  const open = new Set(
    await store.batchDecisions.listOpen(tx, actor, { batchId: batch.batchId, among: except }),
  );
  refuseInvalid(
    except.flatMap((itemId, index) =>
      open.has(itemId) ? [] : [{ field: `except[${index}]`, message: 'is no open item of this batch' }],
    ),
  );
}

/** Approves those of a locked batch that are chosen, as {@link approveBatch} says; they are what the actor saw. */
export async function approveChosen(
  deps: CommandDeps,
  { tx, now, actor, batch }: LockedBatch,
  chosen: Chosen,
): Promise<Approved> {
  const { store } = deps;
  const { batchId } = batch;
  const outcome: Approved = {
    approved: await store.batchDecisions.approveUnmoved(tx, actor, { batchId, ...chosen, now }),
    returned: [],
    skipped: [],
  };
  const ids = await store.batchDecisions.listOpen(tx, actor, { batchId, ...chosen });
  if (ids.length === 0) return outcome;
  const { runId, touchpointId } = batch;
  const writing = await readWriting(deps, tx, { runId, touchpointIds: [touchpointId] });
  for (let start = 0; start < ids.length; start += CHUNK) {
    const some = ids.slice(start, start + CHUNK);
    const judged = await lookAgain(deps, { tx, now, actor, batch }, { ids: some, writing });
    outcome.approved += judged.approved;
    outcome.returned.push(...judged.returned);
    outcome.skipped.push(...judged.skipped);
  }
  return outcome;
}

/** Judges items whose customers changed since they were written, and writes what becomes of them (P7, P14). */
async function lookAgain(
  deps: CommandDeps,
  { tx, now, actor }: LockedBatch,
  { ids, writing }: { ids: readonly string[]; writing: Writing },
): Promise<Approved> {
  const { store, hash } = deps;
  const rows = await store.scheduledTouchpoints.readAll(tx, ids);
  const facts = await readFactsOf(deps, tx, { rows, writing, now });
  const { today } = writing;
  const judged: Approved = { approved: 0, returned: [], skipped: [] };
  const changes = rows.flatMap((row): ScheduledTouchpointChange[] => {
    const { scheduledTouchpointId: itemId, invoiceId } = row;
    const [of, content] = [facts.get(row.customerId), writing.contents.get(row.touchpointId)];
    if (!of || !content || !row.content || !row.facts) return [];
    const written = { content: row.content, basis: row.facts };
    const recheck = recheckTouchpoint({ content, facts: of, invoiceId, today, written, hash });
    switch (recheck.kind) {
      case 'fits': {
        judged.approved += 1;
        const decided = { decision: 'approved', decidedById: actor.userId, decidedAt: now } as const;
        const { arVersion } = of.customer;
        return [
          {
            scheduledTouchpointId: itemId,
            set: { status: 'approved', reason: null, ...decided, wakeAt: now, arVersion },
          },
        ];
      }
      case 'skip': {
        const { reason } = recheck;
        judged.skipped.push({ itemId, reason });
        return [
          {
            scheduledTouchpointId: itemId,
            set: { status: 'skipped', reason, endedAt: now, ...NOTHING_PENDING },
          },
        ];
      }
      case 'moved': {
        const change = returnedRow(deps, { row, content, facts: of, today, now }, recheck.changes);
        const { errorCode = null } = change.set;
        judged.returned.push({ itemId, changes: recheck.changes, errorCode });
        return [change];
      }
    }
  });
  await store.scheduledTouchpoints.setAll(tx, { changes, by: actor.userId, now });
  return judged;
}
