import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import type { SequenceLimits } from '../../../contracts/sequences/sequence-fields.ts';
import { onDay, type SequenceFixture } from '../rows/fixtures.ts';
import { claimAction, claimStep } from './claims.ts';
import { DunningWorld } from './dunning-world.ts';
import { ACCEPTED, type Row } from './queue-world.ts';

const DAY_MS = 86_400_000;
const MONDAY = Date.parse('2030-06-03T09:00Z');

/** Messages in the lines of limits, each test in a week of its own that begins on a Monday at 09:00. */
export class LimitWorld extends DunningWorld {
  week = -1;

  /** A new week; the mailbox is without limits, and nobody waits. */
  async beginWeek(): Promise<void> {
    this.week += 1;
    this.now = MONDAY + 7 * DAY_MS * this.week;
    await this.setMailbox({ dailyCap: null, minIntervalSeconds: 0, zone: 'UTC' });
    await this.freshLimits();
    await this.db.sendLimit.deleteMany();
  }

  setMailbox(body: object, mailboxId = this.world.mailboxId) {
    return this.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body });
  }

  setLimits(sequenceId: string, limits: SequenceLimits) {
    return this.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { limits } });
  }

  /** An instant so many days after the Monday of the test. */
  on(days: number, time: string): number {
    const monday = MONDAY + 7 * DAY_MS * this.week - 9 * 3_600_000;
    const [hours, minutes] = time.split(':').map(Number);
    return monday + days * DAY_MS + hours! * 3_600_000 + minutes! * 60_000;
  }

  /** So many enrollments whose first step is due. */
  async crowd(count: number, sequenceId: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let n = 0; n < count; n += 1) rows.push(await this.row({ sequenceId }));
    return rows;
  }

  async sequenceWith(change: Partial<SequenceFixture> = {}, time = '09:00'): Promise<string> {
    const steps = [{ timing: onDay(0, time) }, { timing: onDay(20) }];
    return (await this.sequence({ steps, ...change })).sequenceId;
  }

  /** Claims, hands over and settles what may leave. @returns `sent`, or what it waits for and until when */
  async tries(row: Row): Promise<string> {
    const { enrollmentId, executionId: stepExecutionId } = row;
    const claim = await claimStep(this.engine, { enrollmentId, stepExecutionId });
    if (claim.kind === 'claimed') {
      await this.passFence(claim);
      await this.settle(row, claim, ACCEPTED);
      return 'sent';
    }
    const { heldReason, heldUntil } = await this.execution(stepExecutionId);
    // Waiters of one moment come a tenth of a second apart.
    return `${heldReason} ${heldUntil?.toISOString().slice(0, 16)}`;
  }

  async trying(rows: readonly Row[]): Promise<string[]> {
    const told: string[] = [];
    for (const row of rows) told.push(await this.tries(row));
    return told;
  }

  /** A cap of one a day, which the first has; the three behind it wait for the days after. */
  async lined(): Promise<{ sequenceId: string; rows: Row[]; first: Row; second: Row }> {
    const sequenceId = await this.sequenceWith();
    const rows = await this.crowd(4, sequenceId);
    await this.setMailbox({ dailyCap: 1 });
    const told = await this.trying(rows);
    const days = [1, 2, 3].map((day) => limitedUntil(this.on(day, '00:00')));
    if (told.join() !== ['sent', ...days].join()) throw new Error(`told ${told.join()}`);
    return { sequenceId, rows, first: rows[1]!, second: rows[2]! };
  }

  /** The moment that a row was told. */
  async toldOf({ executionId }: Row): Promise<number> {
    return (await this.execution(executionId)).heldUntil!.getTime();
  }

  /** How many of these have a place in a line. */
  inLine(rows: readonly Row[]): Promise<number> {
    const sourceId = { in: rows.map(({ executionId }) => executionId) };
    return this.db.sendTicket.count({ where: { sourceId } });
  }

  /** A pass of the reconciler. */
  async upkeep(): Promise<void> {
    await reconcile(this.deps);
  }

  /** The first transaction of the send of an action. */
  async tryAction(actionId: string): Promise<'claimed' | { heldReason: string | null }> {
    const claim = await claimAction(this.engine, { actionId });
    if (claim.kind === 'claimed') return 'claimed';
    const { heldReason } = await this.db.recommendedAction.findUniqueOrThrow({ where: { id: actionId } });
    return { heldReason };
  }

  /** Who was woken by what is done. */
  async wokenBy(act: () => Promise<unknown>): Promise<string[]> {
    this.lifecycle.woken.length = 0;
    await act();
    return [...this.lifecycle.woken];
  }
}

/** What a row says that waits for a limit. */
export const limitedUntil = (at: number, reason = 'mailbox_limit') =>
  `${reason} ${new Date(at).toISOString().slice(0, 16)}`;
