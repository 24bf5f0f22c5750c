import type { Actor } from '../../contracts/actor.ts';
import { plusDays } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { holdCustomer, holdLongest } from '../holds/hold-longest.ts';
import type { LockedEnrollment } from './change-enrollment.ts';

const DAY_MS = 24 * 60 * 60_000;

/** An automatic reply without a date holds for this long (I4). */
const AWAY_MS = 14 * DAY_MS;

/** A second reply within this time is answered by no step before it is over: a machine may be talking to us. */
const ANSWERED_ONCE_MS = DAY_MS;

/** Why it waits, as people read it beside the hold. */
const REASONS = { reply: 'a reply came', out_of_office: 'automatic reply' } as const;

/** Until when an automatic reply holds. `until`: an instant, ISO 8601; null, undefined: it named none. */
const awayUntil = (now: number, until: string | null | undefined): number =>
  until == null ? now + AWAY_MS : Date.parse(until);

/** An automatic reply never stops an enrollment, it holds it (S16). */
export async function holdWhileAway(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: LockedEnrollment,
  until: string | undefined,
): Promise<void> {
  await holdLongest(deps, tx, {
    target: { scope: 'enrollment', enrollmentId: view.id },
    kind: 'out_of_office',
    reason: REASONS.out_of_office,
    authorId: actor.userId,
    startedAt: now,
    expiresAt: awayUntil(now, until),
  });
  await deps.store.stepSends.takeClaimsAway(tx, [view.id]);
}

/** Where the sequence says so, a reply holds the enrollment instead of stopping it: until a person answers, or for days (S16). */
export async function holdForReply(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: LockedEnrollment,
  days: number | null,
): Promise<void> {
  await holdLongest(deps, tx, {
    target: { scope: 'enrollment', enrollmentId: view.id },
    kind: 'reply',
    reason: REASONS.reply,
    authorId: actor.userId,
    startedAt: now,
    expiresAt: days === null ? null : now + days * DAY_MS,
  });
  await deps.store.stepSends.takeClaimsAway(tx, [view.id]);
}

/**
 * A condition has let a reply decide what is said next (S15). At most one automatic answer a day: where another reply of the
 * last day stands beside it, the enrollment is held for the rest of a day, whoever or whatever replies.
 */
export async function holdIfAnsweredToday(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedEnrollment,
  eventId: string,
): Promise<void> {
  const { tx, now, view } = locked;
  const last = await deps.store.messageEvents.lastReplyBefore(tx, {
    enrollmentId: view.id,
    eventId,
    since: now - ANSWERED_ONCE_MS,
  });
  if (last === null) return;
  await holdLongest(deps, tx, {
    target: { scope: 'enrollment', enrollmentId: view.id },
    kind: 'reply',
    reason: 'one automatic answer a day',
    authorId: actor.userId,
    startedAt: now,
    expiresAt: last + ANSWERED_ONCE_MS,
  });
}

/** Whose everything else waits, and since when. */
interface Heard {
  customerId: string;
  exceptEnrollmentId: string | null;
  now: number;
}

/**
 * A reply holds everything else of its customer for a day, or as the organisation says, unless a person lets it go on (I4).
 *
 * @returns the enrollments to wake after the commit
 */
export async function holdOthers(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { customerId, exceptEnrollmentId, now }: Heard,
): Promise<string[]> {
  const { replyHoldDays, zone } = await deps.store.organisation.get(tx, actor);
  if (replyHoldDays === 0) return [];
  const expiresAt = plusDays(now, replyHoldDays, zone);
  const reason = REASONS.reply;
  return holdCustomer(deps, tx, actor, {
    customerId,
    kind: 'reply',
    reason,
    exceptEnrollmentId,
    expiresAt,
    now,
  });
}

/**
 * Who is away gets what programs, actions and automations say when back (I4): there is nothing smaller to be held than the
 * customer.
 *
 * @returns the enrollments to wake after the commit
 */
export async function holdCustomerWhileAway(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { customerId, now, until }: { customerId: string; now: number; until: string | undefined },
): Promise<string[]> {
  return holdCustomer(deps, tx, actor, {
    customerId,
    kind: 'out_of_office',
    reason: REASONS.out_of_office,
    exceptEnrollmentId: null,
    expiresAt: awayUntil(now, until),
    now,
  });
}
