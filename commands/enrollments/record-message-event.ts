import type { Actor } from '../../contracts/actor.ts';
import type { MessageEventInput, MessageEventReply } from '../../contracts/enrollments/enrollments.ts';
import type { MessageEventSource, ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { HitVerdict } from '../../contracts/tracking/kinds.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { attempt } from '../wakes.ts';
import { followReply } from './follow-reply.ts';
import { keepEvent } from './keep-event.ts';
import { type Effect, IS_ANSWER, isHit } from './mail-event-traits.ts';
import { recordMailEvent, refusePast } from './record-mail-event.ts';
import { settleProven } from './settle-proven.ts';
import { suppressByEvent, suppressIfSoft } from './suppress-by-event.ts';

/** An event about a message, by whom, and which copy where that is known. */
type MessageEvent = Omit<MessageEventInput, 'kind'> & {
  kind: ReportedEventKind;
  messageId: string;
  source?: MessageEventSource;
  n?: number;
  /** What is the same for the same event, told again. */
  eventKey?: string;
  /** It was linked to the message by address and time only. */
  isGuess?: boolean;
  /** The mail that it is, where it was followed. */
  mailId?: string;
};

/**
 * Takes up what a mail system or a person reports about a message, whatever its source (I4, D3): of a step it goes to its
 * enrollment; of a touchpoint or a recommended action the address is suppressed and the event kept. What concerns a copy
 * concerns nobody else (M5).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `validation` for an address that had no copy; as `recordMailEvent`
 */
export async function recordMessageEvent(
  deps: CommandDeps,
  actor: Actor,
  { messageId, n: named, verdict = 'human', ...event }: MessageEvent,
): Promise<MessageEventReply> {
  const { store, db } = deps;
  const which = { messageId, now: await deps.now() };
  const message = found(await store.messageViews.find(db, actor, which), 'message');
  const n = named ?? copyOf(message.copies, event);
  const { enrollmentId, customerId, channel } = message;
  if (verdict !== 'human') {
    const enrollment =
      enrollmentId && (await store.enrollmentViews.find(db, actor, { ...which, enrollmentId }));
    const hit = { ...event, messageId, n, verdict, enrollmentId, customerId };
    return { messageId, n, effect: await keepHit(deps, actor, hit), enrollment: enrollment || null };
  }
  const address = event.address ?? message.copies.find((copy) => copy.n === n)?.address ?? null;
  if (enrollmentId !== null) {
    const told = { ...event, channel, enrollmentId, messageId, n, ...(address !== null && { address }) };
    const { enrollment, effect } = await recordMailEvent(deps, actor, told);
    // A hit has settled its own copy, and proves nothing of others.
    if (!isHit(event.kind)) await attempt(settleProven(deps, { messageId }));
    return { messageId, n, effect, enrollment };
  }
  refusePast(event, which.now);
  const reply = (effect: Effect): MessageEventReply => ({ messageId, n, effect, enrollment: null });
  const { kind, source = 'api' } = event;
  if (IS_ANSWER[kind] && event.address && (await store.messageEvents.isOurs(db, event.address)))
    return reply('ignored');
  await suppressByEvent(deps, actor, { kind, channel, address, source });
  const { subject } = message;
  const told = { ...event, kind, source, n, address, messageId, customerId, subject };
  const isNew = await keepEvent(deps, actor, told);
  await suppressIfSoft(deps, actor, { kind, channel, address, source });
  await attempt(settleProven(deps, { messageId }));
  const { occurredAt: at, mailId = null } = event;
  await followReply(deps, { kind, customerId, at, messageId, mailId, now: which.now });
  return reply(isNew ? 'recorded' : 'ignored');
}

/** A hit of a machine, or of nobody knows whom: it is counted, and nothing follows from it (T2). */
async function keepHit(
  deps: CommandDeps,
  actor: Actor,
  hit: MessageEvent & { verdict: HitVerdict; enrollmentId: string | null; customerId: string },
): Promise<Effect> {
  const { messageId, n = 1, kind, verdict, enrollmentId, customerId, source = 'api', eventKey } = hit;
  const owner = await deps.store.messageEvents.ownerOfMessage(deps.db, { messageId, n });
  const isNew = await runCommand(deps, actor, async (tx, now) =>
    deps.store.messageEvents.insert(tx, {
      id: deps.newId('messageEvent'),
      eventKey,
      kind,
      verdict,
      source,
      enrollmentId,
      customerId,
      messageId,
      n,
      stepExecutionId: owner?.stepExecutionId ?? null,
      address: null,
      detail: null,
      occurredAt: hit.occurredAt === undefined ? now : Date.parse(hit.occurredAt),
      now,
      createdById: actor.userId,
    }),
  );
  return isNew ? 'recorded' : 'ignored';
}

/** Whose copy it is about; an answer may come from anybody. */
function copyOf(
  copies: readonly { n: number; address: string }[],
  { kind, address }: Pick<MessageEvent, 'kind' | 'address'>,
): number {
  if (address === undefined) return 1;
  const copy = copies.find((each) => addressKey(each.address) === addressKey(address));
  if (!copy && !IS_ANSWER[kind])
    refuseInvalid([{ field: 'address', message: 'is no recipient of this message' }]);
  return copy?.n ?? 1;
}
