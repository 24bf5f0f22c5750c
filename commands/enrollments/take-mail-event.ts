import type { Actor } from '../../contracts/actor.ts';
import type { MailEventInput } from '../../contracts/enrollments/enrollments.ts';
import type { MessageEventSource, ReportedEventKind, StopReason } from '../../contracts/enrollments/kinds.ts';
import { messageChanges } from '../../contracts/sending/changes.ts';
import { isFinal } from '../../domain/enrollments/snapshot.ts';
import { withEvent, yieldingOf } from '../../domain/enrollments/yielding.ts';
import { chooseContact } from '../../domain/sending/recipients.ts';
import type { LockedEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { decideBy, settleIfProven } from './follow-outcome.ts';
import { holdForReply, holdIfAnsweredToday, holdOthers, holdWhileAway } from './hold-by-event.ts';
import { keptOf } from './kept-words.ts';
import { type Effect, isHit, isProof, isReport, OUTCOMES } from './mail-event-traits.ts';
import { stopLocked } from './stop-enrollment.ts';

/** An event of an enrollment, as it is taken up. */
export type TakenEvent = Omit<MailEventInput, 'kind'> & {
  kind: ReportedEventKind;
  source: MessageEventSource;
  eventKey: string | undefined;
  stepExecutionId: string | null;
  n: number;
  /** It was linked to its message by address and time only. */
  isGuess: boolean;
};

/** What became of an event. */
export interface Taken {
  effect: Effect;
  /** It proved that its message was sent, of which nobody knew. */
  isSettled: boolean;
  /** The enrollment has to look at what it does next: a hit, or a report, concerns none whose sequence asks for no outcome. */
  isFollowed: boolean;
  /** Other enrollments of the customer, which are to look again after the commit. */
  toWake: string[];
}

/** Writes an event of an enrollment that is locked, and what becomes of the enrollment. */
export async function takeMailEvent(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedEnrollment,
  event: TakenEvent,
): Promise<Taken> {
  const snapshot = isProof(event)
    ? await settleIfProven(deps, actor, locked, event.stepExecutionId)
    : locked.snapshot;
  const isSettled = snapshot !== locked.snapshot;
  const { tx, now, view } = locked;
  const effect = await follow(deps, actor, { ...locked, snapshot }, event);
  const isHeard = event.kind === 'reply' && effect !== 'ignored';
  const others = { customerId: view.customer.id, exceptEnrollmentId: view.id, now };
  const toWake = isHeard ? await holdOthers(deps, tx, actor, others) : [];
  const isOnlyShown = isHit(event.kind) || isReport(event.kind);
  const isFollowed = isSettled || !isOnlyShown || snapshot.branching !== null;
  return { effect, isSettled, isFollowed, toWake };
}

async function follow(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedEnrollment,
  event: TakenEvent,
): Promise<Effect> {
  const { tx, now, view, snapshot } = locked;
  const isEnded = view.status === 'completed' || view.status === 'stopped';
  const { kind, n, stepExecutionId, source, eventKey } = event;
  const { stopRules } = snapshot.sequence;
  const occurredAt = event.occurredAt === undefined ? now : Date.parse(event.occurredAt);
  const outcome = OUTCOMES[kind];
  const yielding = isEnded || outcome === null ? null : yieldingOf(snapshot, { n, stepExecutionId, outcome });
  const id = deps.newId('messageEvent');
  const isNew = await deps.store.messageEvents.insert(tx, {
    id,
    eventKey,
    kind,
    source,
    enrollmentId: view.id,
    customerId: view.customer.id,
    messageId: event.messageId ?? null,
    n,
    stepExecutionId,
    ...(await keptOf(deps, tx, event)),
    occurredAt,
    // What is faster than our own commit is judged when the hand-over is settled (S15); a hit has been judged.
    ...(isHit(kind) ? { verdict: 'human' as const } : yielding === 'kept' && { judgedAt: null }),
    isGuess: event.isGuess,
    now,
    createdById: actor.userId,
  });
  if (!isNew) return 'ignored';
  if (isHit(kind)) await tellHit(deps, actor, locked, { messageId: event.messageId, n, kind, occurredAt });
  if (isEnded || yielding === 'kept') return 'recorded';
  if (yielding === 'open' && outcome !== null) {
    const about = {
      outcome,
      isMark: false,
      isHit: isHit(kind),
      isReport: isReport(kind),
      stepExecutionId,
      n,
    };
    const told = withEvent(snapshot, { eventId: id, ...about, occurredAt, judgedAt: now });
    if (await decideBy(deps, { tx, now, snapshot: told }, outcome)) {
      if (kind === 'reply') await holdIfAnsweredToday(deps, actor, locked, id);
      return 'decided';
    }
  }
  // A reply of anybody is the customer's; what else becomes of a copy concerns nobody else (M5).
  if (n > 1 && kind !== 'reply') return 'recorded';
  const stop = async (reason: StopReason): Promise<Effect> => {
    await stopLocked(deps, actor, locked, { reason, note: null });
    return 'stopped';
  };
  switch (kind) {
    case 'reply':
      if (!stopRules.onReply) return 'recorded';
      if (!stopRules.holdOnReply) return stop('reply');
      await holdForReply(deps, actor, locked, stopRules.holdOnReply.days);
      return 'held';
    case 'auto_reply':
      await holdWhileAway(deps, actor, locked, event.until);
      return 'held';
    case 'soft_bounce':
    case 'opened':
    case 'clicked':
    case 'delivered':
    // Not delivered is no bounce: a number that is none is suppressed, and what follows goes to the next contact (D2).
    case 'failed':
      return 'recorded';
    case 'bounce':
      if (!stopRules.onBounce) return 'recorded';
      return event.address !== undefined && (await isAnotherLeft(deps, locked))
        ? 'continued'
        : stop('bounce');
    case 'unsubscribe':
    case 'complaint':
      return stop(kind);
    case 'opted_out':
      return stop('unsubscribe');
  }
}

/** Tells that a person opened or clicked, as an event of the message, whatever it is of. */
async function tellHit(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: LockedEnrollment,
  {
    kind,
    messageId,
    n,
    occurredAt,
  }: Pick<TakenEvent, 'messageId' | 'n'> & {
    kind: 'opened' | 'clicked';
    occurredAt: number;
  },
): Promise<void> {
  if (messageId === undefined) throw new Error('a hit without its message');
  const at = new Date(occurredAt).toISOString();
  await recordChange(deps, tx, messageChanges[kind], {
    actor,
    now,
    entityId: messageId,
    customerId: view.customer.id,
    data: { n, at, enrollmentId: view.id },
  });
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
