import type { Actor } from '../../contracts/actor.ts';
import type { Enrollment, MailEventInput } from '../../contracts/enrollments/enrollments.ts';
import type { MessageEventSource, ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { Channel } from '../../contracts/sending/kinds.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { changeEnrollment } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseCopies } from '../sending/release-copies.ts';
import { followReply } from './follow-reply.ts';
import { type Effect, IS_ANSWER, isHit, titleOf } from './mail-event-traits.ts';
import { suppressByEvent, suppressIfSoft } from './suppress-by-event.ts';
import { wakeEnrollments } from '../wakes.ts';
import { afterCommit } from '../run-command.ts';
import { type Taken, takeMailEvent } from './take-mail-event.ts';

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
    channel: ofMessage,
    isGuess = false,
    mailId,
    ...event
  }: Omit<MailEventInput, 'kind'> & {
    kind: ReportedEventKind;
    enrollmentId: string;
    /** Of the message, where its address is known. */
    channel?: Channel;
    source?: MessageEventSource;
    n?: number;
    /** What is the same for the same event, told again. */
    eventKey?: string;
    /** It was linked to its message by address and time only. */
    isGuess?: boolean;
    /** The mail that it is, where it was followed. */
    mailId?: string;
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
  if (isHit(event.kind) && messageId === undefined)
    refuseInvalid([{ field: 'messageId', message: 'says which message was opened or clicked' }]);
  if (IS_ANSWER[event.kind] && event.address !== undefined) {
    const isOurs = await deps.store.messageEvents.isOurs(deps.db, event.address);
    if (isOurs) return { enrollment: seen, effect: 'ignored' };
  }
  const last =
    event.address === undefined ? await deps.store.messageEvents.lastRecipient(deps.db, enrollmentId) : null;
  const address = event.address ?? last?.address ?? null;
  const channel = ofMessage ?? last?.channel ?? 'email';
  const n = named ?? (await copyOf(deps, { enrollmentId, messageId, address: event.address }));
  const about = { n, stepExecutionId: owner ? owner.stepExecutionId : null };
  // First the address, for everybody who writes to it; then what it means for this enrollment.
  await suppressByEvent(deps, actor, { kind: event.kind, channel, address, source });
  const { kind, occurredAt: at } = event;
  const heard = { kind, customerId: seen.customer.id, at, messageId, mailId: mailId ?? null, now };
  if (eventKey !== undefined && (await deps.store.messageEvents.isKnown(deps.db, eventKey))) {
    await followReply(deps, { ...heard, now });
    return { enrollment: seen, effect: 'ignored' };
  }
  let toWake: string[] = [];
  const { enrollment, result } = await changeEnrollment<Omit<Taken, 'toWake'>>(deps, actor, {
    enrollmentId,
    kind: `${event.kind}_recorded`,
    title: titleOf(event.kind, n),
    allowsEnded: true,
    isFollowed: ({ isFollowed }) => isFollowed,
    apply: async (locked) => {
      const told = { ...event, ...about, source, eventKey, isGuess, address: address ?? undefined };
      const { toWake: others, ...taken } = await takeMailEvent(deps, actor, locked, told);
      toWake = others;
      return taken;
    },
  });
  if (result.isSettled && about.stepExecutionId !== null)
    await releaseCopies(deps, { kind: 'step_execution', id: about.stepExecutionId });
  await afterCommit(deps, () => wakeEnrollments(deps, toWake));
  await suppressIfSoft(deps, actor, { kind: event.kind, channel, address, source });
  await followReply(deps, { ...heard, now });
  return { enrollment, effect: result.effect };
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
