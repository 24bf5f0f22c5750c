import { adminActor } from '../rows/admin-actor.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { Json } from '../servers/api-fixture.ts';
import { activeBranching, type BranchPlan, type BranchingSequence } from './branching-world.ts';
import type { Row } from './queue-world.ts';
import { TrackingWorld } from './tracking-world.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A Monday, at the time at which offset steps leave. */
export const MONDAY = Date.parse('2030-06-03T09:00:00Z');

/** An email whose click leads to a branch. */
export const MAIL: BranchPlan = {
  main: {
    E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
    E2: { at: 'delay 0' },
  },
  warm: { W1: { at: 'offset 3' } },
};

/** A call whose outcome `spoke` leads to a branch; `voicemail` leads nowhere. */
export const CALL: BranchPlan = {
  main: {
    K1: {
      type: 'call',
      at: 'offset 0',
      outcomeLabels: ['spoke', 'voicemail'],
      when: { spoke: 'talk' },
      none: '2 days -> next',
    },
    E2: { at: 'delay 0' },
  },
  talk: { T1: { type: 'call', at: 'delay 0' } },
};

/** The API with enrollments in sequences that have branches; the clock stands at `MONDAY` unless moved. */
export class OutcomeWorld extends TrackingWorld {
  actor!: Actor;

  override async open(): Promise<void> {
    await super.open();
    this.now = MONDAY;
    this.actor = adminActor(this.adminId);
  }

  /** An enrollment whose first step was looked at, in a new sequence. */
  async started(plan: BranchPlan): Promise<Row & { made: BranchingSequence }> {
    const made = await activeBranching(this.deps, this.actor, plan, { mailboxId: this.world.mailboxId });
    return { ...(await this.begun(made.sequenceId)), made };
  }

  /** Another one in the same. */
  async begun(sequenceId: string): Promise<Row> {
    const { customerId, contactId, invoiceId } = await this.payer();
    const { enrollment } = await this.enroll(sequenceId, customerId);
    await this.look(enrollment.id);
    const executionId = await this.executionOf(enrollment.id, 1);
    return { enrollmentId: enrollment.id, executionId, customerId, contactId, invoiceId, sequenceId };
  }

  /** What reporting an event about a message answers. */
  async event(messageId: string, body: object): Promise<[number, string]> {
    const answer = await this.call('POST', `/v1/messages/${messageId}/events`, { body });
    return [answer.status, answer.body.effect];
  }

  /** The edge behind a row, in words; `-`: there is none. */
  async edgeOf(row: Row): Promise<string> {
    const shown: Json = await this.ok('GET', `/v1/queue/${row.executionId}`);
    return shown.edge?.text ?? '-';
  }
}
