import { recordMessageEvent } from '../../../commands/enrollments/record-message-event.ts';
import type { MessageEventInput } from '../../../contracts/enrollments/enrollments.ts';
import { activeBranching, type BranchingSequence, type BranchPlan } from './branching-world.ts';
import type { Engine } from './engine.ts';
import { Story, type Walk } from './story.ts';

const DAY_MS = 86_400_000;

/** A walk through branches. */
export type BranchWalk = Walk & { made: BranchingSequence };

/** Walks through sequences with branches; days count from the start of the last one, 0 is the first. */
export class BranchStory extends Story {
  private start = 0;

  constructor(private readonly on: Engine) {
    super(on);
  }

  /** A walk that begins on the next full day at midnight, its first email leaving at 09:00 of that day. */
  async begin(plan: BranchPlan, settings: Parameters<typeof activeBranching>[3] = {}): Promise<BranchWalk> {
    const { mailboxId } = this.on.world;
    const made = await activeBranching(this.on.deps, this.actor, plan, { mailboxId, ...settings });
    this.start = Math.ceil(((await this.on.now()) + 1) / DAY_MS) * DAY_MS;
    return this.another(made);
  }

  /** Another customer on the same days. */
  async another(made: BranchingSequence): Promise<BranchWalk> {
    const startDate = new Date(this.start).toISOString().slice(0, 10);
    return { ...(await this.join({ sequenceId: made.sequenceId, stepIds: [] }, { startDate })), made };
  }

  /** The instant of a day and time. */
  at(day: number, time: string): number {
    const [hours, minutes] = time.split(':').map(Number) as [number, number];
    return this.start + day * DAY_MS + (hours * 60 + minutes) * 60_000;
  }

  /** Lets the clock run to a day and time. */
  async until(day: number, time: string): Promise<void> {
    const wait = this.at(day, time) - (await this.on.now());
    if (wait > 0) await this.on.pass(wait);
    await this.settled();
  }

  /** What left, as `0 09:00 E1`: day, time, step. */
  async mails({ enrollmentId }: Pick<Walk, 'enrollmentId'>): Promise<string[]> {
    const rows = await this.on.database.db.message.findMany({
      where: { enrollmentId, status: 'sent' },
      orderBy: { handedOverAt: 'asc' },
    });
    return rows.map(({ subject, handedOverAt }) => {
      const at = handedOverAt!.getTime() + 2_000;
      const day = Math.floor((at - this.start) / DAY_MS);
      return `${day} ${new Date(at).toISOString().slice(11, 16)} ${subject.split(' ')[0]}`;
    });
  }

  /** Reports an event about the message of a step, by its label; returns what it did. */
  async event({ enrollmentId }: Walk, label: string, told: MessageEventInput): Promise<string> {
    const message = await this.on.database.db.message.findFirstOrThrow({
      where: { enrollmentId, subject: { startsWith: label } },
    });
    const reported = { ...told, messageId: message.id };
    const { effect } = await recordMessageEvent(this.on.deps, this.actor, reported);
    await this.settled();
    return effect;
  }

  /** The row of a step, by its label. */
  async rowOf({ enrollmentId, made }: BranchWalk, label: string): Promise<string> {
    return (await this.execution(enrollmentId, made.steps[label])).id;
  }
}
