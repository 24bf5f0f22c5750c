import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment, MailEventInput } from '../../contracts/enrollments/enrollments.ts';
import type { MessageEventSource, StopReason } from '../../contracts/enrollments/kinds.ts';
import { ERASED } from '../../domain/erased.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { addSuppression } from '../sending/add-suppression.ts';
import { changeEnrollment, type LockedEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { stopLocked } from './stop-enrollment.ts';

/** An automatic reply without a date holds for this long: most absences that name none are short. */
const AWAY_MS = 3 * 24 * 60 * 60_000;

/** What an event did. */
type Effect = 'stopped' | 'held' | 'recorded' | 'ignored';

/**
 * Takes up what a mail system or a person reports about an enrollment (S16, D3): stop rules, the hold of an automatic
 * reply, the suppression of an address. An enrollment that has ended keeps its state: most bounces of a last message
 * come after it.
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
    ...event
  }: MailEventInput & { enrollmentId: string; source?: MessageEventSource; n?: number },
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
  if (event.until !== undefined && Date.parse(event.until) <= now) {
    refuseInvalid([{ field: 'until', message: 'must lie in the future' }]);
  }
  if (IS_ANSWER[event.kind] && event.address !== undefined) {
    const isOurs = await deps.store.messageEvents.isOurs(deps.db, event.address);
    if (isOurs) return { enrollment: seen, effect: 'ignored' };
  }
  const address = event.address ?? (await deps.store.messageEvents.lastRecipient(deps.db, enrollmentId));
  const n = named ?? (await copyOf(deps, { enrollmentId, messageId, address: event.address }));
  const about = { n, stepExecutionId: owner ? owner.stepExecutionId : null };
  // First the address, for everybody who writes to it; then what it means for this enrollment.
  const reason = SUPPRESSES[event.kind];
  if (reason !== null && address !== null && address !== ERASED) {
    await addSuppression(deps, { ...actor, idempotency: null }, { channel: 'email', address, reason });
  }
  const { enrollment, result: effect } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: `${event.kind}_recorded`,
    title: TITLES[event.kind],
    allowsEnded: true,
    apply: (locked) =>
      take(deps, actor, locked, { ...event, ...about, source, address: address ?? undefined }),
  });
  return { enrollment, effect };
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

const TITLES = {
  reply: 'Replied',
  auto_reply: 'Automatic reply',
  bounce: 'Bounced',
  unsubscribe: 'Unsubscribed',
} as const;

/** What our own users and mailboxes, copied in, may send without its being the customer's (M5). */
const IS_ANSWER = { reply: true, auto_reply: true, bounce: false, unsubscribe: false } as const;

/** Which events put the address on the suppression list (D3). */
const SUPPRESSES = {
  reply: null,
  auto_reply: null,
  bounce: 'hard_bounce',
  unsubscribe: 'unsubscribed',
} as const;

async function take(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedEnrollment,
  event: MailEventInput & { source: MessageEventSource; stepExecutionId: string | null; n: number },
): Promise<Effect> {
  const { tx, now, view, snapshot } = locked;
  const { stopRules } = snapshot.sequence;
  // What comes late about somebody who was erased (U5) counts, and is not kept.
  const isForgotten =
    event.address !== undefined && (await deps.store.forgottenContacts.isForgotten(tx, event.address));
  await deps.store.messageEvents.insert(tx, {
    id: deps.newId('messageEvent'),
    kind: event.kind,
    source: event.source,
    enrollmentId: view.id,
    customerId: view.customer.id,
    messageId: event.messageId ?? null,
    n: event.n,
    stepExecutionId: event.stepExecutionId,
    ...(isForgotten
      ? { address: ERASED, detail: null }
      : { address: event.address ?? null, detail: event.detail ?? null }),
    occurredAt: event.occurredAt === undefined ? now : Date.parse(event.occurredAt),
    now,
    createdById: actor.userId,
  });
  if (view.status === 'completed' || view.status === 'stopped') return 'recorded';
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
    case 'bounce':
      return stopRules.onBounce ? stop('bounce') : 'recorded';
    case 'unsubscribe':
      return stop('unsubscribe');
  }
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
