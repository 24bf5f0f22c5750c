import type { Actor } from '../../../contracts/actor.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { OpenRecord } from '../../../infra/db/automations/pass-work.ts';
import type { CommandDeps } from '../../deps.ts';
import { inParallel } from '../../wakes.ts';
import { momentOf } from '../membership/moment.ts';
import type { PassParts } from './parts.ts';
import { failRecord, workRecord } from './work-record.ts';
import type { RecordWork } from './why-left-out.ts';

/** Customers who are read at once; who owns the automation, and what it does, is asked for each chunk. */
const CHUNK = 100;
/** Most customers of one go: Temporal Web tells how far the pass is between two. */
const MOST_A_GO = 2_000;
/** Who fails so often for a fault of ours is given up, and shown as failed. */
const MOST_FAULTS = 5;
/** Customers in hand at once; the actions of one are in order. */
const AT_ONCE = 8;

/** Whose customers, and which of them. */
interface RecordsWork {
  automation: StoredAutomation;
  passId: string;
  parts: PassParts;
  /** Nobody new is begun. */
  isTakenOnly: boolean;
  /** The pass was ended: whom nobody may finish any more has failed. */
  isEnded: boolean;
  /** What failed is tried again. */
  isRetry: boolean;
  work: { isOver: () => boolean };
}

/** One go at the customers of a pass. */
export class WorkRecords {
  private readonly failed = new Set<string>();
  private failure: { error: unknown } | null = null;
  private isStopped = false;
  private begun = 0;

  constructor(
    private readonly deps: CommandDeps,
    private readonly input: RecordsWork,
  ) {}

  /**
   * Acts on customers until none is left, one may not be begun any more, or the go is over. A fault of ours for one of them
   * keeps no other back.
   *
   * @returns whether none is left that it may act on
   * @throws the first fault, after all others were tried
   */
  async run(): Promise<boolean> {
    const { isOver } = this.input.work;
    while (!isOver() && !this.isStopped && this.begun < MOST_A_GO) {
      const records = await this.next();
      if (records.length === 0) {
        if (this.failure) throw this.failure.error;
        return true;
      }
      this.begun += records.length;
      await this.chunk(records);
    }
    // Who is in hand waits with the others: nobody may finish them.
    return this.isStopped && this.input.isTakenOnly;
  }

  private next(): Promise<OpenRecord[]> {
    const { passId, isTakenOnly } = this.input;
    const besides = [...this.failed];
    return this.deps.store.passWork.listOpen(this.deps.db, { passId, besides, isTakenOnly, limit: CHUNK });
  }

  private async chunk(records: readonly OpenRecord[]): Promise<void> {
    const { deps } = this;
    const { passId, parts, work, isRetry } = this.input;
    const automation = await deps.store.automations.read(deps.db, this.input.automation.id);
    if (!automation) return;
    const moment = await momentOf(deps);
    const actors = new Map<number, Actor | null>();
    for (const depth of new Set(records.map((record) => record.depth))) {
      actors.set(depth, await parts.actorOf(deps, deps.db, { automation, depth }));
    }
    await inParallel(
      records,
      async (record) => {
        if (work.isOver() || this.isStopped) return;
        const actor = actors.get(record.depth);
        const each = { automation, passId, parts, record, moment, isRetry };
        if (actor) await this.one({ ...each, actor });
        else await this.stop(each);
      },
      AT_ONCE,
    );
  }

  /** Nobody may act on a customer: no other is begun. */
  private async stop(each: Omit<RecordWork, 'actor'>): Promise<void> {
    if (this.input.isEnded) await failRecord(this.deps, each, 'forbidden');
    else this.isStopped = true;
  }

  private async one(each: RecordWork): Promise<void> {
    try {
      if ((await workRecord(this.deps, each)) === 'stopped') await this.stop(each);
    } catch (error) {
      // A database that is down fails this too, and ends the go: nobody is at fault.
      const { customerId } = each.record;
      const faults = await this.deps.store.passWork.noteFault(this.deps.db, {
        passId: each.passId,
        customerId,
      });
      if (faults >= MOST_FAULTS) return failRecord(this.deps, each, 'internal');
      this.failed.add(customerId);
      this.failure ??= { error };
    }
  }
}
