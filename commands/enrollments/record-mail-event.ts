import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment, MailEventInput, MailEventReply } from '../../contracts/enrollments/enrollments.ts';
import type { MailEventKind, MessageEventSource, StopReason } from '../../contracts/enrollments/kinds.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { chooseContact } from '../../domain/sending/recipients.ts';
import { withEvent, yieldingOf } from '../../domain/enrollments/yielding.ts';
import { isFinal } from '../../domain/enrollments/snapshot.ts';
import { changeEnrollment, type LockedEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { decideBy, settleIfProven } from './follow-outcome.ts';
import { releaseCopies } from '../sending/release-copies.ts';
import { keptOf } from './kept-words.ts';
import { stopLocked } from './stop-enrollment.ts';
import { suppressByEvent, suppressIfSoft } from './suppress-by-event.ts';

/** An automatic reply without a date holds for this long (I4). */
const AWAY_MS = 14 * 24 * 60 * 60_000;

/** What an event did. */
export type Effect = MailEventReply['effect'];

/**
 * Takes up what a mail system or a person reports about an enrollment (S16, D3): stop rules, the hold of an automatic
 * reply, the suppression of an address. A stop rule yields to a condition of the open edge, which decides where the enrollment
 * goes (S15). An enrollment that has ended keeps its state: most bounces of a last message come after it.
 *
 * @throws ProblemError `not_found`; `validation` for a message of another enrollment, or an absence that is over
 */
export async function recordMailEvent(
  deps: CommandDeps,
  actor: Actor,
  {
    enrollmentId,
    source = 'api',
    n: named,
    eventKey,
    ...event
  }: MailEventInput & {
    enrollmentId: string;
    source?: MessageEventSource;
    n?: number;
    /** What is the same for the same event, told again. */
    eventKey?: string;
  },
): Promise<{ enrollment: Enrollment; effect: Effect }> {
  const now = await deps.now();
  const seen = found(
    await deps.store.enrollmentViews.find(deps.db, actor, { enrollmentId, now }),
    'enrollment',
  );
  const { messageId } = event;
  const owner = messageId && (await deps.store.messageEvents.ownerOfMessage(deps.db, { messageId, n: 1 }));
  if (messageId !== undefined && (!owner || owner.enrollmentId !== enrollmentId)) {
    refuseInvalid([{ field: 'messageId', message: 'is no message of this enrollment' }]);
  }
  refusePast(event, now);
  if (IS_ANSWER[event.kind] && event.address !== undefined) {
    const isOurs = await deps.store.messageEvents.isOurs(deps.db, event.address);
    if (isOurs) return { enrollment: seen, effect: 'ignored' };
  }
  const address = event.address ?? (await deps.store.messageEvents.lastRecipient(deps.db, enrollmentId));
  const n = named ?? (await copyOf(deps, { enrollmentId, messageId, address: event.address }));
  const about = { n, stepExecutionId: owner ? owner.stepExecutionId : null };
  // First the address, for everybody who writes to it; then what it means for this enrollment.
  await suppressByEvent(deps, actor, { kind: event.kind, address });
  if (eventKey !== undefined && (await deps.store.messageEvents.isKnown(deps.db, eventKey)))
    return { enrollment: seen, effect: 'ignored' };
  const { enrollment, result: effect } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: `${event.kind}_recorded`,
    title: (done: Effect) => (done === 'continued' ? GOES_ON : TITLES[event.kind]),
    allowsEnded: true,
    apply: (locked) =>
      take(deps, actor, locked, { ...event, ...about, source, eventKey, address: address ?? undefined }),
  });
  if (isProof(event) && about.stepExecutionId !== null)
    await releaseCopies(deps, { kind: 'step_execution', id: about.stepExecutionId });
  await suppressIfSoft(deps, actor, { kind: event.kind, address });
  return { enrollment, effect };
}

/** @throws ProblemError `validation` for an absence that is over */
export function refusePast({ until }: Pick<MailEventInput, 'until'>, now: number): void {
  if (until === undefined || Date.parse(until) > now) return;
  refuseInvalid([{ field: 'until', message: 'must lie in the future' }]);
}

/** Whose copy it is about: an address that had one says so. */
async function copyOf(
  { db, store }: CommandDeps,
  about: { enrollmentId: string; messageId: string | undefined; address: string | undefined },
): Promise<number> {
  const { enrollmentId, messageId = null, address } = about;
  if (address === undefined) return 1;
  return store.messageEvents.copyOfAddress(db, { enrollmentId, messageId, address });
}

/** What stands in the customer's thread. */
export const TITLES = {
  reply: 'Replied',
  auto_reply: 'Automatic reply',
  bounce: 'Bounced',
  soft_bounce: 'Bounced for now',
  complaint: 'Complained',
  unsubscribe: 'Unsubscribed',
} as const satisfies Record<MailEventKind, string>;
const GOES_ON = 'Bounced, goes on with another contact';

