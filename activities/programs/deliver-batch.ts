import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import { readFactsOf, readWriting } from '../../commands/programs/touchpoints/write-touchpoints.ts';
import { writeByPrompt } from '../../commands/programs/touchpoints/write-by-prompt.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { BatchDirective, TouchpointDirective } from '../../contracts/programs/directives.ts';
import { DUE_TOLERANCE_MS } from '../../domain/time/due.ts';
import type { BatchRef } from '../../infra/temporal/lifecycle.ts';
import type { ActivityDeps } from '../deps.ts';
import { holdBatch } from './hold-batch.ts';
import { sendOnce } from '../sending/send-once.ts';
import { TouchpointSource } from './touchpoint-source.ts';
import { giveBackIfStopping, unlessStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Which batch. */
export interface DeliverBatchInput {
  batchId: string;
}

/** Messages of one batch on their way at once: a few more than a mailbox has connections. */
const AT_ONCE = 16;
/** After this long no further message is begun, so that a worker that is stopped ends in its grace. */
const RUN_MS = 8 * 60_000;
/** Longer than a run and the hand-over begun last: until then nobody has to look after the batch. */
const LEASE_MS = 25 * 60_000;
/** Waits up to this long, without anything to do between them, stay inside the activity; a longer one is a timer. */
const MAX_IDLE_MS = 15_000;
/** How often a run with nothing due looks for what was approved or released meanwhile. */
const LOOK_MS = 1_000;
/** Rows read at once: so many are tried one by one before all of a batch waits. */
const CHUNK = 100;
/** A language model writes one message anew so often while its facts keep moving. */
const MAX_WRITINGS = 3;

/**
 * Delivers what is approved in a batch, many messages at once, and says when to look again. Each message's own row in the
 * ledger decides what an attempt that ended left to do.
 */
export function createDeliverBatch(deps: ActivityDeps) {
  return async function deliverBatch({ batchId }: DeliverBatchInput): Promise<BatchDirective> {
    return whileBeating(deps, () => deliver(deps, batchId));
  };
}

async function deliver(deps: ActivityDeps, batchId: string): Promise<BatchDirective> {
  const { touchpointSends } = deps.store;
  const now = await deps.now();
  const lease = { batchId, now, leaseUntil: now + LEASE_MS };
  const batch = await deps.db.$transaction((tx) => touchpointSends.beginSend(tx, lease));
  if (!batch) return { kind: 'ended' };
  // What fails keeps the lease: the next attempt is Temporal's.
  await new BatchSend(deps, batch).run();
  const { waiting, next } = await deps.db.$transaction((tx) => touchpointSends.endSend(tx, batchId));
  if (next === null) return { kind: 'ended' };
  if (next.at <= (await deps.now())) return { kind: 'more' };
  return { kind: 'wait', until: next.at, reason: next.reason ?? 'scheduled', waiting };
}

/** One go at the messages of a batch whose time has come. */
class BatchSend {
  private readonly end = AbortSignal.timeout(RUN_MS);
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly failed = new Set<string>();
  private failure: { error: unknown } | null = null;
  private queue: string[] = [];
  private idledMs = 0;

  constructor(
    private readonly deps: ActivityDeps,
    private readonly batch: BatchRef,
  ) {}

  /**
   * Delivers until nothing is left to do for now; one message that fails keeps no other back.
   *
   * @throws the first failure, after all was tried
   */
  async run(): Promise<void> {
    // Each message on its way listens to it.
    setMaxListeners(0, Context.current().cancellationSignal);
    try {
      while (!this.isOver() && (await this.step()));
    } finally {
      await Promise.all(this.inFlight.values());
    }
    if (Context.current().cancellationSignal.aborted) throw new CancelledFailure('stopped');
    if (this.failure) throw this.failure.error;
    giveBackIfStopping(this.deps);
  }

  /** Begins one message, or waits for something to do. False: nothing is left for this run. */
  private async step(): Promise<boolean> {
    if (this.inFlight.size >= AT_ONCE) {
      await Promise.race(this.inFlight.values());
      return true;
    }
    const next = this.queue.shift();
    if (next !== undefined) {
      this.begin(next);
      return true;
    }
    this.queue = await this.readDue();
    return this.queue.length > 0 || this.idle();
  }

  private begin(scheduledTouchpointId: string): void {
    this.idledMs = 0;
    const sending = this.send(scheduledTouchpointId)
      .catch((error: unknown) => {
        this.failed.add(scheduledTouchpointId);
        this.failure ??= { error };
      })
      .finally(() => this.inFlight.delete(scheduledTouchpointId));
    this.inFlight.set(scheduledTouchpointId, sending);
  }

  private async readDue(): Promise<string[]> {
    const { deps } = this;
    const { batchId } = this.batch;
    const dueBefore = (await deps.now()) + DUE_TOLERANCE_MS;
    const asked = { batchId, dueBefore, besides: this.besides(), limit: CHUNK };
    const due = await deps.store.touchpointSends.findDue(deps.db, asked);
    return due.length > 0 && (await holdBatch(deps, this.batch, dueBefore)) ? [] : due;
  }

  /** Waits for what is on its way, or for what leaves soon. */
  private async idle(): Promise<boolean> {
    const { deps } = this;
    const { batchId } = this.batch;
    if (this.inFlight.size > 0) {
      await Promise.race([...this.inFlight.values(), sleep(LOOK_MS)]);
      return true;
    }
    const { next } = await deps.store.touchpointSends.readOutlook(deps.db, {
      batchId,
      besides: this.besides(),
    });
    const dueInMs = next === null ? Infinity : Math.max(next.at - (await deps.now()), 0);
    if (this.idledMs + dueInMs > MAX_IDLE_MS) return false;
    const waitMs = Math.min(dueInMs, LOOK_MS);
    this.idledMs += waitMs;
    await unlessStopping(deps, () => sleep(waitMs));
    return true;
  }

  private besides(): string[] {
    return [...this.inFlight.keys(), ...this.failed];
  }

  private isOver(): boolean {
    const { stopping } = this.deps;
    return this.end.aborted || stopping.aborted || Context.current().cancellationSignal.aborted;
  }

  private async send(scheduledTouchpointId: string): Promise<void> {
    for (let writings = 0; ; writings++) {
      const directive = await this.sendWritten(scheduledTouchpointId);
      if (directive.kind !== 'unwritten') return;
      if (writings === MAX_WRITINGS) throw new Error('the facts of a message keep moving');
      await this.writeText(scheduledTouchpointId);
    }
  }

  private sendWritten(scheduledTouchpointId: string): Promise<TouchpointDirective> {
    const { deps } = this;
    const { programId } = this.batch;
    return sendOnce(deps, new TouchpointSource(deps, { scheduledTouchpointId, programId }));
  }

  /** Has a language model write what the program approved unseen (M4). */
  private async writeText(scheduledTouchpointId: string): Promise<void> {
    const { deps } = this;
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
}
