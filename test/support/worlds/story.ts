import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import type { Engine } from './engine.ts';
import { createCustomer, createSequence, type SequenceFixture } from '../rows/fixtures.ts';

/** One customer walking through one sequence, told in a few words. */
export interface Walk {
  enrollmentId: string;
  sequenceId: string;
  stepIds: string[];
  customerId: string;
  invoiceId: string;
  contactId: string;
  email: string | null;
}

/** What a walk begins with. */
export interface WalkInput extends SequenceFixture {
  startDate?: string;
  customer?: { name?: string; email?: string | null; balance?: string };
}

/** What is not settled after so long waits for its clock. */
const STUCK_MS = 5_000;

/** The words workflow tests are written in: enrol, let things settle, see what left and when. */
export class Story {
  readonly actor: Actor;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.actor = {
      userId: engine.world.userId,
      role: 'admin',
      permissions: PERMISSIONS,
      requestId: null,
      idempotency: null,
    };
  }

  /** A new sequence with one new customer enrolled in it by the command, its workflow waiting. */
  async walk(input: WalkInput): Promise<Walk> {
    const now = await this.#engine.now();
    const sequence = await createSequence(this.#engine.database.db, this.#engine.world, { ...input, now });
    return this.join(sequence, input);
  }

  /** Enrols another new customer. */
  async join(
    { sequenceId, stepIds }: { sequenceId: string; stepIds: string[] },
    input: Pick<WalkInput, 'startDate' | 'customer'> = {},
  ): Promise<Walk> {
    const now = await this.#engine.now();
    const customer = await createCustomer(this.#engine.database.db, { ...input.customer, now });
    const { customerId } = customer;
    const { enrollment } = await enrollCustomer(this.#engine.deps, this.actor, {
      sequenceId,
      customerId,
      ...(input.startDate !== undefined && { startDate: input.startDate }),
    });
    await this.settled();
    return { ...customer, sequenceId, stepIds, enrollmentId: enrollment.id };
  }

  /**
   * Waits, in real time, until every intent is applied and every plan is drained; the clock stands. The
   * skipping server loses a workflow task that asks to cancel what has just ended: so the clock is moved on where nothing else
   * helps, which begins such a workflow anew.
   */
  async settled(): Promise<void> {
    const { db } = this.#engine.database;
    let patientUntil = performance.now() + STUCK_MS;
    await this.#engine.until(async () => {
      const [row] = await db.$queryRaw<{ open: bigint }[]>`
        SELECT (SELECT count(*) FROM enrollment WHERE applied_version < intent_version)
          + (SELECT count(*) FROM sequence WHERE drained_version < plan_version) AS open`;
      if (row?.open === 0n) return true;
      if (performance.now() > patientUntil) {
        patientUntil = performance.now() + STUCK_MS;
        // A real server's clock goes on by itself, and is not to be moved.
        await this.#engine.pass('12 seconds').catch(() => undefined);
      }
      return false;
    }, 'every intent applied, every plan drained');
  }

  /** Waits, in real time, until the workflows have ended or wait for a timer or a wake-up; not for the skipping server. */
  async still(walks: readonly Pick<Walk, 'enrollmentId'>[]): Promise<void> {
    await this.settled();
    for (const { enrollmentId } of walks) {
      const workflow = this.#engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
      await this.#engine.until(async () => {
        const { raw } = await workflow.describe();
        return !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
      }, `an idle workflow of ${enrollmentId}`);
    }
  }

  /** When its mails were handed over, in the clock of a zone: `2099-11-30 09:00`. */
  async left(enrollmentId: string, zone = 'UTC'): Promise<string[]> {
    const rows = await this.#engine.database.db.message.findMany({
      where: { enrollmentId, status: 'sent' },
      orderBy: { handedOverAt: 'asc' },
    });
    return rows.map((row) => clockIn(zone, row.handedOverAt!.getTime()));
  }

  /** Its steps as they stand, by position: `Step 2 done`. */
  async steps(enrollmentId: string): Promise<string[]> {
    const { db } = this.#engine.database;
    const rows = await db.stepExecution.findMany({ where: { enrollmentId }, orderBy: { position: 'asc' } });
    const steps = await db.step.findMany({
      where: { id: { in: rows.map((row) => row.stepId) } },
      orderBy: { id: 'asc' },
    });
    const labels = new Map(steps.map((step) => [step.id, step.label]));
    return rows.map((row) => `${labels.get(row.stepId)} ${row.skipReason ?? row.errorCode ?? row.status}`);
  }

  /** `active`, `completed`, or `stopped: <reason>`. */
  async status(enrollmentId: string): Promise<string> {
    const row = await this.#engine.database.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
    return row.stopReason ? `${row.status}: ${row.stopReason}` : row.status;
  }

  /** The execution of one step. */
  execution(enrollmentId: string, stepId: string | undefined) {
    return this.#engine.database.db.stepExecution.findFirstOrThrow({
      where: { enrollmentId, stepId: stepId! },
    });
  }

  /** Lets the clock run until a moment, given in UTC: `2099-12-02T10:00Z`. */
  async passUntil(moment: string): Promise<void> {
    const wait = Date.parse(moment) - (await this.#engine.now());
    if (wait > 0) await this.#engine.pass(wait);
    await this.settled();
  }
}

/** An instant as the wall clock of a zone shows it, to the minute: `2099-11-30 09:00`. */
export function clockIn(zone: string, instant: number): string {
  const options = { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(instant);
}