/** Somebody who answers a message has it (S15). */
function isProof({ kind, messageId }: Pick<MailEventInput, 'kind' | 'messageId'>): boolean {
  return kind === 'reply' && messageId !== undefined;
}

/** As conditions of steps name it; null: it is no outcome. */
const OUTCOMES = {
  reply: 'replied',
  auto_reply: null,
  bounce: 'bounced',
  soft_bounce: null,
  complaint: null,
  unsubscribe: 'unsubscribed',
} as const satisfies Record<MailEventKind, string | null>;

/** What our own users and mailboxes, copied in, may send without its being the customer's (M5). */
export const IS_ANSWER = {
  reply: true,
  auto_reply: true,
  bounce: false,
  soft_bounce: false,
  complaint: false,
  unsubscribe: false,
} as const satisfies Record<MailEventKind, boolean>;

async function take(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedEnrollment,
  event: MailEventInput & {
    source: MessageEventSource;
    eventKey: string | undefined;
    stepExecutionId: string | null;
    n: number;
  },
): Promise<Effect> {
  const { tx, now, view } = locked;
  const isEnded = view.status === 'completed' || view.status === 'stopped';
  const snapshot = isProof(event)
    ? await settleIfProven(deps, actor, locked, event.stepExecutionId)
    : locked.snapshot;
  const { stopRules } = snapshot.sequence;
  const occurredAt = event.occurredAt === undefined ? now : Date.parse(event.occurredAt);
  const outcome = OUTCOMES[event.kind];
  const yielding = isEnded || outcome === null ? null : yieldingOf(snapshot, { ...event, outcome });
  const id = deps.newId('messageEvent');
  const isNew = await deps.store.messageEvents.insert(tx, {
    id,
    eventKey: event.eventKey,
    kind: event.kind,
    source: event.source,
    enrollmentId: view.id,
    customerId: view.customer.id,
    messageId: event.messageId ?? null,
    n: event.n,
    stepExecutionId: event.stepExecutionId,
    ...(await keptOf(deps, tx, event)),
    occurredAt,
    // What is faster than our own commit is judged when the hand-over is settled (S15).
    ...(yielding === 'kept' && { judgedAt: null }),
    now,
    createdById: actor.userId,
  });
  if (!isNew) return 'ignored';
  if (isEnded || yielding === 'kept') return 'recorded';
  if (yielding === 'open' && outcome !== null) {
    const { stepExecutionId, n } = event;
    const about = { outcome, isMark: false, isHit: false, stepExecutionId, n };
    const told = withEvent(snapshot, { eventId: id, ...about, occurredAt, judgedAt: now });
    if (await decideBy(deps, { tx, now, snapshot: told }, outcome)) return 'decided';
  }
  // A reply of anybody is the customer's; what else becomes of a copy concerns nobody else (M5).
  if (event.n > 1 && event.kind !== 'reply') return 'recorded';
  const stop = async (reason: StopReason): Promise<Effect> => {
    await stopLocked(deps, actor, locked, { reason, note: null });
    return 'stopped';
  };
  switch (event.kind) {
    case 'reply':
      return stopRules.onReply ? stop('reply') : 'recorded';
    case 'auto_reply':
      await holdWhileAway(deps, actor, locked, event.until);
      return 'held';
    case 'soft_bounce':
      return 'recorded';
    case 'bounce':
      if (!stopRules.onBounce) return 'recorded';
      return event.address !== undefined && (await isAnotherLeft(deps, locked))
        ? 'continued'
        : stop('bounce');
    case 'unsubscribe':
    case 'complaint':
      return stop(event.kind);
  }
}

/** Whether somebody else can get what follows (S16): the next email of the enrollment, by its own rule. */
async function isAnotherLeft(
  { store }: CommandDeps,
  { tx, now, snapshot }: LockedEnrollment,
): Promise<boolean> {
  const { steps, executions, enrollment } = snapshot;
  const ended = new Set(executions.filter(({ status }) => isFinal(status)).map(({ stepId }) => stepId));
  const next = steps.find((step) => step.type === 'email' && !ended.has(step.stepId));
  const { customerId, contactId } = enrollment;
  const facts = await store.sendFacts.readSendFacts(tx, {
    customerId,
    mailboxId: null,
    stepExecutionId: null,
    now,
  });
  if (!facts) return false;
  const { contacts, suppressed } = facts;
  const contactTypes = next?.contactTypes ?? [];
  return chooseContact({ contacts, contactTypes, contactId, suppressed }).contact !== null;
}

/** An automatic reply never stops, it holds (S16). */
async function holdWhileAway(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: LockedEnrollment,
  until: string | undefined,
): Promise<void> {
  await deps.store.holds.holdEnrollment(tx, {
    id: deps.newId('hold'),
    enrollmentId: view.id,
    kind: 'out_of_office',
    reason: 'automatic reply',
    authorId: actor.userId,
    startedAt: now,
    expiresAt: until === undefined ? now + AWAY_MS : Date.parse(until),
  });
  await deps.store.stepSends.takeClaimsAway(tx, [view.id]);
}
