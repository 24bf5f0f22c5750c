import type { AnswerExplanation, AutomationExplanation } from '../contracts/insights/customer-explanation.ts';
import type { MessageSource } from '../contracts/sending/kinds.ts';
import { followGone, followRights } from './automations/pause-for.ts';
import { answerStep } from './enrollments/queue/answer-step-copy.ts';
import { answerMessage as answerAutomationMessage } from './automations/messages/answer-message-copy.ts';
import { markMessageSent } from './automations/messages/answer-message.ts';
import { explainMessages } from './automations/messages/explain-messages.ts';
import { automationWaiter } from './automations/messages/message-waiter.ts';
import { messagePager, quietMessagePager, releaseMessages } from './automations/messages/release-messages.ts';
import { releasePass } from './automations/passes/release-pass.ts';
import { explainAnswers } from './inbox/answers/explain-answers.ts';
import { answerAnswer } from './inbox/answers/answer-answer-copy.ts';
import { answerWaiter } from './inbox/answers/answer-waiter.ts';
import { markAnswerSent } from './inbox/answers/act-on-answer.ts';
import { releaseAnswers } from './inbox/answers/release-answers.ts';
import { followConversations } from './inbox/conversations/follow-sight.ts';
import { answerAction } from './insights/actions/answer-action-copy.ts';
import { answerTouchpoint } from './programs/touchpoints/answer-touchpoint-copy.ts';
import { followDeactivation } from './enrollments/follow-deactivation.ts';
import { listFollower } from './enrollments/follow-list.ts';
import { followSight } from './enrollments/follow-sight.ts';
import { markProven } from './enrollments/queue/settle-step.ts';
import { markActionSent } from './insights/actions/send-action.ts';
import { markTouchpointSent } from './programs/touchpoints/answer-touchpoint.ts';
import type { Actor } from '../contracts/actor.ts';
import type { CommandDeps } from './deps.ts';
import type { ChangedAbout } from '../infra/db/sending/contact-policy-changes.ts';
import { changeContactPolicy, type Pager } from './sending/apply-contact-policy.ts';
import { recountDomains } from './sending/change-limits.ts';
import type { CopyAnswerer } from './sending/answer-copy.ts';
import type { Follower } from './customers/touch-customer.ts';
import { releaseSteps, quietStepPager, stepPager } from './enrollments/release-steps.ts';
import { receiving } from './inbox/receiving.ts';
import { actionPager, releaseActions } from './insights/actions/release-actions.ts';
import { applySignalRules } from './insights/apply-signal-rules.ts';
import { followRules } from './programs/follow-rules.ts';
import { returnForReply } from './programs/reviews/return-for-reply.ts';
import { releaseTouchpoints, touchpointPager } from './programs/touchpoints/release-touchpoints.ts';
import { decidePromises } from './receivables/decide-promises.ts';
import type { Releaser, Waiter } from './release-waiting.ts';
import { stepWaiter } from './enrollments/step-waiter.ts';
import { actionWaiter } from './insights/actions/action-waiter.ts';
import { touchpointWaiter } from './programs/touchpoints/touchpoint-waiter.ts';

/** Says that an uncertain message did arrive. @throws ProblemError where a person could not say so either */
type Arrival = (deps: CommandDeps, actor: Actor, sourceId: string) => Promise<unknown>;

/** What wings further down do about what happens further up, which does not know them. */
export interface Hooks {
  /** Follow, in this order, in the transaction that touches customers. */
  followers: readonly Follower[];
  /** Whose messages wait for holds and the contact policy; locks are taken in this order. */
  releasers: readonly Releaser[];
  /** Whose messages the contact policy or quiet hours defer; changed ones reach them in this order. */
  pagers: Readonly<Record<ChangedAbout, readonly Pager[]>>;
  /** Whose messages wait for a mailbox that fails; locks are taken in this order. */
  waiters: readonly Waiter<MessageSource>[];
  /** Follows when the organisation counts credit otherwise, or has other least amounts (C18, C19). */
  followRules: typeof followRules;
  /** Follows when somebody may not see a customer any more (U3, S18). */
  followSight: typeof followSight;
  /** Follows when a customer has replied, to whatever of ours: whoever decides about its messages is to see it (I4, P14). */
  followReply: typeof returnForReply;
  /** What sequences do that follow lists (S17). */
  lists: typeof listFollower;
  /** Follows when a user is deactivated. */
  followDeactivation: typeof followDeactivation;
  /** Pauses automations that name what is deleted, archived or retired (A3). */
  followGone: typeof followGone;
  /** Pauses automations of an owner who may do less than before (A1). */
  followRights: typeof followRights;
  /** What waits to be said to a customer besides sequences and programs (O7). */
  explainMessages: (
    deps: CommandDeps,
    actor: Actor,
    of: { customerId: string; now: number },
  ) => Promise<AutomationExplanation[]>;
  /** What people answered to a customer and that has not left (O7). */
  explainAnswers: (
    deps: CommandDeps,
    actor: Actor,
    of: { customerId: string; now: number },
  ) => Promise<AnswerExplanation[]>;
  /** Say of an uncertain message that is proven to have arrived, by the id of its source; null: there are none. */
  arrivals: Readonly<Record<MessageSource, Arrival | null>>;
  /** What following a mailbox (I1) does about its settings. */
  receiving: typeof receiving;
  /** Who may answer about the copies of a source's message; null: nobody. */
  copyAnswerers: Readonly<Record<MessageSource, CopyAnswerer | null>>;
}

/** A line for everybody who follows. */
export const hooks: Hooks = {
  followers: [decidePromises, applySignalRules],
  releasers: [
    releaseSteps,
    releaseTouchpoints,
    releaseActions,
    releaseAnswers,
    releaseMessages,
    releasePass,
    recountDomains,
    changeContactPolicy,
  ],
  pagers: {
    contact_policy: [stepPager, touchpointPager, actionPager, messagePager],
    quiet_hours: [quietStepPager, quietMessagePager],
  },
  waiters: [stepWaiter, touchpointWaiter, actionWaiter, answerWaiter, automationWaiter],
  followRules,
  async followSight(deps, tx, change) {
    await followSight(deps, tx, change);
    await followConversations(deps, tx, change);
  },
  followReply: returnForReply,
  lists: listFollower,
  async followDeactivation(deps, tx, leaving) {
    await followDeactivation(deps, tx, leaving);
    const { userId, ...rest } = leaving;
    await followConversations(deps, tx, { of: { userIds: [userId] }, ...rest });
  },
  followGone,
  followRights,
  explainMessages,
  explainAnswers,
  arrivals: {
    step_execution: (deps, actor, stepExecutionId) => markProven(deps, actor, { stepExecutionId }),
    touchpoint: (deps, actor, scheduledTouchpointId) =>
      markTouchpointSent(deps, actor, { scheduledTouchpointId }),
    action: (deps, actor, actionId) => markActionSent(deps, actor, { actionId }),
    answer: (deps, actor, answerId) => markAnswerSent(deps, actor, { answerId }),
    automation: (deps, actor, messageId) => markMessageSent(deps, actor, { messageId }),
  },
  receiving,
  copyAnswerers: {
    step_execution: answerStep,
    touchpoint: answerTouchpoint,
    action: answerAction,
    answer: answerAnswer,
    automation: answerAutomationMessage,
  },
};
